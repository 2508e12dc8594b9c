"""What turns a bare machine into a running Odoo with this addon.

Only the standard library is used here: this code runs before anything is installed.
"""
