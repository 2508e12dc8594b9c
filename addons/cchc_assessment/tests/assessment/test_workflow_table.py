from odoo.exceptions import UserError
from odoo.fields import Command, Datetime
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ...models.assessment.assessment_workflow import STATES, TRANSITIONS
from ..common import RemoteCase
from ..common_council import Council

OFFICER, LEADER, APPRAISER, SECRETARY = "officer", "leader", "appraiser", "secretary"

# Section 8 of the design, written down once more by hand, and the reopening that results ask for.
DESIGNED = {
    "action_send_to_leader": ({"draft"}, "leader_review", {OFFICER, LEADER}),
    "action_take_back": ({"leader_review"}, "draft", {OFFICER, LEADER}),
    "action_return_to_officer": ({"leader_review"}, "draft", {LEADER}),
    "action_approve": ({"leader_review"}, "submitted", {LEADER}),
    "action_recall": ({"submitted"}, "leader_review", {LEADER}),
    "action_return_to_unit": ({"submitted", "appraisal"}, "draft", {SECRETARY}),
    "action_start_appraisal": ({"submitted"}, "appraisal", {APPRAISER, SECRETARY}),
    "action_request_explanation": ({"appraisal", "explanation"}, "explanation", {SECRETARY}),
    "action_send_explanation": ({"explanation"}, "appraisal", {LEADER}),
    "action_close_explanation": ({"explanation"}, "appraisal", {SECRETARY}),
    "action_withdraw_request": ({"explanation"}, "appraisal", {SECRETARY}),
    "action_conclude": ({"appraisal"}, "appraised", {SECRETARY}),
    "action_reopen": ({"appraised", "published"}, "appraisal", {SECRETARY}),
    "action_publish": ({"appraised"}, "published", {SECRETARY}),
    "action_declare_absent": ({"draft", "leader_review"}, "absent", {SECRETARY}),
    "action_exempt": ({"draft", "leader_review"}, "exempt", {SECRETARY}),
    "action_count_elsewhere": (
        {"draft", "leader_review", "submitted", "appraisal", "explanation", "appraised"},
        "exempt",
        {SECRETARY},
    ),
    # back to where it was set aside
    "action_resume": ({"absent", "exempt"}, None, {SECRETARY}),
}
# What is possible only once the time of the unit has passed.
AFTER_THE_DEADLINE = {
    "action_declare_absent": "deadline",
    "action_close_explanation": "explanation_deadline",
}


