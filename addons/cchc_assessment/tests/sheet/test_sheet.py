import ast
import json
from functools import partial

from lxml import etree

from odoo.fields import Command, Datetime
from odoo.tests import new_test_user, tagged

from ...core.plain.packing import pack_rows
from ...models.sheet.cchc_assessment import PACKED
from ..common import CchcCase, RemoteCase


class SheetCase(CchcCase):
    def _sheet(self, assessment=None, user=None):
        return (assessment or self.assessment).with_user(user or self.officer).get_sheet()

    def _row(self, sheet, code):
        (row,) = [row for row in sheet["lines"] if row["criterion_id"] == self.criteria[code].id]
        return row

    def _open_next_year(self, unit=None):
        """Copy the rubric twice, so that a version lies in between, and open the next year with the last."""
        rubric = self.rubric
        for _version in range(2):
            version = rubric.with_user(self.secretary).action_new_version()
            rubric = rubric.browse(version["res_id"])
            rubric.with_user(self.secretary).action_publish()
        period = self.period.copy(
            {
                "year": self.period.year + 1,
                "rubric_ids": [Command.set(rubric.ids)],
                "self_deadline": Datetime.add(Datetime.now(), days=30),
            }
        )
        period.with_user(self.secretary).action_open()
        return period.assessment_ids.filtered(lambda a: a.unit_id == (unit or self.unit))


