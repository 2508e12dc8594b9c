"""What needs no Odoo: each room imports ``plain`` and nothing else of the addon."""
