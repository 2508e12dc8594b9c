"""What the system alone writes: the guard of closed records, and the one way past it."""

from contextlib import suppress
from datetime import timedelta

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Date, Datetime
from odoo.tests import tagged

from ...models.assessment.assessment_workflow import TRANSITIONS
from ...models.common.opening import close, get_open_fields, open_creation, open_fields
from ..assessment.test_assessment_import import ImportCase
from ..common import CchcCase, RemoteCase
from ..common_council import Council
from ..common_foreign import ForeignAddon, make_foreign_addon

KEY = "cchc_opening"


class ClosedCase(Council, CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()


@tagged("post_install", "-at_install")
class TestForgedOpenings(Council, RemoteCase):
    """No value that a caller sends opens anything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._submit()

    def test_over_the_wire(self):
        """Whatever a remote caller puts into the context, the state stays, and so does what is sealed."""
        submission, line = self.assessment.submission_ids, self._line("1.2")
        targets = (
            (self.assessment, {"state": "draft"}),
            (self.assessment, {"extended_deadline": "2099-01-01 00:00:00"}),
            (line, {"manual_score": 2}),
            (submission, {"dispatch_number": "khác"}),
            (self.assessment.log_ids[:1], {"reason": "khác"}),
            (self.period, {"state": "draft"}),
            (self.rubric, {"state": "draft"}),
        )
        for records, vals in targets:
            before = records.read(list(vals), load=None)
            for forged in (
                True,
                "what the system writes",
                {"model": records._name, "ids": records.ids, "names": list(vals), "left": 9},
                [records._name, records.ids, list(vals)],
            ):
                for user in (self.officer, self.leader, self.secretary):
                    answer = self._call(
                        records._name,
                        "write",
                        records.ids,
                        vals,
                        user=user,
                        context={KEY: forged},
                    )
                    self.assertRegex(str(answer), "^(AccessError|UserError): ", (vals, forged))
            self.env.invalidate_all()
            self.assertEqual(records.read(list(vals), load=None), before)

    def test_creating_over_the_wire(self):
        """Nor does it make a row of the log, or an assessment that nobody opened."""
        row = {"assessment_id": self.assessment.id, "action": "state", "new_value": "khác"}
        for model, vals in (
            ("cchc.log", row),
            ("cchc.assessment", {"period_id": self.period.id, "unit_id": self.unit.id}),
        ):
            answer = self._call(
                model,
                "create",
                [vals],
                user=self.secretary,
                context={KEY: {"model": model, "ids": None, "names": list(vals), "left": 1}},
            )
            self.assertRegex(str(answer), "^AccessError: ")


@tagged("post_install", "-at_install")
class TestGuard(ClosedCase):
    """The guard, with Odoo's superuser before it: nothing else stops him."""

    def test_it_stands_alone(self):
        """Fields of the system are closed to the superuser, with whatever context."""
        self._submit()
        assessment = self.assessment.sudo()
        for records, vals in (
            (assessment, {"state": "draft"}),
            (assessment.line_ids[:1], {"criterion_id": self.criteria["1.2"].id}),
            (assessment.submission_ids, {"dispatch_number": "khác"}),
            (assessment.evidence_ids, {"sha256": "0" * 64}),
            (assessment.log_ids[:1], {"reason": "khác"}),
            (self.period.sudo(), {"state": "draft"}),
            (self.period.sudo(), {"review_open": True}),
            (self.rubric.sudo(), {"state": "draft"}),
            (self.rubric.sudo(), {"origin_id": False}),
        ):
            for context in ({}, {KEY: True}, {KEY: object()}):
                with self.assertRaises(UserError, msg=vals):
                    records.with_context(**context).write(vals)

    def test_nothing_is_written_of_nothing(self):
        """Who writes no field does not become the one who changed the record last."""
        for records in (self.rubric, self.period):
            self.env.flush_all()
            self.env.cr.execute(f"UPDATE {records._table} SET write_uid = %s", [self.env.uid])
            self.env.invalidate_all()
            before = records.write_uid
            self.assertNotEqual(before, self.secretary)
            records.with_user(self.secretary).write({})
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(records.write_uid, before)

    def test_what_stays(self):
        """What is part of the period's record is deleted by nobody."""
        self._submit()
        self._start()
        assessment = self.assessment.sudo()
        for records in (
            assessment,
            assessment.submission_ids,
            assessment.log_ids[:1],
            assessment.line_ids.appraisal_ids[:1],
        ):
            with self.assertRaises(AccessError):
                records.unlink()

    def test_an_opening_is_of_what_it_names(self):
        """Of another record, another field or another model it opens nothing."""
        opened = open_fields(self.assessment.sudo(), {"state"})
        self.assertEqual(get_open_fields(opened), {"state"})
        with self.assertRaises(AccessError):
            self.other_assessment.with_env(opened.env).write({"state": "published"})
        with self.assertRaises(AccessError):
            (opened | self.other_assessment).with_env(opened.env).write({"state": "published"})
        with self.assertRaises(AccessError):
            opened.write({"state": "published", "extended_deadline": Datetime.now()})
        with self.assertRaises(AccessError):
            opened.period_id.write({"state": "published"})
        self.assertFalse(get_open_fields(close(opened)))
        opened.write({"state": "leader_review"})
        self.assertEqual(self.assessment.state, "leader_review")

    def test_creations_are_counted(self):
        """As many records as the system makes, no more; nor does that open what is there."""
        row = {
            "assessment_id": self.assessment.id,
            "action": "state",
            "user_id": self.env.uid,
            "date": Datetime.now(),
            "salt": "x",
            "digest": "x",
        }
        opened = open_creation(self.env["cchc.log"].sudo(), [row])
        with self.assertRaises(AccessError):
            opened.create([row, {**row, "digest": "y"}])
        with self.assertRaises(AccessError):
            opened.create([{**row, "reason": "nobody said so"}])
        opened = open_creation(self.env["cchc.log"].sudo(), [row])
        made = opened.create([row])
        with self.assertRaises(AccessError):
            opened.create([{**row, "digest": "y"}])
        for records in (made, made.with_env(opened.env)):
            with self.assertRaises(AccessError):
                records.write({"action": "fill"})

    def test_what_is_made_has_no_opening(self):
        """What comes back from a creation is no way in."""
        made = self.env["cchc.log"]._create_as_system(
            [
                {
                    "assessment_id": self.assessment.id,
                    "action": "state",
                    "user_id": self.env.uid,
                    "date": Datetime.now(),
                    "salt": "x",
                    "digest": "x",
                }
            ]
        )
        self.assertNotIn(KEY, made.env.context)


@tagged("post_install", "-at_install")
class TestOverridesHaveNoKey(ForeignAddon, ClosedCase):
    """What an override of another addon does with the environment that it gets has no more rights than before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tried = tried = []
        other = cls.other_assessment.id

        class Curious(models.Model):
            _register = False
            _module = "x_foreign"
            _name = "cchc.assessment"
            _inherit = ["cchc.assessment"]

            def write(self, vals):
                if "state" in vals and self.id != other:
                    tried.append(KEY in self.env.context)
                    for records, values in (
                        (self.browse(other), {"state": "published"}),
                        (self, {"extended_deadline": Datetime.now()}),
                        (self.period_id, {"state": "published"}),
                        (self.line_ids[:1], {"self_score": 9}),
                        (self.sudo().log_ids[:1], {"reason": "khác"}),
                        (self.submission_ids, {"dispatch_number": "khác"}),
                    ):
                        try:
                            records.write(values)
                        except UserError:
                            continue
                        tried.append(f"written: {records} {values}")
                    with suppress(UserError):
                        self.env["cchc.log"].create([{"assessment_id": self.id, "action": "state"}])
                        tried.append("a row of the log was made")
                return super().write(vals)

        cls._install(Curious)

    def test_it_opens_nothing_else(self):
        self._submit()
        self.assertTrue(any(one is True for one in self.tried), "the override was given an opening")
        written = [one for one in self.tried if isinstance(one, str)]
        self.assertFalse(written)
        self.assertEqual(self.assessment.state, "submitted")
        self.assertEqual(self.other_assessment.state, "draft")
        self.assertFalse(self.env["cchc.log"]._find_breaks(self.assessment))


@tagged("post_install", "-at_install")
class TestForeignAddon(ForeignAddon, Council, ImportCase):
    """Another addon that adds a field and overrides ``write`` sees everything that is written."""

    @classmethod
    def _open_period(cls):
        # it is there before the year begins
        cls.seen = []
        cls._install(*make_foreign_addon(cls.seen))
        cls.scale = cls.env["cchc.rating.scale"].create(
            {
                "name": "Thang thử nghiệm",
                "class_ids": [Command.create({"name": "Tốt", "minimum_percent": 0})],
            }
        )
        cls.period.rating_scale_id = cls.scale
        super()._open_period()

    def _assert_seen(self, records, names):
        """The override has run for these fields of each of these records since ``_forget``."""
        ids = {
            row_id
            for model, row_ids, written in self.seen
            if model == records._name and written.issuperset(names)
            for row_id in row_ids
        }
        self.assertLessEqual(set(records.ids), ids, (records._name, names))

    def _act(self, action, user, **details):
        self.seen.clear()
        self.assessment.with_user(user)._transition(action, **details)
        self._assert_seen(self.assessment, {"state"})
        self.done.add(action)

    def test_the_opening(self):
        """Each assessment and line has the addon's own value, those that are copied too."""
        for records in (self.period.assessment_ids, self.period.assessment_ids.line_ids):
            self.assertEqual(set(records.mapped("x_note")), {"as it came"})

    def test_every_transition(self):
        self.done = set()
        officer, leader, secretary = self.officer, self.leader, self.secretary
        dispatch = {
            "dispatch_number": "1/BC",
            "dispatch_date": Date.today(),
            "responsibility_confirmed": True,
        }
        self._fill_in()
        self._act("action_exempt", secretary, reason="Mới thành lập")
        self._act("action_resume", secretary, reason="Có hồ sơ")
        self._act("action_send_to_leader", officer)
        self._act("action_take_back", officer, reason="Nhầm")
        self._act("action_send_to_leader", officer)
        self._act("action_return_to_officer", leader, reason="Chưa đủ")
        self._act("action_send_to_leader", officer)
        self._act("action_approve", leader, **dispatch)
        self._act("action_recall", leader, reason="Nhầm")
        self._act("action_approve", leader, **dispatch)
        until = self.period.self_deadline + timedelta(days=3)
        self._act("action_return_to_unit", secretary, reason="Sửa", new_deadline=until)
        self._assert_seen(self.assessment, {"extended_deadline"})
        self._act("action_send_to_leader", officer)
        self._act("action_approve", leader, **dispatch)
        self._act("action_start_appraisal", secretary)
        self._assert_seen(self.assessment, {"round"})
        first = self._line("1.1.1").appraisal_ids
        self.assertEqual(first.x_note, "as it came")
        first.with_user(secretary).write({"explanation_requested": True, "request": "Vì sao?"})
        self._act(
            "action_request_explanation",
            secretary,
            explanation_deadline=Datetime.now() + timedelta(days=3),
        )
        self._assert_seen(first, {"asked_at"})
        self._act("action_withdraw_request", secretary, reason="Đã rõ")
        first.with_user(secretary).write({"explanation_requested": True, "request": "Vì sao?"})
        self._act(
            "action_request_explanation",
            secretary,
            explanation_deadline=Datetime.now() + timedelta(days=3),
        )
        first.with_user(officer).write({"explanation": "Kế hoạch số 5."})
        self._act("action_send_explanation", leader)
        self._assert_seen(first, {"is_current"})
        self.seen.clear()
        self._decide_all()
        decided = self.assessment.line_ids.appraisal_ids.filtered("is_decided")
        self._assert_seen(decided, {"appraiser_id", "decided_at"})
        self._assert_seen(decided.filtered(lambda one: one.scored_by == "unit"), {"option_id"})
        self._act("action_conclude", secretary)
        self._act("action_reopen", secretary, reason="Xem lại")
        self._act("action_conclude", secretary)
        self._submit_other()
        publication = self._compute_results()
        publication.write({"decision_number": "1/QĐ", "decision_date": Date.today()})
        self.seen.clear()
        publication.action_publish()
        self._assert_seen(self.period.assessment_ids, {"state"})
        self.done.add("action_publish")
        # these go the way of others, after a deadline or for units that have followed another
        alike = {"action_close_explanation", "action_declare_absent", "action_count_elsewhere"}
        self.assertEqual(self.done | alike, TRANSITIONS.keys())
        self.assertFalse(self.env["cchc.log"]._find_breaks(self.assessment))

    def _submit_other(self):
        other = self.other_assessment
        self._submit(other)
        self._start(other)
        self._decide_all(other)
        self._conclude(other)

    def test_an_extension(self):
        dialog = (
            self.env["cchc.assessment.extend"]
            .with_user(self.secretary)
            .create(
                {
                    "assessment_ids": [Command.set(self.assessment.ids)],
                    "new_deadline": self.period.self_deadline + timedelta(days=3),
                    "reason": "Sáp nhập",
                }
            )
        )
        self.seen.clear()
        dialog.action_extend()
        self._assert_seen(self.assessment, {"extended_deadline"})

    def test_an_import(self):
        """What an offline form brings is written line by line, and the override is run once for each."""
        content = self._edit(self._export(), {("1.2", "Điểm tự đánh giá"): 1.5})
        self.seen.clear()
        self._import(content)
        line = self._line("1.2")
        self._assert_seen(line, {"manual_score"})
        runs = [
            ids
            for model, ids, names in self.seen
            if model == line._name and "x_writes" not in names
        ]
        self.assertEqual(runs.count(line._ids), 1)

    def test_one_write_is_one_run(self):
        """What a person writes passes the override once, on each of the models."""
        line = self._line("1.2").with_user(self.officer)
        self.seen.clear()
        line.write({"manual_score": 1})
        names = [names for model, _ids, names in self.seen if "x_writes" not in names]
        self.assertEqual(names, [{"manual_score"}])

    def test_its_field_is_open_as_it_says(self):
        """Its own field is guarded by what it names: open while the unit works, closed once that is sent."""
        for records in (self.assessment, self._line("1.2")):
            records.with_user(self.officer).write({"x_note": "của đơn vị"})
            with self.assertRaises(AccessError):
                records.with_user(self.officer).write({"x_writes": 100})
        self._submit()
        for records in (self.assessment, self._line("1.2")):
            with self.assertRaisesRegex(UserError, "nothing in it can be changed"):
                records.with_user(self.officer).write({"x_note": "muộn"})
