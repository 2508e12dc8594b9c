import io
from contextlib import contextmanager
from threading import Thread

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger

from ..exceptions import ConflictError
from .common import Province, make_pdf


class RealTransactions:
    """Work that is committed, each in a transaction of its own."""

    @contextmanager
    def _transaction(self):
        with self.registry.cursor() as cr:
            yield Environment(cr, SUPERUSER_ID, {})

    def _remove_province(self):
        """Take out what was committed, past Odoo, which keeps what has been in force."""
        with self._transaction() as env:
            group = env["cchc.unit.group"].search([("code", "=", "T-SBN")])
            rubric = env["cchc.rubric"].search([("group_ids", "in", group.ids)])
            period = env["cchc.period"].search([("rubric_ids", "in", rubric.ids)])
            scale = period.rating_scale_id
            assessment = period.assessment_ids
            submission, evidence = assessment.submission_ids, assessment.evidence_ids
            for table, column, records in (
                ("cchc_appraisal", "assessment_id", assessment),
                ("cchc_log", "assessment_id", assessment),
                ("cchc_submission", "id", submission),
                ("cchc_evidence", "id", evidence),
                ("cchc_assessment", "id", assessment),
                ("cchc_period", "id", period),
                ("cchc_rating_scale", "id", scale),
                ("cchc_rubric", "id", rubric),
                ("cchc_unit", "group_id", group),
                ("cchc_unit_group", "id", group),
            ):
                env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE %s = ANY(%s)",
                        SQL.identifier(table),
                        SQL.identifier(column),
                        records.ids,
                    )
                )
            env.cr.execute(
                "DELETE FROM ir_attachment WHERE res_model IN ('cchc.evidence', 'cchc.submission')"
            )
            env["res.users"].search([("login", "=like", "cchc_%")]).unlink()


