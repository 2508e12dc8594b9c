"""What needs no Odoo: it imports of the main addon what needs none either, and nothing else of it."""
