from odoo.fields import Command
from odoo.tests import tagged

from ..common_council import CouncilRights
from ..common_rights import MethodsCase, ProtectedCase
from ..rights import COUNCIL, MATRIX


@tagged("post_install", "-at_install")
class TestCouncilMethods(CouncilRights, MethodsCase):
    """Every public method of the council's models, called by those who have nothing to do with the unit."""

    # the report is a query, without the columns that these attacks ask for; see below
    ATTACKED = {
        model: row
        for model, row in MATRIX.items()
        if row.reach == COUNCIL and model != "cchc.score.report"
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hand_over()

    def _secrets(self):
        return [*super()._secrets(), "Ý kiến mật.", "Văn bản nào chứng minh?"]

    def test_another_units_leader(self):
        """Another unit's leader gets nothing of this one and changes nothing, by no method."""
        self._assert_closed(self.other_leader)

    def test_a_user_of_no_group(self):
        """An employee who has nothing to do with it gets nothing and changes nothing."""
        self._assert_closed(self.users["groupless"])

    def test_the_report_is_closed_to_others(self):
        """Whose result is not theirs to see finds no row of it, sum or mean, by any way of reading."""
        self.assertEqual(self.env["cchc.score.report"].sudo().search([]).unit_id, self.other_unit)
        ids = self.env["cchc.score.report"].sudo().search([]).ids
        for user in (self.leader, self.other_leader):
            for method, args in (
                ("search_count", [[]]),
                ("search_read", [[], ["lost"]]),
                ("name_search", []),
                ("formatted_read_group", [[], ["unit_id"], ["lost:sum", "group_mean:sum"]]),
                ("export_data", [ids, ["lost"]]),
            ):
                answer = self._call("cchc.score.report", method, *args, user=user)
                refused = str(answer).startswith(("AccessError", "UserError"))
                self.assertTrue(refused or not answer, f"{method}: {answer}")

    def test_the_own_unit_is_told_its_question_and_no_more(self):
        """What the unit reads of an appraisal is the question; not the remark, by no method that reads."""
        sample = self._appraisal("1.1.1").sudo()
        told = ""
        for name, method in self._methods("cchc.appraisal"):
            if name in ("create", "write", "unlink", "copy", "load"):
                continue
            told += str(self._attack(self.leader, "cchc.appraisal", name, method, sample.ids))
        read = self._call("cchc.appraisal", "read", sample.ids, user=self.leader)
        self.assertEqual(read[0]["request"], "Văn bản nào chứng minh?")
        self.assertNotIn("Ý kiến mật.", told + str(read))
        for field in ("remark", "score", "is_decided", "appraiser_id", "assignee_ids", "option_id"):
            answer = self._call("cchc.appraisal", "read", sample.ids, [field], user=self.leader)
            self.assertTrue(str(answer).startswith("AccessError"), f"{field}: {answer}")
            answer = self._call(
                "cchc.appraisal", "search_count", [[field, "!=", False]], user=self.leader
            )
            self.assertTrue(str(answer).startswith("AccessError"), f"{field}: {answer}")


@tagged("post_install", "-at_install")
class TestCouncilFields(CouncilRights, ProtectedCase):
    """Every field of the council's models, by every door that writes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hand_over()

    def _of_unit(self, model, unit):
        if model == "cchc.appraisal":
            return self._appraisal("1.1.1").sudo()
        return super()._of_unit(model, unit)

    def test_the_unit_writes_its_answer_only(self):
        """The unit's own leader answers the question and writes no other field."""
        self._assert_protected(
            self.leader,
            {
                "cchc.appraisal": {"explanation"},
                "cchc.assignment": set(),
                "cchc.publication": set(),
                "cchc.assessment": set(),
                "cchc.assessment.line": set(),
            },
        )

    def test_the_council_writes_nothing_while_the_unit_explains(self):
        """The secretary writes neither the answer nor, meanwhile, a score."""
        self._assert_protected(
            self.secretary,
            {"cchc.appraisal": set(), "cchc.assessment": set(), "cchc.assessment.line": set()},
        )

    def test_a_member_writes_no_result(self):
        """Results and publications are computed: nobody writes one."""
        unit = self.unit
        type(self).unit = self.other_unit
        self.addCleanup(setattr, type(self), "unit", unit)
        self._assert_protected(
            self.appraiser,
            {"cchc.publication": set(), "cchc.assignment": set(), "cchc.result": set()},
        )
        self._assert_protected(self.secretary, {"cchc.result": set(), "cchc.result.domain": set()})

    def test_a_member_assigns_nobody(self):
        """Assignments are the secretary's; a member cannot take a unit's criteria."""
        before = self.env["cchc.assignment"].search_count([])
        answer = self._call(
            "cchc.assignment",
            "create",
            [{"period_id": self.period.id, "appraiser_id": self.appraiser.id}],
            user=self.appraiser,
        )
        self.assertTrue(str(answer).startswith("AccessError"), answer)
        answer = self._call(
            "cchc.appraisal",
            "write",
            self._appraisal("2.2").ids,
            {"assignee_ids": [Command.link(self.appraiser.id)]},
            user=self.appraiser,
        )
        self.assertTrue(str(answer).startswith("AccessError"), answer)
        self.assertEqual(self.env["cchc.assignment"].search_count([]), before)
