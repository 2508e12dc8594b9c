"""The appendices of results: every agency of a period in one workbook."""
