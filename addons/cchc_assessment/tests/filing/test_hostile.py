import base64
import zipfile
from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...core.documents import LIMITS
from ...core.plain.budget import watched
from ...core.workbook.safe_open import DEFAULT_LIMITS
from ..common import RemoteCase
from ..pure import hostile
from .test_evidence_filing import UploadCase

# Every file goes through every reader in the tests without Odoo, and through every dialog in
# ``script/bench hostile``; here those that get furthest of each type.
WORKBOOKS = (
    "far cell",
    "far cell in an appendix",
    "60,000 rows",
    "10,000 merges over each other",
    "a shared string in every cell",
    "XML 10,000 deep in the sheet",
    "entities in UTF-16",
    "parts that share their bytes",
    "headings everywhere",
)
EVIDENCE = (
    *hostile.IMAGES,
    *hostile.TABLES,
    "pages in a circle",
    "a claim of two thousand million pages",
    "a table of ten million objects",
    "a page that unpacks to 300 MB",
    "10,000 files",
    "files that share their bytes",
    "a document 10,000 deep",
)
# The most that reading one file may take, whatever it says of itself. What an archive holds is opened once
# more than it is read.
MOST = {
    "entries": 4 * 10_000,
    "unpacked": 3 * DEFAULT_LIMITS.unpacked,
    "cells": DEFAULT_LIMITS.all_cells,
    "glances": 2 * 10_000,
    "looks": 2 * 500_000,
    "comparisons": 2 * 400,
    **{
        name: getattr(DEFAULT_LIMITS, name)
        for name in ("elements", "strings", "styles", "links", "sheets", "text", "lines")
    },
    "relations": DEFAULT_LIMITS.links,
    "calls": LIMITS.text.calls + 1,
    "inflated": LIMITS.pdf.inflated,
}


