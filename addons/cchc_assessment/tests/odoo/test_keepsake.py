import hashlib
import io
import zipfile
from pathlib import Path

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..reporting.test_package import PackageCase

KEPT = [("name", "=like", "Hồ sơ CCHC đã niêm phong%")]


@tagged("post_install", "-at_install")
class TestKeepsake(PackageCase):
    """What an uninstallation leaves behind of what was sealed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._send()
        cls._approve()
        cls.submission = cls.assessment.submission_ids
        cls.report = cls.env["report.cchc_assessment.package"]

    def _leave_behind(self):
        """Return the packages that come of it."""
        before = self.env["ir.attachment"].search(KEPT)
        self.report._leave_behind()
        return self.env["ir.attachment"].search(KEPT) - before

    def _read(self, package):
        return zipfile.ZipFile(io.BytesIO(package.raw))

    def test_each_submission_with_its_seal(self):
        """A unit that approved twice has two folders, each with documents and the seal of that time."""
        self._return_to_unit()
        self._line("1.2").with_user(self.officer).explanation = "Đã đổi."
        self._send()
        self._approve()
        package = self._leave_behind()
        self.assertEqual(len(package), 1)
        self.assertEqual((package.res_model, package.public), (False, False))
        archive = self._read(package)
        self.assertIsNone(archive.testzip())
        seals = [name for name in archive.namelist() if name.endswith("niem-phong.json")]
        # at the top, and beside the script that checks it
        self.assertEqual(len({name.rsplit("/", 1)[0] for name in seals}), 4)
        self.assertEqual(
            {hashlib.sha256(archive.read(name)).hexdigest() for name in seals},
            set(self.assessment.submission_ids.mapped("seal")),
        )
        self.assertEqual(sum(name.endswith(".pdf") for name in archive.namelist()), 2)

    def test_it_is_made_once(self):
        """Asked again, as the dialog and then the hook do, there is one package until more is sealed."""
        self.assertTrue(self._leave_behind())
        self.assertFalse(self._leave_behind())
        self._return_to_unit()
        self._send()
        self._approve()
        self.assertTrue(self._leave_behind())

    def test_what_somebody_else_put_there_is_no_package(self):
        """Neither an attachment of the same description, nor a package whose file is gone, keeps anything."""
        package = self._leave_behind()
        values = {
            "name": package.name,
            "description": package.description,
            "mimetype": package.mimetype,
            "raw": b"PK",
        }
        self.env["ir.attachment"].with_user(self.secretary).create(values)
        package.unlink()
        package = self._leave_behind()
        self.assertTrue(package)
        Path(package._full_path(package.store_fname)).unlink()
        self.assertTrue(self._leave_behind())

    def test_administrators_alone_read_it(self):
        """Neither the council nor the unit opens a package, nor anybody else who is no administrator."""
        package = self._leave_behind()
        administrator = new_test_user(self.env, "kho", "base.group_system")
        self.assertTrue(package.with_user(administrator).raw)
        for user in (self.officer, self.leader, self.secretary):
            with self.assertRaises(AccessError):
                package.with_user(user).read(["raw"])

    def test_a_seal_that_cannot_be_read_does_not_hold_everything(self):
        """The dossier is made from what there is, and the package says of which one."""
        self.env.cr.execute("UPDATE cchc_submission SET manifest = 'hỏng'")
        self.env.invalidate_all()
        archive = self._read(self._leave_behind())
        name = self.submission.with_context(lang="vi_VN").display_name
        self.assertIn(name, archive.read("NIÊM PHONG HỎNG.txt").decode("utf-8-sig"))
        self.assertTrue([name for name in archive.namelist() if name.endswith(".pdf")])

    def test_a_file_store_that_takes_nothing(self):
        """A sentence, and no package without content."""
        folder = self.env["ir.attachment"]._get_incoming_folder()
        if folder.exists():
            moved = folder.rename(folder.with_name("cchc_moved"))
            self.addCleanup(moved.rename, folder)
        folder.write_text("in the way")
        self.addCleanup(folder.unlink)
        with self.assertRaisesRegex(UserError, "Nothing was uninstalled"), self.cr.savepoint():
            self.report._leave_behind()
        self.assertFalse(self.env["ir.attachment"].search(KEPT))

    def test_only_administrators_ask_for_it(self):
        """Uninstalling is for Odoo's administrators, who need no role here; the packages are nobody's."""
        module = self.env.ref("base.module_cchc_assessment")
        denied = mute_logger("odoo.addons.base.models.ir_module")
        with denied, self.assertRaises(AccessDenied):
            module.with_user(self.secretary).button_uninstall()
        self.assertFalse(self.env["ir.attachment"].search(KEPT))
        administrator = new_test_user(self.env, "kho", "base.group_system")
        module.with_user(administrator).button_uninstall()
        package = self.env["ir.attachment"].search(KEPT)
        self.assertEqual(package.create_uid.id, SUPERUSER_ID)
        self.assertFalse(self._leave_behind())

    def test_the_dialog_says_what_goes(self):
        """How many sealed submissions, in numbers; nothing of it where another module goes that nothing here needs."""
        dialogs = self.env["base.module.uninstall"]
        ours = dialogs.create({"module_ids": self.env.ref("base.module_cchc_assessment").ids})
        # the addon goes with what it builds on
        below = dialogs.create({"module_ids": self.env.ref("base.module_mail").ids})
        count = self.env["cchc.submission"].search_count([])
        for dialog in (ours, below):
            self.assertIn(f"submissions: {count})", dialog.cchc_loss)
        other = self.env["ir.module.module"].search([("state", "=", "uninstalled")], limit=1)
        self.assertFalse(dialogs.create({"module_ids": other.ids}).cchc_loss)
