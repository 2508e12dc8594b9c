from odoo.fields import Command
from odoo.tests import tagged

from ..common import RemoteCase
from ..common_council import Council
from .test_sheet import SheetCase


class CouncilSheetCase(Council, SheetCase):
    """Both units have submitted; the first one is in appraisal, its domain 1 assigned to the appraiser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._submit()
        cls._start()
        cls._assign(criterion_ids=[Command.set(cls.criteria["1"].ids)])

    def _council_row(self, code, user=None):
        return self._row(self._sheet(user=user or self.appraiser), code)["council"]


@tagged("post_install", "-at_install")
class TestCouncilSheet(CouncilSheetCase):
    """The sheet in the appraisal: the council's columns beside the unit's."""

    def test_the_councils_columns(self):
        """A member sees each criterion's record of the round, and which of them are open to them."""
        sheet = self._sheet(user=self.appraiser)
        self.assertFalse(sheet["is_editable"])
        mine, other = (self._row(sheet, code)["council"] for code in ("1.1.1", "2.1"))
        self.assertEqual(mine["id"], self._appraisal("1.1.1").id)
        self.assertEqual(
            (mine["is_editable"], other["is_editable"], mine["is_decided"]), (True, False, False)
        )
        self.assertEqual(sheet["council"]["totals"]["leaves"], 5)
        self.assertEqual(sheet["council"]["totals"]["scored"], 0)

    def test_saving_what_the_council_decides(self):
        """The answer holds the unit's figures as they were, the council's, who decided, and the council's sums."""
        appraisal = self._appraisal("1.1.1", self.appraiser)
        answer = appraisal.save_row(
            {"option_id": self._option("1.1.1", 0).id, "remark": "Ban hành chậm."},
            appraisal.revision,
        )
        (row,) = answer["lines"]
        council = row["council"]
        self.assertEqual((row["self_score"], council["score"]), (1, 0))
        self.assertEqual((council["remark"], council["is_decided"]), ("Ban hành chậm.", True))
        self.assertEqual(council["appraiser"], self.appraiser.name)
        self.assertEqual(answer["council"]["subtotals"][self.criteria["1"].id], [0, 5])
        self.assertEqual(answer["council"]["totals"]["scored"], 1)
        self.assertEqual(answer["revision"], self.assessment.log_count)
        self.assertEqual(self._row(self._sheet(user=self.appraiser), "1.1.1"), row)

    def test_a_later_round_shows_what_was_said_before(self):
        """What was explained is open again, with the earlier decision; the rest can be taken up again."""
        self._decide_all()
        self._ask("1.1.1")
        question = self._appraisal("1.1.1", self.officer)
        asked = self._council_row("1.1.1", self.officer)
        self.assertEqual(
            asked,
            {
                "id": question.id,
                "round": 1,
                "request": "Văn bản nào chứng minh?",
                "explanation": False,
                "outcome": "",
                "is_answerable": True,
            },
        )
        question.save_row({"explanation": "Văn bản số 5."}, question.revision)
        self.assessment.with_user(self.leader)._transition("action_send_explanation")
        again, settled = self._council_row("1.1.1"), self._council_row("1.1.2")
        self.assertEqual(
            (again["round"], again["is_editable"], again["is_decided"]), (2, True, False)
        )
        self.assertEqual(
            again["previous"],
            {"round": 1, "score": 1, "remark": False, "explanation": "Văn bản số 5."},
        )
        self.assertEqual((settled["is_editable"], settled["is_reopenable"]), (False, True))
        self.assertFalse(self._council_row("2.1")["is_reopenable"], "it is assigned to nobody")

    def test_a_unit_sees_the_council_once_it_may(self):
        """Before the results are visible neither cells nor sums; then score and remark, and nothing else."""
        self._appraisal("1.1.1").write({"remark": "Thiếu văn bản."})
        self._decide_all()
        for user in (self.officer, self.leader):
            sheet = self._sheet(user=user)
            self.assertEqual({bool(row["council"]) for row in sheet["lines"]}, {False})
            self.assertFalse(sheet["council"])
        self._submit(self.other_assessment)
        self._start(self.other_assessment)
        self._decide_all(self.other_assessment)
        self._conclude(self.other_assessment)
        self._conclude()
        self._publish()
        sheet = self._sheet()
        self.assertEqual(
            self._row(sheet, "1.1.1")["council"],
            {
                "score": 1,
                "remark": "Thiếu văn bản.",
                "is_decided": True,
                "is_different": False,
            },
        )
        self.assertEqual(sheet["council"]["totals"]["score"], self.assessment.final_score)


