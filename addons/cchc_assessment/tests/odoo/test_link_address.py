from lxml import etree

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..common import CchcCase


@tagged("post_install", "-at_install")
class TestLinkAddress(CchcCase):
    """The address that links in documents begin with: it has to lead here for everybody, and for years."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parameters = cls.env["ir.config_parameter"]
        cls.parameters.set_param("web.base.url.freeze", False)

    def _problems(self, address):
        self.parameters.set_param("web.base.url", address)
        return self.parameters._find_link_address_problems()

    def test_addresses_that_open_on_the_server_only(self):
        """Whoever follows such a link from an appendix finds nothing."""
        for address in (
            "http://localhost:8069",
            "https://localhost",
            "http://127.0.0.1:8069",
            "http://127.1.2.3",
            "http://[::1]:8069",
            "http://0.0.0.0:8069",
            "http://odoo:8069",
            "http://may-chu.local",
            "",
            "http://[",
        ):
            with self.subTest(address=address):
                self.assertIn("server itself only", self._problems(address)[0])

    def test_addresses_within_an_office_are_nobodys_business(self):
        """Many agencies reach their Odoo in their own network: that is no dead link, only unencrypted."""
        for address in ("http://10.1.2.3:8069", "http://odoo.mau.gov.vn"):
            with self.subTest(address=address):
                [insecure, _unfrozen] = self._problems(address)
                self.assertIn("not encrypted", insecure)

    def test_the_administrator_freezes_the_address(self):
        """The settings warn until the address is a public one, encrypted and frozen."""
        self.parameters.set_param("web.base.url", "http://localhost:8069")
        settings = self.env["res.config.settings"].create({})
        self.assertIn("server itself only", settings.cchc_link_problems)
        settings.cchc_link_address = "https://odoo.mau.gov.vn"
        # the button says what it takes: nobody has saved before
        settings.action_cchc_freeze_link_address()
        settings = self.env["res.config.settings"].create({})
        self.assertFalse(settings.cchc_link_problems)
        self.assertTrue(settings.cchc_link_frozen)
        self.assertEqual(self.parameters._get_link_address(), "https://odoo.mau.gov.vn")

    def test_the_button_does_not_ask_first(self):
        """Odoo's question before it would offer to discard what was typed, and freeze the address of before."""
        arch = etree.fromstring(self.env["res.config.settings"].get_view(view_type="form")["arch"])
        [button] = arch.xpath("//button[@name='action_cchc_freeze_link_address']")
        self.assertEqual(button.get("noSaveDialog"), "true")

    def test_what_is_no_address_is_refused(self):
        """A link cannot begin with it, so it is not taken."""
        for address in (
            "odoo.mau.gov.vn",
            "ftp://mau.vn",
            "https://",
            "https://a@b",
            "javascript:x",
        ):
            with self.subTest(address=address), self.assertRaises(ValidationError):
                self.env["res.config.settings"].create({"cchc_link_address": address})

    def test_nobody_else_changes_it(self):
        """Address and freezing belong to the administrator."""
        settings = self.env["res.config.settings"].create({})
        with self.assertRaises(AccessError):
            settings.with_user(self.secretary).action_cchc_freeze_link_address()
        self.assertFalse(self.parameters._is_link_address_frozen())

    def test_the_leader_is_warned_before_dead_links_are_sealed(self):
        """The dialog names the address, and says nothing where links open."""
        self._open_period()
        for address, warned in (
            ("http://localhost:8069", True),
            ("https://odoo.mau.gov.vn", False),
        ):
            self.parameters.set_param("web.base.url", address)
            dialog = Form(
                self.env["cchc.assessment.approve"]
                .with_user(self.leader)
                .with_context(default_assessment_id=self.assessment.id)
            )
            self.assertEqual(dialog.dead_link_address, address if warned else False)
