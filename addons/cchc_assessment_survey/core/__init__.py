"""What needs no Odoo: what answers come to, and sheets of paper out of a workbook."""