@tagged("post_install", "-at_install")
class TestHostileFiles(UploadCase):
    """Files that ask for far more work than they are long, through the dialogs that people use."""

    def setUp(self):
        super().setUp()
        for user in (self.officer, self.secretary):
            user.lang = "vi_VN"

    def _assert_vietnamese(self, sentence):
        self.assertTrue(sentence)
        self.assertRegex(sentence, "[ạảấầậắặẹẻếềệịỉọỏốồộớờợụủứừựỳỵđơưĐ]")

    def test_dialogs_of_the_secretary(self):
        """The rubric's and the survey's dialog say what is wrong, in Vietnamese, and go on working."""
        for name in WORKBOOKS:
            for model in ("cchc.rubric.import", "cchc.survey.import", "cchc.unit.import"):
                with self.subTest(name, model=model):
                    dialog = self.env[model].with_user(self.secretary).with_context(lang="vi_VN")
                    values = {"file": base64.b64encode(hostile.make(name)), "file_name": "a.xlsx"}
                    if model == "cchc.survey.import":
                        values["period_id"] = self.period.id
                    dialog = dialog.new(values)
                    if dialog.problem:
                        self._assert_vietnamese(dialog.problem)
                    elif model == "cchc.survey.import":
                        self.assertLessEqual(dialog.row_count, 5_000)

    def test_the_dialog_of_an_appendix(self):
        """Alone and in an archive; what cannot be read is told, and nothing is written."""
        before = self.assessment.log_count
        for name in (
            *WORKBOOKS,
            "10,000 files",
            "an archive in an archive",
            "a thousand workbooks",
        ):
            content = hostile.make(name)
            for data in (content, hostile.in_archive(name)):
                with self.subTest(name, size=len(data)):
                    self._assert_vietnamese(self._check_appendix(data))
        self.assertEqual(self.assessment.log_count, before)

    def test_a_long_list_is_not_read_on_the_way_in(self):
        """What an archive lists is counted before anybody makes an object of each, Odoo's guess included."""
        listed = []

        class CountedInfo(zipfile.ZipInfo):
            def __init__(self, *args, **kwargs):
                listed.append(1)
                super().__init__(*args, **kwargs)

        for name, most in (("10,000 files", 0), ("a thousand workbooks", 1_000)):
            del listed[:]
            data = hostile.make(name)
            with self.subTest(name), patch("zipfile.ZipInfo", CountedInfo):
                dialog = (
                    self.env["cchc.assessment.import"]
                    .with_user(self.officer)
                    .create(
                        {
                            "assessment_id": self.assessment.id,
                            "file": base64.b64encode(data),
                            "file_name": "a.xlsx",
                        }
                    )
                )
                # chosen again as well
                dialog.file = False
                dialog.file = base64.b64encode(b"PK")
                dialog.file = base64.b64encode(data)
                self.env.flush_all()
                self.assertEqual(len(listed), 0)
                with self.assertRaises(UserError):
                    dialog.action_check()
                self.assertGreaterEqual(len(listed), most)
                self.assertLessEqual(len(listed), 3 * most)

    def test_tables(self):
        """Documents, spreadsheets and text files as a rubric: shown, or refused by a sentence; nothing is left."""
        shown = 0
        with self._leaving_nothing():
            for name in hostile.TABLES:
                with self.subTest(name):
                    dialog = self._choose("cchc.rubric.import", hostile.make(name), name)
                    if dialog.problem:
                        self._assert_vietnamese(dialog.problem)
                        self.assertFalse(dialog.line_ids)
                    else:
                        shown += 1
                        self.assertGreater(dialog.node_count, 0)
                        self.assertNotIn(
                            "\0", "".join(filter(None, dialog.line_ids.mapped("name")))
                        )
                    # nothing keeps what one file says until the next is read
                    self.env.cr.cache.clear()
        self.assertGreater(shown, 3)
        self.assertLess(shown, len(hostile.TABLES))

    def test_tables_where_workbooks_are_taken(self):
        """In a dialog that takes a workbook, alone or in an archive, such a file is refused for what it is."""
        with self._leaving_nothing():
            for name in hostile.TABLES:
                packed = hostile.under_its_name(name)
                for model, data in (
                    ("cchc.survey.import", hostile.make(name)),
                    ("cchc.unit.import", hostile.make(name)),
                    ("cchc.rubric.import", packed),
                ):
                    with self.subTest(name, model=model):
                        self._assert_vietnamese(self._choose(model, data, name).problem)
                for data in (hostile.make(name), packed):
                    with self.subTest(name, size=len(data)):
                        self._assert_vietnamese(self._check_appendix(data))

    def test_tables_among_documents(self):
        """Packed with the unit's own form, such a file is a document like another, or the archive is refused."""
        form = "cchc_assessment.offline_form_report"
        report = self.env["ir.actions.report"].with_user(self.officer)
        form, _kind = report._render(form, self.assessment.ids)
        reasons = []
        with self._leaving_nothing():
            for name in hostile.TABLES:
                with self.subTest(name):
                    dialog = self._pack_in(hostile.among_documents(name, form))
                    try:
                        with self._counted():
                            dialog.action_check()
                    except UserError as error:
                        reason = str(error)
                    else:
                        (found,) = dialog.rest
                        reason = found["reason"]
                    reasons.append(reason)
                    if reason:
                        self._assert_vietnamese(reason)
                    dialog.unlink()
        self.assertTrue(any(reasons))
        self.assertFalse(all(reasons))

    def _choose(self, model, data, name):
        """Return a dialog of the secretary's in which this file was chosen, and shown within its bounds."""
        values = {"file": base64.b64encode(data), "file_name": hostile.FILE_NAMES[name]}
        if model == "cchc.survey.import":
            values["period_id"] = self.period.id
        dialogs = self.env[model].with_user(self.secretary).with_context(lang="vi_VN")
        with self._counted():
            dialog = dialogs.new(values)
            # what is shown of it is read when it is asked for
            dialog.mapped("problem")
        return dialog

    def _check_appendix(self, data):
        """Return the sentence by which a unit's import refuses this file."""
        dialog = self._pack_in(data)
        with self._counted(), self.assertRaises(UserError) as caught:
            dialog.action_check()
        return str(caught.exception)

    def _pack_in(self, data):
        dialogs = self.env["cchc.assessment.import"].with_user(self.officer)
        return dialogs.with_context(lang="vi_VN").create(
            {
                "assessment_id": self.assessment.id,
                "file": base64.b64encode(data),
                "file_name": "a.xlsx",
            }
        )

    @contextmanager
    def _counted(self):
        with watched() as work:
            yield
        self.assertFalse({key: size for key, size in work.items() if size > MOST[key]})

    @contextmanager
    def _leaving_nothing(self):
        models = (
            "cchc.rubric",
            "cchc.criterion",
            "cchc.unit",
            "cchc.evidence",
            "cchc.assessment.import.line",
            "cchc.log",
        )
        before = {model: self.env[model].search_count([]) for model in models}
        yield
        self.assertEqual({model: self.env[model].search_count([]) for model in models}, before)
        self.assertFalse(list(self.env["ir.attachment"]._get_incoming_folder().iterdir()))

    @mute_logger("odoo.tools.mimetypes.guess_mimetype")
    def test_evidence_by_upload(self):
        """Each file is filed or refused by a sentence, whatever is in it."""
        statuses = set()
        for name in EVIDENCE:
            with self.subTest(name):
                status, answer = self._upload(hostile.make(name), name=hostile.FILE_NAMES[name])
                statuses.add(status)
                self.assertIn(status, (200, 400, 422))
                self.assertTrue(answer.get("error") or answer["id"])
        self.assertEqual(len(statuses), 2, "some are filed, some refused")
        folder = self.env["ir.attachment"]._get_incoming_folder()
        self.assertFalse(list(folder.iterdir()), "left on its way")

    def test_templates(self):
        """A template that would take the server's time is refused, saying so."""
        rubric = self.env["cchc.rubric"].with_user(self.secretary).create({"name": "Mẫu"})
        for name in hostile.TEMPLATES:
            with self.subTest(name), self.assertRaises(ValidationError) as caught:
                rubric.with_context(lang="vi_VN").report_template = base64.b64encode(
                    hostile.make(name)
                )
            self._assert_vietnamese(str(caught.exception))