@tagged("post_install", "-at_install")
class TestSheet(SheetCase):
    """The score sheet shows all of an assessment and saves it row by row."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.criteria["1.1.1"].requirement_ids = [Command.create({"name": "Kế hoạch năm"})]
        cls._open_period()

    def test_the_rubric_in_its_order(self):
        """Every node of the tree is there, leaves with what their rule asks for."""
        sheet = self._sheet()
        self.assertEqual(
            [node["code"] for node in sheet["criteria"]],
            ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1", "2.2"],
        )
        choice = sheet["criteria"][2]
        self.assertEqual(choice["parent_id"], self.criteria["1.1"].id)
        self.assertEqual([option["score"] for option in choice["options"]], [2, 1, 0])
        self.assertEqual([need["name"] for need in choice["requirements"]], ["Kế hoạch năm"])
        self.assertEqual(len(sheet["lines"]), 5)

    def test_saving_a_row(self):
        """The answer to a saved row holds its score, its calculation and the sums that follow."""
        line = self._line("1.1.2").with_user(self.officer)
        answer = line.save_row({"numerator": 8, "denominator": 10}, line.revision)
        (row,) = answer["lines"]
        self.assertEqual((row["id"], row["self_score"]), (line.id, 0.5))
        self.assertIn("80", row["score_note"])
        self.assertEqual(answer["subtotals"][self.criteria["1"].id], [0.5, 5])
        self.assertEqual(answer["totals"]["score"], 0.5)
        self.assertEqual((answer["totals"]["scored"], answer["totals"]["leaves"]), (1, 4))
        self.assertEqual(answer["revision"], self.assessment.log_count)
        self.assertEqual(self._row(self._sheet(), "1.1.2"), row)

    def test_documents_as_chips(self):
        """A document of two criteria stands in both rows and is told once, with what it is."""
        document = self._file(self._line("1.1.1") | self._line("1.2"))
        sheet = self._sheet()
        for code in ("1.1.1", "1.2"):
            self.assertEqual(self._row(sheet, code)["evidence_ids"], document.ids)
        (chip,) = sheet["documents"]
        self.assertEqual(chip["label"], "12/BC-STN")
        self.assertEqual(chip["requirement_ids"], self.criteria["1.1.1"].requirement_ids.ids)

    def _file_several(self):
        """File three documents that prove one criterion or two, the newest first; the last one is archived."""
        lines = self._line("1.1.1") | self._line("1.2")
        documents = self.env["cchc.evidence"]
        for number, of in ((1, lines), (2, lines[0]), (3, lines)):
            documents |= self._file(of, f"{number}/BC-STN")
            documents[-1].with_user(self.officer).document_date = f"2026-0{9 - number}-01"
        documents[2].with_user(self.officer).active = False
        return documents

    def test_rows_lead_to_what_odoo_reads(self):
        """What the sheet keeps of documents is what Odoo reads of each, in its order, archived ones among it."""
        self._file_several()
        self.env.invalidate_all()
        sheet = self._sheet()
        assessment = self.assessment.with_user(self.officer)
        documents = assessment.with_context(active_test=False).line_ids.evidence_ids
        links = lambda: (  # noqa: E731
            [document.line_ids.ids for document in documents],
            [document.requirement_ids.ids for document in documents],
            [line.with_context(active_test=False).evidence_ids.ids for line in documents.line_ids],
        )
        kept = links()
        self.env.invalidate_all()
        self.assertEqual(kept, links())
        self.assertEqual(len(documents), 3)
        self.assertEqual(
            [row["evidence_ids"] for row in sheet["lines"]],
            [line.evidence_ids.ids for line in assessment.line_ids],
        )
        self.assertEqual([chip["label"] for chip in sheet["documents"]], ["2/BC-STN", "1/BC-STN"])

    def test_what_a_rule_hides(self):
        """A document, a required document and a criterion that a rule keeps from the reader stand in no row."""
        documents = self._file_several()
        requirement = self.criteria["1.1.1"].requirement_ids
        self.assertEqual(documents[0].requirement_ids, requirement)
        for hidden in (documents[1], requirement, self._line("1.2")):
            self.env["ir.rule"].create(
                {
                    "name": "Kept back",
                    "model_id": self.env["ir.model"]._get(hidden._name).id,
                    "domain_force": f"[('id', '!=', {hidden.id})]",
                }
            )
        self.env.invalidate_all()
        sheet = self._sheet()
        filed = [row["evidence_ids"] for row in sheet["lines"] if row["evidence_ids"]]
        self.assertEqual(filed, [documents[0].ids])
        [chip] = sheet["documents"]
        self.assertEqual((chip["id"], chip["requirement_ids"]), (documents[0].id, []))
        self.assertEqual(documents[0].with_user(self.officer).line_ids, self._line("1.1.1"))

    def test_changed_since_it_was_returned(self):
        """After a return the sheet knows which rows were worked on since."""
        self._fill_in()
        self.assertIsNone(self._sheet()["changed_line_ids"])
        self._send()
        self.env["cchc.assessment.return"].with_user(self.leader).create(
            {"assessment_id": self.assessment.id, "reason": "Xem lại tiêu chí 1.2."}
        ).action_return()
        self.assertEqual(self._sheet()["changed_line_ids"], [])
        line = self._line("1.2").with_user(self.officer)
        line.write({"explanation": "Đã bổ sung."})
        self.assertEqual(self._sheet()["changed_line_ids"], line.ids)

    def _earlier(self, sheet, code):
        """What the sheet says of last year for the criterion with this code."""
        (node,) = [node for node in sheet["criteria"] if node["code"] == code]
        (row,) = [row for row in sheet["lines"] if row["criterion_id"] == node["id"]]
        return sheet["earlier"].get(row["id"])

    def test_last_year(self):
        """Each row knows last year's score, explanation and documents of the same criterion."""
        self._fill_in()
        document = self._file(self._line("1.2"), "99/QD-STN")
        sheet = self._sheet(self._open_next_year())
        earlier = self._earlier(sheet, "1.2")
        self.assertEqual(earlier["year"], 2026)
        self.assertEqual(
            (earlier["score"], earlier["explanation"]), (0, "Năm nay không có sáng kiến.")
        )
        self.assertEqual(earlier["evidence_ids"], document.ids)
        self.assertIn(document.id, [chip["id"] for chip in sheet["documents"]])

    def test_last_year_of_others_stays_theirs(self):
        """A predecessor's figures appear only to who may read the predecessor's assessment."""
        self._fill_in(self.other_assessment, self.other_officer)
        successor = self.unit.copy(
            {
                "name": "Sở Hợp nhất",
                "code": "T-SHN",
                "officer_ids": [Command.set((self.officer | self.other_officer).ids)],
                "predecessor_ids": [Command.set(self.other_unit.ids)],
            }
        )
        assessment = self._open_next_year(successor)
        self.assertIsNone(self._earlier(self._sheet(assessment), "1.1.2"))
        earlier = self._earlier(self._sheet(assessment, self.other_officer), "1.1.2")
        self.assertEqual(earlier["score"], 0.5)


