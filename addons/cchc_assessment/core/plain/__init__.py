"""What several rooms need: text, numbers, archives, XML, budgets; one of each."""
