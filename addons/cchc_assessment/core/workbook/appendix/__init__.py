"""The appendix of one agency: its sheet as Excel shows it, its offline form, and reading both back."""
