"""What needs no Odoo: it imports nothing of it, nor of the main addon."""
