import importlib.util

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path

from odoo.addons.cchc_assessment.hooks import _remove_what_waits

MAIN, ADDON = "cchc_assessment", "cchc_assessment_signature"
MOVED = (
    f"{ADDON}.model_cchc_trusted_certificate",
    f"{ADDON}.model_cchc_evidence_signature",
    f"{ADDON}.field_cchc_trusted_certificate__file",
    f"{ADDON}.field_cchc_evidence__signature_status",
    f"{ADDON}.selection__cchc_evidence__signature_status__altered",
)


@tagged("post_install", "-at_install")
class TestHandover(TransactionCase):
    """A database of when the main addon still read signatures itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        path = file_path(f"{MAIN}/migrations/19.0.1.2.0/pre-signature.py")
        spec = importlib.util.spec_from_file_location("pre_signature", path)
        cls.script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(cls.script)
        cls.names = [name.partition(".")[2] for name in MOVED]
        cls.ids = {name: cls.env.ref(name).id for name in MOVED}
        cls.env.cr.execute(
            "UPDATE ir_model_data SET module = %s WHERE module = %s AND name IN %s",
            [MAIN, ADDON, tuple(cls.names)],
        )

    def _find(self, module):
        self.env.cr.execute(
            "SELECT name, res_id FROM ir_model_data WHERE module = %s AND name IN %s",
            [module, tuple(self.names)],
        )
        return dict(self.env.cr.fetchall())

    def test_what_is_known_changes_hands(self):
        """Models, fields, rights and rules are the new addon's, the same as before; a second time changes nothing."""
        self.assertEqual(len(self._find(MAIN)), len(MOVED))
        for _time in range(2):
            self.script.migrate(self.env.cr, "19.0.1.1.0")
            self.assertFalse(self._find(MAIN))
            self.assertEqual(
                {f"{ADDON}.{name}": number for name, number in self._find(ADDON).items()}, self.ids
            )

    def test_documents_are_filed_without_the_addon(self):
        """The column of the documents may stay empty; the addon fills it when it takes it over."""
        self.script.migrate(self.env.cr, "19.0.1.1.0")
        self.env.cr.execute(
            "SELECT is_nullable FROM information_schema.columns "
            "WHERE table_name = 'cchc_evidence' AND column_name = 'signature_status'"
        )
        self.assertEqual(self.env.cr.fetchone(), ("YES",))

    def test_what_waits_goes_with_the_main_addon(self):
        """Where the addon is never installed, uninstalling the main one leaves neither tables nor names of it."""
        self.script.migrate(self.env.cr, "19.0.1.1.0")
        self.assertTrue(self._find(ADDON))
        self.env.cr.execute(
            "UPDATE ir_module_module SET state = 'uninstalled' WHERE name = %s", [ADDON]
        )
        _remove_what_waits(self.env)
        self.assertFalse(self._find(ADDON))
        self.env.cr.execute(
            "SELECT to_regclass('cchc_trusted_certificate'), to_regclass('cchc_evidence_signature')"
        )
        self.assertEqual(self.env.cr.fetchone(), (None, None))
        self.env.cr.execute("SELECT 1 FROM ir_model WHERE model = 'cchc.trusted.certificate'")
        self.assertFalse(self.env.cr.fetchall())

    def test_what_nobody_sees_is_said(self):
        """Where the addon is not installed, the log says what is kept, and how it is seen again."""
        self.env.cr.execute(
            "UPDATE ir_module_module SET state = 'uninstalled' WHERE name = %s", [ADDON]
        )
        self.env.cr.execute("INSERT INTO cchc_trusted_certificate (name, file) VALUES ('CA', 'x')")
        with self.assertLogs("pre_signature", "WARNING") as logs:
            self.script.migrate(self.env.cr, "19.0.1.1.0")
        self.assertIn(f"until the addon {ADDON} is installed", logs.output[0])

    def test_nothing_is_said_where_nothing_is_kept(self):
        """Whoever never trusted an authority is not told of it, nor who has the addon."""
        self.env.cr.execute(
            "DELETE FROM cchc_trusted_certificate; DELETE FROM cchc_evidence_signature"
        )
        with self.assertNoLogs("pre_signature", "WARNING"):
            self.script.migrate(self.env.cr, "19.0.1.1.0")
            self.env.cr.execute(
                "INSERT INTO cchc_trusted_certificate (name, file) VALUES ('CA', 'x')"
            )
            self.script.migrate(self.env.cr, "19.0.1.1.0")
