from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.cchc_assessment.tests.common import RemoteCase

from .common import Records

ASKING = (
    "count_record_figure",
    "take_record_figure",
    "action_count_record_figure",
    "action_take_record_figure",
    "action_view_records",
)


@tagged("post_install", "-at_install")
class TestRecordsRemotely(Records, RemoteCase):
    """Over JSON-RPC nobody takes, sees or sets up what is not theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_records()
        company = cls.env["res.company"].create({"name": "Tỉnh khác"})
        cls.strangers = [
            cls.other_officer,
            cls.other_leader,
            cls.appraiser,
            new_test_user(
                cls.env,
                "cchc_other_province",
                groups="cchc_assessment.cchc_assessment_group_secretary",
                password="cchc_other_province",
                company_id=company.id,
                company_ids=[Command.set(company.ids)],
            ),
            new_test_user(
                cls.env, "cchc_portal", groups="base.group_portal", password="cchc_portal"
            ),
        ]
        cls.contributor = cls._make_user("contributor", "contributor")
        cls.unit.contributor_ids = cls.contributor
        cls.contributor.lang = "en_US"

    def _state(self):
        self.env.invalidate_all()
        return (
            self.line.read(["numerator", "denominator", "not_applicable"]),
            self._figures().ids,
            self.source.read(["domain", "name", "active"]),
        )

    def test_strangers(self):
        """Another unit's people, the council, another province and a portal user get a refusal and no figure."""
        before = self._state()
        for user in self.strangers:
            for method in (*ASKING, "get_record_figure"):
                with self.subTest(user=user.login, method=method):
                    answer = self._call("cchc.assessment.line", method, self.line.ids, user=user)
                    self._assert_refused(answer)
                    for told in ("3/4", "Hồ sơ giải quyết"):
                        self.assertNotIn(told, str(answer))
            self.assertEqual(self._state(), before)

    def test_the_secretary(self):
        """The secretary, who reads the form, is told what was taken; nothing is computed or opened for them."""
        self._take()
        before = self._state()
        told = self._call(
            "cchc.assessment.line", "get_record_figure", self.line.ids, user=self.secretary
        )
        self.assertIn("3/4 ", str(told["taken"]))
        self.assertEqual(told["conditions"], [])
        self.assertFalse(told["may_ask"] or told["may_take"] or told["has_list"])
        for method in ASKING:
            with self.subTest(method=method):
                self._assert_refused(
                    self._call("cchc.assessment.line", method, self.line.ids, user=self.secretary)
                )
        self.assertEqual(self._state(), before)

    def test_a_contributor(self):
        """Who fills in parts of the form takes figures where the criterion was given to them, and nowhere else."""
        taking = ("cchc.assessment.line", "take_record_figure", self.line.ids)
        self._assert_refused(self._call(*taking, user=self.contributor))
        self.assertFalse(self._figures())
        self.env["cchc.task"].with_user(self.leader).create(
            {
                "assessment_id": self.assessment.id,
                "criterion_id": self.criteria["2.1"].id,
                "user_ids": [Command.set(self.contributor.ids)],
            }
        )
        answer = self._call(*taking, user=self.contributor)
        self.assertEqual(answer["after"]["numerator"], 3)
        self.assertEqual(self._figures().user_id, self.contributor)

    def test_forged_calls(self):
        """What a caller sends along is no figure, no other criterion, no right."""
        before = self._state()
        for args, kwargs in (
            ([self.line.ids, "x"], {}),
            ([self.line.ids, [1]], {}),
            ([[*self.line.ids, *self.counted.ids]], {}),
            ([[2**30]], {}),
            ([[]], {}),
            ([self.line.ids], {"values": {"numerator": 99}}),
            ([self.line.ids], {"context": {"allowed_company_ids": [2**30]}}),
        ):
            with self.subTest(args=args, kwargs=kwargs):
                answer = self._call(
                    "cchc.assessment.line", "take_record_figure", *args, user=self.officer, **kwargs
                )
                self.assertRegex(str(answer), "^[A-Za-z]+(Error|NotFound): ")
                self.assertEqual(self._state(), before)

    def test_the_set_up_is_closed(self):
        """Nobody but the administrator reads, makes or changes what is computed, nor what was taken."""
        self._take()
        before = self._state()
        figure = self._figures()
        values = self._source_values(domain="[]")
        for user in (*self.strangers, self.officer, self.leader, self.secretary):
            for model, method, args in (
                ("cchc.record.source", "search_read", [[]]),
                ("cchc.record.source", "create", [[values]]),
                ("cchc.record.source", "write", [self.source.ids, {"domain": "[]"}]),
                ("cchc.record.source", "unlink", [self.source.ids]),
                ("cchc.record.source", "action_try", [self.source.ids]),
                ("cchc.record.source", "_find_for", [self.line.ids]),
                ("cchc.record.source", "_get_places", []),
                ("cchc.record.figure", "create", [[{"line_id": self.line.id, "name": "x"}]]),
                ("cchc.record.figure", "write", [figure.ids, {"numerator": 99}]),
                ("cchc.record.figure", "unlink", [figure.ids]),
                ("cchc.record.figure", "read", [figure.ids, ["record_ids"]]),
                ("cchc.record.figure", "read", [figure.ids, ["domain"]]),
                ("cchc.record.figure", "search", [[["record_ids", "!=", False]]]),
            ):
                with self.subTest(user=user.login, model=model, method=method):
                    self._assert_refused(self._call(model, method, *args, user=user))
            self.assertEqual(self._state(), before)