@tagged("post_install", "-at_install")
class TestSheetQueries(SheetCase):
    """The sheet asks the database as often for 300 criteria as for 10."""

    def _make_large(self, leaves):
        rubric = self._make_large_rubric(leaves)
        rubric.action_publish()
        period = self.period.copy(
            {"rubric_ids": [Command.set(rubric.ids)], "self_deadline": self.period.self_deadline}
        )
        period.with_user(self.secretary).action_open()
        return period.assessment_ids.filtered(lambda assessment: assessment.unit_id == self.unit)

    def _count_saving(self, assessment):
        line = assessment.line_ids[0].with_user(self.officer)
        for option in line.criterion_id.option_ids:
            seen_revision = line.revision
            count = self._count_queries(
                lambda values={"option_id": option.id}, seen=seen_revision: line.save_row(
                    values, seen
                )
            )
        return count

    def test_opening(self):
        """Opening the sheet takes at most 16 queries at either size, documents, doubts and who contributes included.

        Whoever is the first to open one of a rubric, in a process, has those beside that make what is kept of it.
        """
        counts, first = {}, {}
        for leaves in (3, 10, 300):
            assessment = self._make_large(leaves)
            for line in assessment.line_ids[:3]:
                self._file(line, f"{leaves}/{line.criterion_id.code}")
            first[leaves] = self._count_queries(lambda a=assessment: self._sheet(a))
            counts[leaves] = self._count_queries(lambda a=assessment: self._sheet(a))
        self.assertEqual(first[10], first[300])
        self.assertLessEqual(first[300], 20)
        self.assertEqual(counts[10], counts[300])
        self.assertLessEqual(counts[300], 16)

    def test_what_comes_packed(self):
        """The same tables in half as many letters, where there are many rows."""
        assessment = self._make_large(100).with_user(self.officer)
        sheet, packed = assessment.get_sheet(), assessment.get_sheet(True)
        self.assertEqual({**sheet, **{name: pack_rows(sheet[name]) for name in PACKED}}, packed)
        few, many = (len(json.dumps(one, default=str)) for one in (packed, sheet))
        self.assertLess(few, many / 2)

    def test_the_form_reads_no_rows(self):
        """The sheet reads them itself; a list inside its field would be read with all of them before it is drawn."""
        form = self.env.ref("cchc_assessment.cchc_assessment_view_form")
        assessments = self.env["cchc.assessment"].with_user(self.officer)
        arch = assessments.get_views([(form.id, "form")])["views"]["form"]["arch"]
        [sheet] = etree.fromstring(arch).xpath("//field[@widget='cchc_score_sheet']")
        self.assertFalse(len(sheet))
        # what Odoo shows in its place where the sheet's own files are missing
        lines = self.env["cchc.assessment.line"].with_user(self.officer)
        lines = lines.with_context(**ast.literal_eval(sheet.get("context")))
        arch = lines.get_views([(False, "list")])["views"]["list"]["arch"]
        columns = etree.fromstring(arch).xpath("/list[@editable]/field/@name")
        self.assertLessEqual({"option_id", "explanation", "self_score"}, set(columns))

    def test_saving(self):
        """Saving a row takes at most 20 queries at either size, sums included."""
        small, large = self._make_large(10), self._make_large(300)
        self._count_saving(small)  # warms the caches
        few, many = self._count_saving(small), self._count_saving(large)
        self.assertEqual(few, many)
        self.assertLessEqual(many, 20)

    def _print(self, assessment):
        reports = self.env["ir.actions.report"].with_user(self.officer)
        reports._render("cchc_assessment.appendix_report", assessment.ids)

    def _open_first(self, assessment):
        """Open the sheet where nothing is kept of its rubric yet: by nobody it was opened before."""
        self._sheet(assessment)

    def _sheet_packed(self, assessment):
        """Open the sheet as the browser does."""
        assessment.with_user(self.officer).get_sheet(True)

    def _save_first(self, assessment):
        line = assessment.line_ids[0].with_user(self.officer)
        line.save_row({"option_id": line.criterion_id.option_ids[0].id}, line.revision)

    def _assert_work(self, name, counts, rows, needed, more_queries=0):
        """Refuse a tenth more than what was needed: of the smaller work, and for each row more; and more queries.

        :param counts: what ``_count_calls`` says of the smaller work, and of one with as many ``rows`` more.
        :param needed: functions begun of these addons and of all, of the smaller one and for each row.
        """
        few, many = counts
        each = [(large - small) / rows for small, large in zip(few, many, strict=True)]
        for taken, most in zip((*few[:2], *each[:2]), needed, strict=True):
            with self.subTest(name, needed=most):
                self.assertLessEqual(taken, most * 1.1)
        with self.subTest(name, queries=few[2]):
            self.assertLessEqual(many[2], few[2] + more_queries)

    def test_work_of_the_processor(self):
        """Of opening a sheet, of saving a row and of printing, with 10 criteria and for each more."""
        sheets = [self._make_large(leaves) for leaves in (10, 10, 110)]
        for work, needed in (
            (self._open_first, (1244, 17547, 70, 422)),
            (self._sheet, (817, 10888, 39, 75)),
            (self._sheet_packed, (1009, 11079, 47, 83)),
            (self._save_first, (805, 19644, 19.1, 37.1)),
            (self._print, (2709, 25684, 137, 356)),
        ):
            _warm, *counts = [self._count_calls(partial(work, sheet)) for sheet in sheets]
            self._assert_work(work.__name__, counts, 100, needed)

    def test_work_of_documents(self):
        """Of opening a sheet with 5 documents of two criteria each, and for each more up to 25."""
        sheet = self._make_large(30)
        lines, counts = sheet.line_ids, []
        for number in range(25):
            self._file(lines[number : number + 2], f"{number + 1}/BC-STN")
            if number + 1 in (5, 25):
                self._sheet(sheet)
                counts.append(self._count_calls(partial(self._sheet, sheet)))
        self._assert_work("documents", counts, 20, (2007, 17840, 52, 155))

    def test_work_of_pasting(self):
        """Of pasting 20 rows, and for each more up to 40."""
        sheet = self._make_large(110).with_user(self.officer)
        self._sheet(sheet)
        counts = []
        for count, place in ((20, 0), (20, 1), (40, 0)):
            rows = [
                [line.id, {"option_id": line.criterion_id.option_ids[place].id}, line.revision]
                for line in sheet.line_ids[:count]
            ]
            counts.append(self._count_calls(partial(sheet.save_rows, "unit", rows)))
        self._assert_work("save_rows", counts[1:], 20, (6703, 73004, 190, 2545), more_queries=1)


