from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..models.cchc_checkpoint import ADDRESS_PARAMETER, PRIVATE_PARAMETER, ROOTS_PARAMETER
from .authority import Authority


@tagged("post_install", "-at_install")
class TestTimestampSettings(TransactionCase):
    """The administrator alone names an authority, and only one that can be used."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        authority = Authority()
        cls.addClassCleanup(authority.close)
        cls.pem = authority.pem
        cls.admin = new_test_user(cls.env, "cchc_timestamp_admin", groups="base.group_system")
        cls.secretary = new_test_user(
            cls.env,
            "cchc_timestamp_secretary",
            groups="cchc_assessment.cchc_assessment_group_secretary",
        )

    def _save(self, user, **values):
        names = {f"cchc_timestamp_{name}": value for name, value in values.items()}
        settings = self.env["res.config.settings"].with_user(user).create(names)
        settings.execute()
        return settings

    def _read(self, key):
        return self.env["ir.config_parameter"]._get_cchc_text(key)

    def test_what_is_named_is_kept(self):
        """Address, leave for a private network and certificates are kept, and shown the next time."""
        self._save(self.admin, address="http://tsa.mau.gov.vn", private=True, roots=self.pem)
        self.assertEqual(self._read(ADDRESS_PARAMETER), "http://tsa.mau.gov.vn")
        self.assertEqual(self._read(PRIVATE_PARAMETER), "True")
        self.assertEqual(self._read(ROOTS_PARAMETER), self.pem)
        shown = self.env["res.config.settings"].with_user(self.admin).create({})
        self.assertEqual(shown.cchc_timestamp_roots, self.pem)
        self._save(self.admin, address=False, private=False, roots=self.pem)
        self.assertFalse(self._read(ADDRESS_PARAMETER) or self._read(PRIVATE_PARAMETER))

    def test_what_cannot_be_used(self):
        """An address that is none, or one without certificates, is refused in words."""
        for address, roots, said in (
            ("ftp://a", self.pem, "begins with https://"),
            ("http://name:password@a/", self.pem, "begins with https://"),
            ("http://tsa.mau.gov.vn", False, "Paste them in PEM"),
            ("http://tsa.mau.gov.vn", "x", "Paste them in PEM"),
            (False, "x", "Paste them in PEM"),
        ):
            with self.subTest(address=address), self.assertRaisesRegex(ValidationError, said):
                self._save(self.admin, address=address, roots=roots)

    def test_nobody_else(self):
        """A secretary names none, by the settings or by the parameter."""
        with self.assertRaises(AccessError):
            self._save(self.secretary, address="http://tsa.mau.gov.vn", roots=self.pem)
        with self.assertRaises(AccessError):
            parameters = self.env["ir.config_parameter"].with_user(self.secretary)
            parameters.set_param(ADDRESS_PARAMETER, "http://tsa.mau.gov.vn")
