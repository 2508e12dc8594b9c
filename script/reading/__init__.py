"""What a rubric's file is read as, for people and programs."""
