import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.cchc_assessment.tests.common import PDF, CchcCase, RemoteCase, make_pdf
from odoo.addons.cchc_assessment.tests.whole import test_hygiene

HIDDEN = "One of these files does not exist, or is not yours to use as evidence."


class DmsCase:
    """A directory that the officer reads, and one that somebody else does."""

    @classmethod
    def _make_directories(cls):
        cls._open_period()
        (cls.officer | cls.other_officer).lang = "en_US"
        cls.line = cls._line("1.1.1")
        storage = cls.env["dms.storage"].create({"name": "Kho", "save_type": "database"})
        cls.file, cls.other_file = (
            cls._make_file(storage, user, name, content)
            for user, name, content in (
                (cls.officer, "12_BC-STN.pdf", PDF),
                (cls.other_officer, "kin.pdf", make_pdf("Kin")),
            )
        )

    @classmethod
    def _make_file(cls, storage, user, name, content):
        group = cls.env["dms.access.group"].create(
            {"name": user.name, "explicit_user_ids": [Command.set(user.ids)]}
        )
        directory = cls.env["dms.directory"].create(
            {
                "name": user.name,
                "is_root_directory": True,
                "storage_id": storage.id,
                "group_ids": [Command.set(group.ids)],
            }
        )
        return cls.env["dms.file"].create(
            {
                "name": name,
                "directory_id": directory.id,
                "content": base64.b64encode(content),
            }
        )


@tagged("post_install", "-at_install")
class TestDms(DmsCase, CchcCase):
    """Files of the document management become documents, by the rights of whoever takes them."""

    MODULE = "cchc_assessment_dms"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_directories()

    def _dialog(self, files, user=None):
        dialogs = self.env["cchc.evidence.take"].with_user(user or self.officer)
        return Form(dialogs.with_context(active_model="dms.file", active_ids=files.ids))

    def test_a_file_becomes_a_document(self):
        """It is filed as an upload is, with the same bytes, and says to whoever may read it where it lies."""
        with self._dialog(self.file) as form:
            form.line_id = self.line
        form.save().action_use()
        evidence = self.line.evidence_ids
        self.assertEqual(evidence.file_name, "12_BC-STN.pdf")
        with evidence.sudo().attachment_id._open_stored() as stored:
            self.assertEqual(stored.read(), PDF)
        self.assertEqual(evidence.create_uid, self.officer)
        source = self.file.display_name
        self.assertIn(source, evidence.with_user(self.officer).source_name)
        for reader in (self.leader, self.secretary):
            self.assertFalse(evidence.with_user(reader).source_name, reader.login)
        self.assertTrue(self.file.exists())

    def test_hidden_files(self):
        """What may not be read there is refused like what does not exist, also beside one that may be taken."""
        evidences = self.env["cchc.evidence"].with_user(self.officer)
        for numbers in (
            self.other_file.ids,
            (self.file | self.other_file).ids,
            [2**31 - 1],
            [0],
            [2**70],
        ):
            with self.subTest(numbers=numbers), self.assertRaisesRegex(AccessError, HIDDEN):
                evidences._use_dms_files(numbers, line=self.line.with_user(self.officer))
        self.assertFalse(self.line.evidence_ids)
        with self.assertRaises(AccessError):
            self._dialog(self.other_file)

    def test_a_file_that_was_closed_meanwhile(self):
        """Whether a file may be read is asked once more where it is filed: none is, then."""
        with self._dialog(self.file) as form:
            form.line_id = self.line
        dialog = form.save()
        self.file.directory_id.group_ids.explicit_user_ids = [Command.clear()]
        self.env.invalidate_all()
        with self.assertRaisesRegex(AccessError, HIDDEN):
            dialog.action_use()
        self.assertFalse(self.line.evidence_ids)

    def test_a_search_that_finds_too_much(self):
        """What a search has found is asked for once more: a directory's rights may be read in one place alone."""
        found = self.other_file.ids
        evidences = self.env["cchc.evidence"].with_user(self.officer)
        with (
            patch.object(
                self.registry["dms.file"], "search", lambda files, *_a, **_k: files.browse(found)
            ),
            self.assertRaises(AccessError),
        ):
            evidences._use_dms_files(found, line=self.line.with_user(self.officer))
        self.assertFalse(self.line.evidence_ids)

    def test_so_many_at_once(self):
        """Files of both kinds are counted together."""
        with self._dialog(self.file) as form:
            form.line_id = self.line
        dialog = form.save()
        dialog.sudo().chosen = list(range(1, 21))
        with self.assertRaisesRegex(UserError, "At most 20 files"):
            dialog.action_use()
        self.assertFalse(self.line.evidence_ids)

    def test_what_may_not_be_filed(self):
        """Size and kind are judged as in an upload."""
        self.env["ir.config_parameter"].set_param(
            "cchc_assessment.evidence_max_megabytes", "0.0001"
        )
        with self.assertRaisesRegex(UserError, "larger than"):
            self._dialog(self.file).save().action_use()
        self.env["ir.config_parameter"].set_param("cchc_assessment.evidence_max_megabytes", "25")
        self.file.sudo().content = base64.b64encode(b"MZ" + bytes(200))
        with self.assertRaises(UserError):
            self._dialog(self.file).save().action_use()

    _own = test_hygiene.TestHygiene._own
    _places = test_hygiene.TestHygiene._places
    _get_fields_of_other_apps = test_hygiene.TestHygiene._get_fields_of_other_apps

    def test_vietnamese_is_complete(self):
        """Each string of this addon has its Vietnamese."""
        test_hygiene.TestHygiene._find_own.__func__(type(self))
        test_hygiene.TestHygiene.test_vietnamese_is_complete(self)


@tagged("post_install", "-at_install")
class TestDmsRemotely(DmsCase, RemoteCase):
    """Over JSON-RPC nobody files what they may not read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_directories()

    def test_by_the_dialog(self):
        """A dialog that names another's file, by any of its fields, is refused."""
        values = {"assessment_id": self.assessment.id, "line_id": self.line.id}
        for forged in (
            {"dms_file_ids": [Command.set(self.other_file.ids)]},
            {"dms_file_ids": [Command.link(self.other_file.id)]},
            {"chosen_dms_files": self.other_file.ids},
        ):
            answer = self._call(
                "cchc.evidence.take", "create", {**values, **forged}, user=self.officer
            )
            self.assertRegex(str(answer), "^AccessError: ")
        answer = self._call("cchc.evidence", "_use_dms_files", self.file.ids, user=self.officer)
        self.assertRegex(str(answer), "Error: ")
