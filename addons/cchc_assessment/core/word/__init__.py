"""The report as a Word document: what it says, the template it is made from, and what may stand in one.

Nothing here knows of Odoo.
"""