@tagged("post_install", "-at_install")
class TestWorkflowTable(Council, RemoteCase):
    """Every (state, action, role) cell of the table, the forbidden ones too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._submit()
        cls._go_through_a_round()
        cls.roles = {
            OFFICER: cls.officer,
            LEADER: cls.leader,
            APPRAISER: cls.appraiser,
            SECRETARY: cls.secretary,
            "another unit's officer": cls.other_officer,
            "another unit's leader": cls.other_leader,
            "a leader by group only": cls._make_user("by_group", "leader"),
            "administrator": new_test_user(cls.env, "cchc_admin", groups="base.group_system"),
            "employee": new_test_user(cls.env, "cchc_employee", groups="base.group_user"),
            "the system": cls.env.ref("base.user_root"),
        }
        # a place in the unit without the group opens nothing
        groupless = new_test_user(cls.env, "cchc_groupless", groups="base.group_user")
        cls.unit.officer_ids |= groupless
        cls.unit.leader_ids |= groupless
        cls.roles["a leader without the group"] = groupless
        cls.details = {
            "action_send_to_leader": {},
            "action_return_to_officer": {"reason": "Chưa khớp."},
            "action_approve": {
                "dispatch_number": "1/STN",
                "dispatch_date": Datetime.now().date(),
                "responsibility_confirmed": True,
            },
            "action_recall": {"reason": "Thiếu tài liệu."},
            "action_return_to_unit": {
                "reason": "Thiếu tài liệu.",
                "new_deadline": Datetime.add(cls.period.self_deadline, days=5),
            },
            "action_start_appraisal": {},
            "action_request_explanation": {
                "explanation_deadline": Datetime.add(Datetime.now(), days=5)
            },
            "action_send_explanation": {},
            # what was asked in this round stands as a question that was not sent
            "action_conclude": {"drop_unsent": True},
            "action_reopen": {"reason": "Chưa khớp."},
            "action_publish": {"publication": cls.env["cchc.publication"].browse(1)},
            "action_take_back": {"reason": "Sót một tiêu chí."},
            "action_close_explanation": {"reason": "Hết hạn."},
            "action_withdraw_request": {"reason": "Đã có tài liệu."},
            "action_declare_absent": {"reason": "Không nộp."},
            "action_exempt": {"reason": "Mới thành lập."},
            "action_count_elsewhere": {"reason": "Hợp nhất.", "counting": cls.other_assessment},
            "action_resume": {"reason": "Đã nộp."},
        }
        cls.unit.predecessor_ids = cls.other_unit

    @classmethod
    def _go_through_a_round(cls):
        """Decide everything, ask and answer: with what is there every action has its conditions fulfilled."""
        cls._start()
        cls._decide_all()
        cls._ask()
        cls._appraisal("1.1.1", cls.leader).explanation = "Văn bản số 12/BC-STN."

    def _put_in_state(self, state, action=None):
        """Past Odoo, since no other way leads into just any state."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_assessment SET state = %s, state_aside = 'draft' WHERE id = %s",
            [state, self.assessment.id],
        )
        if deadline := AFTER_THE_DEADLINE.get(action):
            self.env.cr.execute(
                SQL(
                    "UPDATE cchc_assessment SET %s = '2020-01-01' WHERE id = %s",
                    SQL.identifier(deadline),
                    self.assessment.id,
                )
            )
        self.env.invalidate_all()

    def test_the_table_is_the_designs(self):
        """The declaration says what the design says: from where, to where, by whom."""
        self.assertEqual(TRANSITIONS.keys(), DESIGNED.keys())
        actors = {OFFICER: {OFFICER, LEADER}, APPRAISER: {APPRAISER, SECRETARY}}
        for action, (sources, target, roles) in DESIGNED.items():
            with self.subTest(action=action):
                row = TRANSITIONS[action]
                self.assertEqual(set(row.sources), sources)
                self.assertEqual(row.target, target)
                self.assertEqual(actors.get(row.actor, {row.actor}), roles)

    def test_every_action_is_a_button_and_has_a_sample(self):
        """A new row needs a public method and, in this test, details with which it succeeds."""
        self.assertEqual(self.details.keys(), TRANSITIONS.keys())
        for action in TRANSITIONS:
            self.assertTrue(callable(getattr(self.assessment, action, None)), action)

    def test_every_cell(self):
        """Each action succeeds for its roles from its states; every other cell is refused and changes nothing."""
        for action in TRANSITIONS:
            sources, target, roles = DESIGNED[action]
            for state, _label in STATES:
                for role, user in self.roles.items():
                    allowed = state in sources and role in roles
                    with (
                        self.subTest(action=action, state=state, role=role),
                        self.env.cr.savepoint() as savepoint,
                    ):
                        self._put_in_state(state, action)
                        rows = self.assessment.log_count
                        assessment = self.assessment.with_user(user)
                        if allowed:
                            assessment._transition(action, **self.details[action])
                            self.assertEqual(self.assessment.state, target or "draft")
                            self.assertGreater(self.assessment.log_count, rows)
                        else:
                            with self.assertRaises(UserError):
                                assessment._transition(action, **self.details[action])
                            self.assertEqual(self.assessment.state, state)
                            self.assertEqual(self.assessment.log_count, rows)
                        savepoint.rollback()
                        self.env.invalidate_all()

    def test_buttons_are_shown_where_they_work(self):
        """What a form offers its user is what the table allows them in this state."""
        for state, _label in STATES:
            self._put_in_state(state)
            for role in (OFFICER, LEADER, APPRAISER, SECRETARY):
                assessment = self.assessment.with_user(self.roles[role])
                if not assessment.has_access("read"):
                    continue
                with self.subTest(state=state, role=role):
                    self.assertEqual(
                        set(assessment.available_actions or ()),
                        {
                            action
                            for action, (sources, _target, roles) in DESIGNED.items()
                            if state in sources
                            and role in roles
                            and action not in AFTER_THE_DEADLINE
                        },
                    )

    def test_one_unit_alone_is_not_published(self):
        """Publication is for the whole period; one assessment's own button is told so over the wire."""
        self._put_in_state("appraised")
        self.assertRegex(
            self._call(
                "cchc.assessment", "action_publish", self.assessment.ids, user=self.secretary
            ),
            "(?s)^ObstaclesError.*from the period",
        )
        self.assertEqual(self.assessment.state, "appraised")

    def test_a_state_is_written_by_no_other_door(self):
        """No role writes a state through any method, command or context, nor brings one along when creating."""
        ids, forged = self.assessment.ids, {"state": "published"}
        doors = [
            ("cchc.assessment", "write", ids, forged),
            ("cchc.assessment", "web_save", ids, forged, {}),
            ("cchc.assessment", "web_save_multi", ids, [forged], {}),
            ("cchc.assessment", "copy", ids, forged),
            ("cchc.assessment", "create", [{"unit_id": self.unit.id, **forged}]),
            ("cchc.assessment", "web_save", [], forged, {}),
            ("cchc.assessment", "_write_state", ids, "published"),
            ("cchc.assessment", "_transition", ids, "action_publish"),
            (
                "cchc.period",
                "write",
                self.period.ids,
                {"assessment_ids": [Command.update(ids[0], forged)]},
            ),
            (
                "cchc.period",
                "write",
                self.period.ids,
                {"assessment_ids": [Command.create({"unit_id": self.unit.id, **forged})]},
            ),
            (
                "cchc.assessment.line",
                "write",
                self._line("1.2").ids,
                {"assessment_id": ids[0], **forged},
            ),
        ]
        before = self.assessment.state
        contexts = (
            {},
            {"default_state": "published", "su": True, "uid": 1, "bypass": True},
            {"install_mode": True, "tracking_disable": True, "import_file": True},
        )
        for user in self.roles.values():
            if user == self.env.ref("base.user_root"):
                continue
            for context in contexts:
                for model, method, *args in doors:
                    with self.subTest(user=user.login, method=method, context=context):
                        self.assertRegex(
                            str(self._call(model, method, *args, user=user, context=dict(context))),
                            "^(AccessError|UserError|MissingError|ValidationError|ValueError)",
                        )
            answer = self._call(
                "cchc.assessment",
                "load",
                [".id", "state"],
                [[str(ids[0]), "Result Published"]],
                user=user,
            )
            self.assertFalse(isinstance(answer, dict) and answer["ids"])
        for change in (
            lambda: self.assessment.sudo().write(forged),
            lambda: (
                self.env["cchc.assessment"]
                .sudo()
                .create({"period_id": self.period.id, "unit_id": self.unit.id, **forged})
            ),
        ):
            with self.assertRaises(UserError):
                change()
        self.env.invalidate_all()
        self.assertEqual(self.assessment.state, before)