@tagged("post_install", "-at_install")
class TestConcurrency(RealTransactions, Province, BaseCase):
    """What two people do at the same moment, each in a transaction of their own."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._remove_province)
        cls = type(self)
        with self._transaction() as env:
            cls.env = env(context={"tracking_disable": True})
            self._make_province()
            self._open_period()
            self._fill_in()
            self.ids = {
                name: getattr(cls, name).id
                for name in (
                    "assessment",
                    "period",
                    "rubric",
                    "group",
                    "officer",
                    "leader",
                    "appraiser",
                    "secretary",
                )
            }
            self.lines = {line.criterion_id.code: line.id for line in self.assessment.line_ids}

    def _as(self, env, name):
        """The assessment as a user sees it in the transaction of ``env``."""
        return env["cchc.assessment"].browse(self.ids["assessment"]).with_user(self.ids[name])

    def _line_as_officer(self, env, code):
        return self._as(env, "officer").env["cchc.assessment.line"].browse(self.lines[code])

    def _approve_in(self, env):
        self._as(env, "leader")._transition(
            "action_approve",
            dispatch_number="1/STN",
            dispatch_date=env.cr.now().date(),
            responsibility_confirmed=True,
        )

    @mute_logger("odoo.sql_db")
    def test_an_edit_under_way_is_never_missed_by_an_approval(self):
        """An explanation that is being saved while the assessment is sent and approved does not slip in after."""
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            self._line_as_officer(env, "1.2").explanation = "Sửa trong lúc trình."
            env.flush_all()
            with self.assertRaisesRegex(UserError, "Somebody else"), self._transaction() as other:
                self._as(other, "officer").action_send_to_leader()
        with self._transaction() as env:
            self.assertEqual(self._as(env, "leader").state, "draft")

    @mute_logger("odoo.sql_db")
    def test_a_document_filed_too_late_is_refused(self):
        """A document whose filing began before the sending, and ends after it, starts again and is refused."""
        with self.registry.cursor() as cr:
            type(self).env = late = Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(self._as(late, "officer").state, "draft")
            with self._transaction() as env:
                self._as(env, "officer").action_send_to_leader()
                self._approve_in(env)
            with self.assertRaises(SerializationFailure):
                self._file(self._line_as_officer(late, "1.2"))
            cr.rollback()
            with self.assertRaisesRegex(UserError, "returned first"):
                self._file(self._line_as_officer(late, "1.2"))

    @mute_logger("odoo.sql_db")
    def test_the_same_file_twice_at_once_is_one_document(self):
        """Of two uploads of the same file at the same moment one is filed, and the other finds it then."""

        def upload(env):
            line = self._line_as_officer(env, "1.2")
            return line.env["cchc.evidence"]._upload(
                io.BytesIO(make_pdf("twice")), "hai lan.pdf", line=line
            )

        with self.registry.cursor() as cr:
            type(self).env = late = Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(self._as(late, "officer").state, "draft")
            with self._transaction() as env:
                first, created, _guessed = upload(env)
                self.assertTrue(created)
            with self.assertRaises(SerializationFailure):
                upload(late)
            # as Odoo does then
            cr.rollback()
            second, created, _guessed = upload(late)
            self.assertEqual((second.id, created), (first.id, False))

    @mute_logger("odoo.sql_db")
    def test_the_database_keeps_a_file_from_being_filed_twice(self):
        """Even past the lock on the assessment, the same bytes are not filed twice."""
        with self._transaction() as env:
            type(self).env = env
            with self.assertRaises(UniqueViolation):
                env.cr.execute(
                    "INSERT INTO cchc_evidence (assessment_id, name, sha256, signature_status) "
                    "SELECT assessment_id, name, sha256, signature_status FROM cchc_evidence "
                    "WHERE assessment_id = %s",
                    [self.ids["assessment"]],
                )

    @mute_logger("odoo.sql_db")
    def test_an_approval_sees_what_was_saved_before_it(self):
        """A sending that began before another's explanation was saved starts again, with it before its eyes."""
        with self.registry.cursor() as cr:
            type(self).env = early = Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(self._as(early, "officer").state, "draft")
            with self._transaction() as env:
                self._line_as_officer(env, "1.2").explanation = False
            with self.assertRaises(SerializationFailure):
                self._as(early, "officer").action_send_to_leader()
            cr.rollback()
            with self.assertRaisesRegex(UserError, "1.2 Sáng kiến"):
                self._as(early, "officer").action_send_to_leader()

    def _save_as_officer(self, code, values):
        """Save as the web server does for a call: a transaction that meets another one starts again."""
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})

            def save():
                self._line_as_officer(env, code).web_save(values, {})

            retrying(save, env)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_officers_on_different_lines_both_keep_their_work(self):
        """What several officers save at the same moment on different criteria is all there, and all logged."""
        values = {
            "1.1.1": {"explanation": "Người thứ nhất."},
            "1.1.2": {"numerator": 9},
            "1.2": {"manual_score": 1},
            "2.1": {"explanation": "Người thứ tư."},
        }
        threads = [Thread(target=self._save_as_officer, args=item) for item in values.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with self._transaction() as env:
            for code, changes in values.items():
                line = self._line_as_officer(env, code)
                for name, value in changes.items():
                    self.assertEqual(line[name], value)
            assessment = self._as(env, "officer")
            self.assertFalse(env["cchc.log"]._find_breaks(assessment))
            numbers = env["cchc.log"].search([("assessment_id", "=", assessment.id)])
            self.assertEqual(len(numbers), assessment.log_count)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_the_second_on_the_same_line_is_told(self):
        """Whoever saves a criterion that another changed since they opened it is told; the first one's work stays."""
        with self._transaction() as env:
            seen = self._line_as_officer(env, "1.2").revision
        self._save_as_officer("1.2", {"explanation": "Của người thứ nhất.", "seen_revision": seen})
        with self.assertRaisesRegex(ConflictError, "Của người thứ nhất"):
            self._save_as_officer("1.2", {"explanation": "Của người kia.", "seen_revision": seen})
        self._save_as_officer("1.2", {"manual_score": 1, "seen_revision": seen})
        with self._transaction() as env:
            line = self._line_as_officer(env, "1.2")
            self.assertEqual(line.explanation, "Của người thứ nhất.")
            self.assertEqual(line.manual_score, 1)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_at_the_same_moment_one_wins_and_the_other_is_told(self):
        """Of two who save the same field of a criterion at once, one is kept and one is told by whom."""
        with self._transaction() as env:
            seen = self._line_as_officer(env, "1.2").revision
        told = []

        def save(text):
            try:
                self._save_as_officer("1.2", {"explanation": text, "seen_revision": seen})
            except ConflictError as error:
                told.append(str(error))

        threads = [Thread(target=save, args=(text,)) for text in ("Của A.", "Của B.")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with self._transaction() as env:
            kept = self._line_as_officer(env, "1.2").explanation
        self.assertIn(kept, ("Của A.", "Của B."))
        self.assertEqual(len(told), 1)
        self.assertIn(kept, told[0])

    @mute_logger("odoo.sql_db")
    def test_two_leaders_at_once_make_one_submission(self):
        """Of two approvals at the same moment one is made; the other is told to try again."""
        with self._transaction() as env:
            self._as(env, "officer").action_send_to_leader()
        with self._transaction() as first:
            self._approve_in(first)
            with self.assertRaisesRegex(UserError, "Somebody else"), self._transaction() as second:
                self._approve_in(second)
        with self._transaction() as env:
            self.assertEqual(len(self._as(env, "leader").submission_ids), 1)

    def _begin_appraisal(self):
        """Bring the assessment before the council, with one member for all of it; return a revision."""
        with self._transaction() as env:
            self._as(env, "officer").action_send_to_leader()
            self._approve_in(env)
            self._as(env, "secretary").action_start_appraisal()
            env["cchc.assignment"].create(
                {"period_id": self.ids["period"], "appraiser_id": self.ids["appraiser"]}
            )
            return self._as(env, "secretary").log_count

    def _appraise(self, name, values):
        """Save what a member of the council says of 1.2, as the web server does for a call."""
        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})

            def save():
                line = env["cchc.assessment.line"].browse(self.lines["1.2"])
                line.appraisal_ids.with_user(self.ids[name]).web_save(values, {})

            retrying(save, env)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_appraisers_on_one_criterion(self):
        """Of two who score the same criterion at once, one is kept and the other is told by whom."""
        seen = self._begin_appraisal()
        told = []

        def save(name, score):
            try:
                self._appraise(name, {"manual_score": score, "seen_revision": seen})
            except ConflictError as error:
                told.append(str(error))

        threads = [Thread(target=save, args=work) for work in (("appraiser", 1), ("secretary", 2))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with self._transaction() as env:
            kept = env["cchc.assessment.line"].browse(self.lines["1.2"]).appraisal_ids
            self.assertIn(kept.score, (1, 2))
            winner = "appraiser" if kept.score == 1 else "secretary"
            self.assertEqual(kept.appraiser_id.id, self.ids[winner])
        self.assertEqual(len(told), 1)
        self.assertIn(f"cchc_{winner}", told[0])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_a_score_under_way_is_never_missed_by_concluding(self):
        """A score that is being saved while the unit is concluded does not slip in after."""
        self._begin_appraisal()
        with self._transaction() as env:
            assessment = self._as(env, "secretary")
            assessment.action_agree()
            of_council = assessment.appraisal_ids.filtered(lambda one: not one.is_decided)
            of_council.write({"manual_score": 1})
        with self.registry.cursor() as cr:
            type(self).env = late = Environment(cr, SUPERUSER_ID, {})
            line = late["cchc.assessment.line"].browse(self.lines["1.2"])
            appraisal = line.appraisal_ids.with_user(self.ids["appraiser"])
            self.assertEqual(appraisal.state, "appraisal")
            with self._transaction() as env:
                self._as(env, "secretary").action_conclude()
            with self.assertRaises(SerializationFailure):
                appraisal.write({"manual_score": 2})
            cr.rollback()
            with self.assertRaisesRegex(UserError, "cannot be changed now"):
                appraisal.write({"manual_score": 2})


@tagged("post_install", "-at_install")
class TestRubricConcurrency(RealTransactions, Province, BaseCase):
    """A rubric and a rating scale that somebody changes while somebody else puts them in force."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._remove_province)
        cls = type(self)
        with self._transaction() as env:
            cls.env = env(context={"tracking_disable": True})
            self._make_province()
            self.scale = env["cchc.rating.scale"].create(
                {
                    "name": "Thang thử",
                    "class_ids": [Command.create({"name": "Còn lại", "minimum_percent": 0})],
                }
            )
            self.period.rating_scale_id = self.scale
            self.ids = {
                "cchc.rubric": self.rubric.id,
                "cchc.period": self.period.id,
                "cchc.rating.scale": self.scale.id,
                "cchc.criterion": self.criteria["1.1.1"].id,
                "cchc.criterion.option": self.criteria["1.1.1"].option_ids[0].id,
            }
            self.rating_id = self.scale.class_ids.id

    def _get(self, env, model):
        return env[model].browse(self.ids[model])

    def _collide(self, first, second, words):
        """Do ``second`` in a transaction that began before ``first`` was committed.

        It has to fail, so that Odoo tries it again; and then to be refused with ``words``, if any.
        """
        with self.registry.cursor() as cr:
            type(self).env = late = Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(self._get(late, "cchc.rubric").state, self._state())
            with self._transaction() as env:
                first(env)
            with self.assertRaises(SerializationFailure):
                second(late)
                late.flush_all()
            cr.rollback()
            late.invalidate_all()
            with self.assertRaisesRegex(UserError, words):
                second(late)

    def _state(self):
        with self._transaction() as env:
            return self._get(env, "cchc.rubric").state

    @mute_logger("odoo.sql_db")
    def test_an_edit_does_not_slip_into_a_published_rubric(self):
        """Whatever of a rubric is being changed while it is published starts again, and is refused."""
        for model, values in (
            ("cchc.rubric", {"name": "Khác"}),
            ("cchc.criterion", {"max_score": 1}),
            ("cchc.criterion.option", {"score": 0.5}),
        ):
            with self.subTest(model=model):
                self._collide(
                    lambda env: self._get(env, "cchc.rubric").action_publish(),
                    lambda env, model=model, values=values: self._get(env, model).write(values),
                    "has been published",
                )
                with self._transaction() as env:
                    self._get(env, "cchc.rubric")._write_state("draft")

    @mute_logger("odoo.sql_db")
    def test_a_publication_sees_what_was_changed_before_it(self):
        """Publishing that began before an edit was saved starts again, and finds what the edit broke."""

        with self.registry.cursor() as cr:
            type(self).env = late = Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(self._get(late, "cchc.rubric").state, "draft")
            with self._transaction() as env:
                self._get(env, "cchc.criterion").max_score = 0
            with self.assertRaises(SerializationFailure):
                self._get(late, "cchc.rubric").action_publish()
            cr.rollback()
            late.invalidate_all()
            dialog = self._get(late, "cchc.rubric").action_publish()
            self.assertEqual(dialog["res_model"], "cchc.rubric.publish")
            self.assertEqual(self._get(late, "cchc.rubric").state, "draft")

    @mute_logger("odoo.sql_db")
    def test_a_scale_does_not_change_while_a_period_opens(self):
        """A class that is being changed while a period opens with its scale starts again, and is refused."""
        with self._transaction() as env:
            self._get(env, "cchc.rubric").action_publish()
        self._collide(
            lambda env: self._get(env, "cchc.period").action_open(),
            lambda env: env["cchc.rating.class"].browse(self.rating_id).write({"name": "Khác"}),
            "has been opened with it",
        )

    @mute_logger("odoo.sql_db")
    def test_a_period_opens_with_the_scale_as_it_is(self):
        """Opening that began before a class was changed starts again, and then goes through."""
        with self._transaction() as env:
            self._get(env, "cchc.rubric").action_publish()
        with self.registry.cursor() as cr:
            type(self).env = late = Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(self._get(late, "cchc.period").state, "draft")
            with self._transaction() as env:
                env["cchc.rating.class"].browse(self.rating_id).name = "Khác"
            with self.assertRaises(SerializationFailure):
                self._get(late, "cchc.period").action_open()
            cr.rollback()
            late.invalidate_all()
            self._get(late, "cchc.period").action_open()
            self.assertEqual(self._get(late, "cchc.period").state, "open")
