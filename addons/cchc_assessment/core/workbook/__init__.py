"""Workbooks in and out as plain dataclasses: no Odoo, no scoring; import the modules you need.

One folder for each document; what two of them need lies beside the folders.
"""
