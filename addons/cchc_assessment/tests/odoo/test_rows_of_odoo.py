from odoo.tests import new_test_user, tagged

from ..common import RemoteCase
from ..common_council import Council

READINGS = {
    "read": lambda ids: [ids],
    "web_read": lambda ids: [ids, {"display_name": {}}],
    "search_read": lambda ids: [[["id", "in", ids]]],
    "web_search_read": lambda ids: [[["id", "in", ids]], {"display_name": {}}],
    "search_count": lambda ids: [[["id", "in", ids]]],
    "name_search": lambda ids: ["", [["id", "in", ids]]],
    "export_data": lambda ids: [ids, [".id", "display_name"]],
    "formatted_read_group": lambda ids: [[["id", "in", ids]], ["id"], ["__count"]],
}
OURS = ("cchc_evidence_pdf", "cchc_link_address", "cchc_evidence_max_megabytes")


@tagged("post_install", "-at_install")
class TestRowsOfOdoo(Council, RemoteCase):
    """What Odoo keeps beside our records, in models that every user reads, tells nobody of records they may not see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls.stranger = new_test_user(cls.env, "cchc_stranger", groups="base.group_user")
        cls.visitor = new_test_user(cls.env, "cchc_visitor", groups="base.group_portal")
        people = (cls.officer, cls.other_officer, cls.appraiser, cls.secretary, cls.stranger)
        for user in people:
            user.group_ids |= cls.env.ref("base.group_allow_export")

    def _assert_no_sign(self, rows, users):
        for user in users:
            for method, make in READINGS.items():
                answer = self._call(rows._name, method, *make(rows.ids), user=user)
                with self.subTest(user=user.login, model=rows._name, method=method):
                    # whoever has no right to export is refused by another sentence
                    is_refused = isinstance(answer, str) and answer.startswith(
                        ("AccessError: ", "UserError: ")
                    )
                    is_empty = not answer or answer == {"length": 0, "records": []}
                    self.assertTrue(is_refused or is_empty, answer)

    def _assert_found(self, rows, user):
        found = self._call(rows._name, "search", [["id", "in", rows.ids]], user=user)
        self.assertEqual(sorted(found), sorted(rows.ids), user.login)
        self.assertEqual(
            len(self._call(rows._name, "read", rows.ids, ["id"], user=user)), len(rows)
        )

    def test_who_follows(self):
        """Whoever may read a record sees who follows it; to others nobody does, and there may be no such record."""
        self.assessment.message_subscribe(self.leader.partner_id.ids)
        followers = self.assessment.message_follower_ids
        self.assertIn(self.leader.partner_id, followers.partner_id)
        self._assert_found(followers, self.officer)
        self._assert_found(followers, self.secretary)
        self._assert_no_sign(followers, (self.other_officer, self.stranger, self.visitor))
        # what another app's record says of its own stays as it is
        partner = self.other_officer.partner_id
        partner.message_subscribe(partner.ids)
        self._assert_found(partner.message_follower_ids, self.stranger)
        both = (followers | partner.message_follower_ids).ids
        found = self._call("mail.followers", "search", [["id", "in", both]], user=self.stranger)
        self.assertEqual(found, partner.message_follower_ids.ids)

    def test_who_was_told(self):
        """What was told, to whom and when, is known to whoever said it and to whoever it was said to."""
        note = self.env["cchc.note"].with_user(self.officer)
        note.create(
            {"line_id": self._line("1.1.1").id, "body": f"@{self.leader.name} xem giúp việc này"}
        )
        message = self.env["mail.message"].search([], order="id desc", limit=1)
        told = message.notification_ids
        self.assertEqual(told.res_partner_id, self.leader.partner_id)
        self._assert_found(told, self.leader)
        self._assert_found(told, self.officer)
        people = (self.other_officer, self.secretary, self.appraiser, self.stranger, self.visitor)
        self._assert_no_sign(told, people)
        # what another app's record says of its own stays as it is
        partner = self.other_officer.partner_id
        other = partner.message_notify(partner_ids=partner.ids, body="Thử")
        self._assert_found(other.notification_ids, self.stranger)

    def test_settings(self):
        """Settings are the administrator's: read by nobody else, and kept by no call with no settings in it."""
        before = self.env["res.config.settings"].default_get([*OURS])
        self.assertEqual(before.keys() & {*OURS}, {*OURS})
        parameters = self.env["ir.config_parameter"].search([]).read(["key", "value"])
        for user in (self.secretary, self.stranger, self.visitor):
            for method, *args in (
                ("default_get", [*OURS]),
                ("get_values",),
                ("onchange", [], {}, [], {name: {} for name in OURS}),
                ("set_values", []),
                ("set_values", [0]),
                ("set_values", [False]),
                ("create", [{"cchc_evidence_pdf": False}]),
            ):
                answer = self._call("res.config.settings", method, *args, user=user)
                with self.subTest(user=user.login, method=method, args=args[:1]):
                    self.assertRegex(str(answer), "^AccessError: ")
        self.env.invalidate_all()
        self.assertEqual(
            self.env["ir.config_parameter"].search([]).read(["key", "value"]), parameters
        )

    def test_what_a_rubrics_import_has_learned(self):
        """What the secretary said of rows of a rubric, published or not, is kept with the company for her alone."""
        company = self.env.company
        company.cchc_rubric_corrections = {"a1 b2": "criterion"}
        args = ("res.company", "read", company.ids, ["cchc_rubric_corrections"])
        [row] = self._call(*args, user=self.secretary)
        self.assertEqual(row["cchc_rubric_corrections"], {"a1 b2": "criterion"})
        for user in (self.officer, self.leader, self.stranger, self.visitor):
            with self.subTest(user=user.login):
                self.assertRegex(str(self._call(*args, user=user)), "^AccessError: ")

    def test_a_number_that_stands_in_a_row(self):
        """Whoever was named becomes invisible: a form that sends the row back is kept, and tells of nobody else."""
        deputies = self.env["cchc.unit.deputy"]
        values = {"unit_id": self.unit.id, "reason": "Đi công tác", "date_to": "2030-01-01"}
        deputy = deputies.create({**values, "user_id": self.leader.id})
        hidden = self.leader | self.other_leader
        self.env["ir.rule"].create(
            {
                "name": "thử: không thấy hai người này",
                "model_id": self.env["ir.model"]._get_id("res.users"),
                "domain_force": [("id", "not in", hidden.ids)],
            }
        )

        def send(number, kind=1):
            command = [kind, deputy.id, {"user_id": number, "reason": f"Họp {number}"}]
            return self._call(
                "cchc.unit", "write", self.unit.ids, {"deputy_ids": [command]}, user=self.secretary
            )

        self.assertIs(send(self.leader.id), True)
        self.env.invalidate_all()
        self.assertEqual(deputy.reason, f"Họp {self.leader.id}")
        shown = {"deputy_ids": {"fields": {"user_id": {}, "reason": {}}}}
        sent = {"deputy_ids": [[1, deputy.id, {"user_id": self.leader.id, "reason": "Họp"}]]}
        answer = self._call(
            "cchc.unit", "onchange", self.unit.ids, sent, ["deputy_ids"], shown, user=self.secretary
        )
        self.assertIsInstance(answer, dict, answer)
        answers = {
            send(number, kind)
            for kind in (1, 0)
            for number in (self.other_leader.id, 2**30, str(self.leader.id), float(self.leader.id))
        } | {send(self.leader.id, 0)}
        self.assertRegex(answers.pop(), "^AccessError: .*does not exist or")
        self.assertFalse(answers, answers)
        self.env.invalidate_all()
        self.assertEqual(deputy.user_id, self.leader)