@tagged("post_install", "-at_install")
class TestLongCalls(RemoteCase):
    """Lists and conditions of any length, over the network."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()

    def test_lists_of_ids(self):
        """A hundred thousand numbers are refused, or passed over at the cost of reading them."""
        ids = list(range(1, 100_001))
        user = self.officer
        self.authenticate(user.login, user.login)
        answer = self.url_open(f"/cchc/appendices?ids={self.assessment.id}")
        self.assertEqual(answer.status_code, 200)
        many = ",".join([str(self.assessment.id)] * 8_000)
        self.assertEqual(self.url_open(f"/cchc/appendices?ids={many}").status_code, 404)
        line = self.assessment.line_ids[0]
        sheet = self._call(
            "cchc.assessment",
            "get_sheet_rows",
            self.assessment.ids,
            [*ids, line.id],
            user=user,
        )
        self.assertEqual(
            {row["id"] for row in sheet["lines"]},
            {line.id} | (set(ids) & set(self.assessment.line_ids.ids)),
        )
        for values in ({"line_ids": [ids] * 3}, {"line_ids": ["x"]}):
            answer = self._call(
                "cchc.assessment", "get_sheet_rows", self.assessment.ids, **values, user=user
            )
            self.assertIn("UserError", str(answer))

    def test_numbers_that_no_database_counts_to(self):
        """An address with such a number leads nowhere, as that of a record that isn't there."""
        user = self.officer
        self.authenticate(user.login, user.login)
        for place in ("evidence", "report/assessment", "package/assessment", "minute"):
            answer = self.url_open(f"/cchc/{place}/{10**30}")
            self.assertEqual(answer.status_code, 404, place)

    def test_conditions(self):
        """Thousands of conditions, and conditions nested without end, are refused by a sentence."""
        leaf, user = ["state", "=", "draft"], self.officer
        found = self._call("cchc.assessment", "search", ["|", leaf, leaf], user=user)
        self.assertIn(self.assessment.id, found)
        for domain in (
            ["|"] * 4_999 + [leaf] * 5_000,
            ["!"] * 50_000 + [leaf],
            ["|", "&"] * 900 + [leaf] * 1_801,
        ):
            answer = self._call("cchc.assessment", "search", domain, user=user)
            self.assertIn("UserError", str(answer))
        # as many as are taken
        answer = self._call(
            "cchc.assessment", "search", ["!", *["|"] * 999, *[leaf] * 1_000], user=user
        )
        self.assertNotIn(self.assessment.id, answer)
        self.assertIsInstance(answer, list)
        answer = self._call(
            "cchc.assessment", "search", ["!", "!", *["|"] * 999, *[leaf] * 1_000], user=user
        )
        self.assertIn("UserError", str(answer))
        nested = leaf
        for _level in range(300):
            nested = ["line_ids", "any", [nested]]
        answer = self._call("cchc.assessment", "search", [nested], user=user)
        self.assertIn("UserError", str(answer))

    def test_values(self):
        """A row is saved from the values of a row, not from a million of them."""
        line = self._line("1.1.1")
        for values in (
            {"explanation": "x", "evidence_ids": [[4, 1, 0]] * 100_000},
            {f"a{number}": 1 for number in range(250_000)},
        ):
            answer = self._call(
                "cchc.assessment.line", "save_row", line.ids, values, 0, user=self.officer
            )
            self.assertIn("UserError", str(answer))
            for rows in ([[line.id, values, 0]], [[line.id, {}, 0]] * 100_000):
                answer = self._call(
                    "cchc.assessment",
                    "save_rows",
                    self.assessment.ids,
                    "unit",
                    rows,
                    user=self.officer,
                )
                self.assertIn("UserError", str(answer))
        self.assertFalse(line.explanation)

    def test_letters_that_no_database_keeps(self):
        """A text that was pasted with zeros, or with half a letter, is saved as it is seen."""
        line = self._line("1.1.1")
        pasted = "Kế\0 hoạch \ud83d số 12\udc00"
        answers = [
            self._call(
                "cchc.assessment.line",
                "write",
                line.ids,
                {"explanation": pasted},
                user=self.officer,
            ),
            self._call(
                "cchc.assessment.line",
                "save_row",
                line.ids,
                {"explanation": f"{pasted}."},
                line.with_user(self.officer).revision,
                user=self.officer,
            ),
        ]
        self.assertIs(answers[0], True)
        self.assertNotIn("Error", str(answers[1])[:30])
        self.env.invalidate_all()
        self.assertEqual(line.explanation, "Kế hoạch  số 12.")