@tagged("post_install", "-at_install")
class TestCouncilSheetQueries(CouncilSheetCase):
    """The council's columns cost as many queries for 300 criteria as for 10."""

    def _make_large(self, leaves):
        rubric = self._make_large_rubric(leaves)
        rubric.action_publish()
        period = self.period.copy(
            {"rubric_ids": [Command.set(rubric.ids)], "self_deadline": self.period.self_deadline}
        )
        period.with_user(self.secretary).action_open()
        assessment = period.assessment_ids.filtered(lambda a: a.unit_id == self.unit)
        assessment.with_user(self.officer).write(
            {
                "line_ids": [
                    Command.update(
                        line.id,
                        {
                            "option_id": line.criterion_id.option_ids[0].id,
                            "explanation": "Theo kế hoạch.",
                        },
                    )
                    for line in assessment.line_ids
                ]
            }
        )
        assessment.with_user(self.officer)._transition("action_send_to_leader")
        assessment.with_user(self.leader)._transition(
            "action_approve",
            dispatch_number="1/BC",
            dispatch_date="2026-12-05",
            responsibility_confirmed=True,
        )
        self._start(assessment)
        self._assign(period_id=period.id)
        for line in assessment.line_ids[:3]:
            self._decide(line)
        return assessment

    def _decide(self, line):
        """Choose one option after the other; return how many queries the last one took."""
        appraisal = line.appraisal_ids.with_user(self.appraiser)
        for option in line.criterion_id.option_ids:
            seen_revision = appraisal.revision
            # each save is a request of its own: nothing of the one before waits for the commit
            self.env.cr.precommit.run()
            count = self._count_queries(
                lambda values={"option_id": option.id}, seen=seen_revision: appraisal.save_row(
                    values, seen
                )
            )
        return count

    def test_opening(self):
        """The appraiser's sheet opens with at most 12 queries at either size.

        Whoever is the first to open one of a rubric, in a process, has those beside that make what is kept of it.
        """
        counts, first = {}, {}
        for leaves in (3, 10, 300):  # the first one warms the caches
            assessment = self._make_large(leaves)
            for found in (first, counts):
                found[leaves] = self._count_queries(
                    lambda a=assessment: self._sheet(a, self.appraiser)
                )
        self.assertEqual(first[10], first[300])
        self.assertLessEqual(first[300], 16)
        self.assertEqual(counts[10], counts[300])
        self.assertLessEqual(counts[300], 12)

    def test_saving(self):
        """Saving what the council decides takes at most 20 queries at either size."""
        counts = {
            leaves: self._decide(self._make_large(leaves).line_ids[0]) for leaves in (10, 300)
        }
        self.assertEqual(counts[10], counts[300])
        self.assertLessEqual(counts[300], 20)


@tagged("post_install", "-at_install")
class TestCouncilSheetRights(CouncilSheetCase, RemoteCase):
    """No side saves the other's columns, over the wire."""

    def _assert_not_saved(self, model, records, values, user):
        answer = self._call(model, "save_row", records.ids, values, 0, user=user)
        self.assertRegex(answer, "^(AccessError|UserError): ")

    def test_the_council_saves_no_unit_s_field(self):
        """Neither through the unit's row nor through its own."""
        line, appraisal = self._line("1.2"), self._appraisal("1.2")
        self.env.flush_all()
        for user in (self.appraiser, self.secretary):
            for values in ({"manual_score": 2}, {"explanation": "x"}, {"evidence_ids": []}):
                with self.subTest(user=user.login, values=values):
                    self._assert_not_saved("cchc.assessment.line", line, values, user)
            for values in (
                {"explanation": "x"},
                {"self_score": 2},
                {"line_id": self._line("2.1").id},
                {"remark": "x", "explanation": "x"},
                {"appraiser_id": user.id},
                {"score": 2},
            ):
                with self.subTest(user=user.login, values=values):
                    self._assert_not_saved("cchc.appraisal", appraisal, values, user)
        self.env.invalidate_all()
        self.assertEqual((line.manual_score, line.explanation), (0, "Năm nay không có sáng kiến."))
        self.assertFalse(appraisal.remark)

    def test_a_unit_saves_no_council_s_field(self):
        """Not before it is asked, and not with its answer."""
        self._ask("1.1.1")
        self.env.flush_all()
        for user in (self.officer, self.leader, self.other_officer):
            for code in ("1.1.1", "1.2"):
                for values in (
                    {"manual_score": 2},
                    {"option_id": self._option("1.1.1", 2).id},
                    {"remark": "x"},
                    {"explanation": "x", "remark": "x"},
                    {"explanation_requested": False},
                    {"override_score": 2, "override_reason": "x"},
                ):
                    with self.subTest(user=user.login, code=code, values=values):
                        self._assert_not_saved(
                            "cchc.appraisal", self._appraisal(code), values, user
                        )
        for user in (self.other_officer, self.other_leader):
            self._assert_not_saved(
                "cchc.appraisal", self._appraisal("1.1.1"), {"explanation": "x"}, user
            )
        self.env.invalidate_all()
        question = self._appraisal("1.1.1")
        self.assertEqual(
            (question.remark, question.is_decided, question.explanation), (False, False, False)
        )

    def test_what_is_assigned_to_others_is_read_only(self):
        """A member saves no row of another member's."""
        self._assert_not_saved(
            "cchc.appraisal", self._appraisal("2.1"), {"remark": "x"}, self.appraiser
        )

    def test_another_members_change_is_not_overwritten(self):
        """Who saves with a revision that another's change has overtaken is told what they wrote."""
        appraisal = self._appraisal("1.2")
        arguments = ("cchc.appraisal", "save_row", appraisal.ids)
        seen = appraisal.revision
        self.env.flush_all()
        self._call(*arguments, {"remark": "Của thư ký."}, seen, user=self.secretary)
        answer = self._call(*arguments, {"remark": "Của tôi."}, seen, user=self.appraiser)
        self.assertRegex(answer, "(?s)^ConflictError.*Của thư ký")
        answer = self._call(*arguments, {"manual_score": 1}, seen, user=self.appraiser)
        council = answer["lines"][0]["council"]
        self.assertEqual((council["score"], council["remark"]), (1, "Của thư ký."))
