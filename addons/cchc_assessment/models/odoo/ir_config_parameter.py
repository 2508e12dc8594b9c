"""The address that links in documents begin with."""

import ipaddress
from urllib.parse import urlsplit

from odoo import api, models

_ADDRESS = "web.base.url"
_FREEZE = "web.base.url.freeze"
_LOCAL_NAMES = ("localhost", ".localhost", ".local", ".localdomain", ".internal")


class IrConfigParameter(models.Model):
    _inherit = "ir.config_parameter"

    @api.model
    def _get_cchc_text(self, key):
        """Return the parameter as it is stored, empty where it is not set: the one place that asks Odoo for one.

        Odoo 20 asks by type. Settings hold for everybody, whoever reads them.
        """
        return self.sudo().get_param(key) or ""

    @api.model
    def _get_link_address(self):
        """Return the address that links in documents begin with, without a slash at its end."""
        return self._get_cchc_text(_ADDRESS).rstrip("/")

    @api.model
    def _is_link_address_frozen(self):
        """Whether the address stays as it is when an administrator signs in from elsewhere."""
        return bool(self._get_cchc_text(_FREEZE))

    @api.model
    def _get_frozen_link_address(self):
        """Return the address that links begin with for good; empty while it may still change by itself."""
        return self._get_link_address() if self._is_link_address_frozen() else ""

    @api.model
    def _freeze_link_address(self):
        self.sudo().set_param(_FREEZE, "True")

    @api.model
    def _is_link_address_local(self):
        """Whether the address opens on the server itself only, so that links to it are dead elsewhere."""
        host = (_host(self._get_link_address()) or "localhost").rstrip(".")
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return "." not in host or host.endswith(_LOCAL_NAMES)
        return address.is_loopback or address.is_unspecified or address.is_link_local

    @api.model
    def _find_link_address_problems(self):
        """Return a sentence for each reason why links in documents may not open, or not for long."""
        address = self._get_link_address()
        problems = []
        if self._is_link_address_local():
            problems.append(
                self.env._(
                    "“%(address)s” is reached from the server itself only: links in documents will not "
                    "open for anybody else.",
                    address=address,
                )
            )
        elif not address.startswith("https://"):
            problems.append(
                self.env._(
                    "“%(address)s” is not encrypted (https): what people send there can be read on the way.",
                    address=address,
                )
            )
        if not self._is_link_address_frozen():
            problems.append(
                self.env._(
                    "The address changes whenever an administrator signs in under another one. Freeze it, "
                    "so that links keep leading here."
                )
            )
        return problems


def _host(address):
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
