"""What answers come to (``reckoning``), and sheets of paper out of a workbook (``paper``). No Odoo, no database."""
