"""Workbooks in and out as plain dataclasses: no Odoo, no scoring; import the modules you need."""
