"""Runs inside Odoo's Python: makes a province of the wanted size and measures one work after the other."""
