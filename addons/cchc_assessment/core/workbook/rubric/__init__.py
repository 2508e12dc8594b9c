"""Rubrics from and to workbooks, and two of them side by side."""
