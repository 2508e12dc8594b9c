"""Odoo's own command as a file: with workers it starts its helper processes, and itself again, by a path."""

import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