@tagged("post_install", "-at_install")
class TestSheetRights(SheetCase, RemoteCase):
    """The sheet opens and closes with the records that it shows, over the wire."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls._fill_in()
        cls.portal = new_test_user(cls.env, "cchc_portal", groups="base.group_portal")
        cls.line = cls._line("1.2")

    def _assert_sees_nothing(self, user):
        for model, method, *args in (
            ("cchc.assessment", "get_sheet", self.assessment.ids),
            ("cchc.assessment", "get_standing", self.assessment.ids),
            ("cchc.assessment", "get_sheet_rows", self.assessment.ids, self.line.ids),
            ("cchc.assessment.line", "save_row", self.line.ids, {"explanation": "x"}, 0),
        ):
            with self.subTest(user=user.login, method=method):
                answer = self._call(model, method, *args, user=user)
                self.assertRegex(answer, "^AccessError: ")
                self.assertNotIn(self.unit.name, answer)

    def test_those_who_see_nothing(self):
        """Another unit's officer and leader, a portal user and, before the submission, the council are refused."""
        for user in (self.other_officer, self.other_leader, self.portal, self.appraiser):
            self._assert_sees_nothing(user)
        self.env.invalidate_all()
        self.assertEqual(self.line.explanation, "Năm nay không có sáng kiến.")

    def test_rows_of_another_assessment_are_passed_over(self):
        """Rows are asked for by their own assessment only: another unit's ids bring nothing."""
        answer = self._call(
            "cchc.assessment",
            "get_sheet_rows",
            self.other_assessment.ids,
            self.line.ids,
            user=self.other_officer,
        )
        self.assertEqual(answer["lines"], [])

    def test_who_reads_does_not_write(self):
        """Once submitted the council reads the sheet, and neither it nor the unit saves a row."""
        self._send()
        self._approve()
        self.env.flush_all()
        sheet = self._call("cchc.assessment", "get_sheet", self.assessment.ids, user=self.appraiser)
        self.assertFalse(sheet["is_editable"])
        self.assertEqual(len(sheet["lines"]), 5)
        self.assertIsNone(sheet["changed_line_ids"])
        for user in (self.appraiser, self.secretary, self.officer, self.leader):
            answer = self._call(
                "cchc.assessment.line", "save_row", self.line.ids, {"manual_score": 2}, 0, user=user
            )
            self.assertRegex(answer, "^(AccessError|UserError): ")
        self.env.invalidate_all()
        self.assertEqual(self.line.manual_score, 0)

    def test_what_follows_is_not_written(self):
        """A row takes what its unit fills in, and no score, state or reference."""
        for values in (
            {"self_score": 2},
            {"assessment_id": self.other_assessment.id},
            {"revision": 0},
        ):
            answer = self._call(
                "cchc.assessment.line", "save_row", self.line.ids, values, 0, user=self.officer
            )
            self.assertRegex(answer, "^AccessError: ")

    def test_a_colleagues_change_is_not_overwritten(self):
        """Who saves a row with a revision that a colleague's change has overtaken is told what they wrote."""
        seen = self.line.with_user(self.officer).revision
        arguments = ("cchc.assessment.line", "save_row", self.line.ids)
        self._call(*arguments, {"explanation": "Của lãnh đạo."}, seen, user=self.leader)
        answer = self._call(*arguments, {"explanation": "Của tôi."}, seen, user=self.officer)
        self.assertRegex(answer, "(?s)^ConflictError.*Của lãnh đạo")
        # another field of the same row is nobody else's
        answer = self._call(*arguments, {"manual_score": 1}, seen, user=self.officer)
        self.assertEqual(answer["lines"][0]["self_score"], 1)
        self.assertEqual(answer["lines"][0]["explanation"], "Của lãnh đạo.")

    def test_who_is_told_of_changes(self):
        """Only readers can listen to an assessment, and what they hear holds ids and no content."""
        name = f"cchc.assessment_{self.assessment.id}"
        websocket = self.env["ir.websocket"]
        for user, listens in (
            (self.officer, True),
            (self.leader, True),
            (self.secretary, True),
            (self.appraiser, False),
            (self.other_officer, False),
            (self.portal, False),
        ):
            with self.subTest(user=user.login):
                channels = websocket.with_user(user)._get_assessment_channels([name, "other"])
                self.assertEqual(
                    channels,
                    self.assessment.with_user(user) if listens else self.env["cchc.assessment"],
                )
        self.env.cr.precommit.run()
        self.env["bus.bus"].search([]).unlink()
        self.line.with_user(self.officer).save_row({"explanation": "Bí mật"}, self.line.revision)
        self.env.cr.precommit.run()
        told = [
            row.message
            for row in self.env["bus.bus"].search([])
            if "cchc_assessment_changed" in row.message
        ]
        # once for everybody, and once with the count that is the council's
        self.assertEqual(len(told), 2)
        for message in told:
            self.assertIn(str(self.line.id), message)
            self.assertNotIn("Bí mật", message)
