"""Lists of answers of a survey."""
