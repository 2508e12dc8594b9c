"""What needs no Odoo."""
