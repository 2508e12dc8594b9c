import io
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Barrier, Thread
from unittest.mock import patch

from psycopg2 import InterfaceError, OperationalError
from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo.api import SUPERUSER_ID, Environment
from odoo.exceptions import UserError
from odoo.fields import Command, Datetime
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, mute_logger

from ...exceptions import ConflictError
from ...models.assessment import cchc_assessment
from ...models.common.cchc_lock_mixin import try_again
from ..common import PEOPLE, Province, make_pdf
from ..common_council import Council


class RealTransactions:
    """Work that is committed, each in a transaction of its own.

    The people stay from test to test. None of them signs in, and none has a password: here it would be made as in
    earnest, which takes longer than a test.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.people = {}
        cls.addClassCleanup(cls._remove_people)
        with cls._transaction() as env:
            cls.env = env
            super()._make_people()
            cls.people = {name: getattr(cls, name).id for name in PEOPLE}

    @classmethod
    def _make_people(cls):
        for name, user_id in cls.people.items():
            setattr(cls, name, cls.env["res.users"].browse(user_id))

    @classmethod
    def _user_values(cls, login, role):
        values = super()._user_values(login, role)
        del values["password"]
        return values

    def setUp(self):
        super().setUp()
        # whoever would wait for the test itself waits in vain
        self.startPatcher(patch.object(cchc_assessment, "PATIENCE", 1))
        self.addCleanup(self._remove_province)
        with self._transaction() as env:
            type(self).env = env(context={"tracking_disable": True})
            self._make_province()
            self._prepare()

    @classmethod
    @contextmanager
    def _transaction(cls):
        with cls.registry.cursor() as cr:
            yield Environment(cr, SUPERUSER_ID, {})

    def _collide(self, first, second, words):
        """Do ``second`` in a transaction that began before ``first`` was committed.

        It has to fail, so that Odoo tries it again; and then to be refused with ``words``.
        """
        with self.registry.cursor() as cr:
            type(self).env = late = Environment(cr, SUPERUSER_ID, {})
            # from its first statement on a transaction sees the database as it was then
            cr.execute("SELECT")
            with self._transaction() as env:
                first(env)
            with self.assertRaises(SerializationFailure):
                second(late)
                late.flush_all()
            # as Odoo does then
            cr.rollback()
            late.invalidate_all()
            with self.assertRaisesRegex(UserError, words):
                second(late)

    def _do_again(self, first, second):
        """Do ``second`` in a transaction that began before ``first`` was committed.

        It has to fail, and is then done again, as Odoo does.
        """
        with self.registry.cursor() as cr:
            type(self).env = late = Environment(cr, SUPERUSER_ID, {})
            cr.execute("SELECT")
            with self._transaction() as env:
                first(env)
            with self.assertRaises(SerializationFailure):
                second(late)
                late.flush_all()
            cr.rollback()
            late.invalidate_all()
            second(late)

    def _both_orders(self, one, other):
        """Yield after each order in which two works can miss each other, once both of them are done."""
        for first, second in ((one, other), (other, one)):
            self._do_again(first, second)
            yield self._transaction()

    def _run_at_once(self, *works):
        """Do these works at the same moment, each in a thread of its own.

        Odoo's own runner holds the lock of all registries while it runs tests, and lets the threads of a server past it
        as is done here: without that they would wait for the test, which waits for them.
        """
        threads = [Thread(target=work) for work in works]
        with patch.object(Registry, "_lock", DummyRLock()):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

    def _remove_province(self):
        """Take out what was committed, past Odoo, which keeps what has been in force."""
        with self._transaction() as env:
            group = env["cchc.unit.group"].search([("code", "=", "T-SBN")])
            rubric = env["cchc.rubric"].search([("group_ids", "in", group.ids)])
            period = env["cchc.period"].search([("rubric_ids", "in", rubric.ids)])
            work = env["cchc.work"].search([("period_id", "in", period.ids)])
            scale = period.rating_scale_id
            assessment = period.assessment_ids
            submission = assessment.submission_ids
            evidence = env["cchc.evidence"].with_context(active_test=False)
            evidence = evidence.search([("assessment_id", "in", assessment.ids)])
            ledger = env["cchc.ledger"].search([("assessment_id", "in", assessment.ids)])
            for table, column, records in (
                ("cchc_work_part", "work_id", work),
                ("cchc_work", "id", work),
                ("cchc_result_domain", "assessment_id", assessment),
                ("cchc_result", "assessment_id", assessment),
                ("cchc_publication", "period_id", period),
                ("cchc_appraisal", "assessment_id", assessment),
                ("cchc_log", "assessment_id", assessment),
                ("cchc_checkpoint", "ledger_id", ledger),
                ("cchc_ledger", "id", ledger),
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
            # what is filed in this database besides is somebody's work
            for owners in (evidence, submission):
                env.cr.execute(
                    SQL(
                        """
                        DELETE FROM ir_attachment
                              WHERE res_model = %s
                                AND (res_id = ANY(%s) OR res_id NOT IN (SELECT id FROM %s))
                        """,
                        owners._name,
                        owners.ids,
                        SQL.identifier(owners._table),
                    )
                )

    @classmethod
    def _remove_people(cls):
        with cls._transaction() as env:
            # by number: a login of somebody who works here may begin like theirs
            env["res.users"].browse(list(cls.people.values())).unlink()


@tagged("post_install", "-at_install")
class TestConcurrency(RealTransactions, Province, BaseCase):
    """What two people do at the same moment, each in a transaction of their own."""

    def _prepare(self):
        self._open_period()
        self._fill_in()
        self.ids = {
            name: getattr(self, name).id
            for name in ("assessment", "officer", "leader", "other_leader", "secretary", "period")
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

        def submit(env):
            self._as(env, "officer").action_send_to_leader()
            self._approve_in(env)

        self._collide(
            submit, lambda env: self._file(self._line_as_officer(env, "1.2")), "returned first"
        )

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
            # whatever an installed addon requires besides
            env.cr.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = 'cchc_evidence' "
                "AND column_name != 'id' AND (is_nullable = 'NO' OR column_name = 'sha256')"
            )
            columns = ", ".join(name for (name,) in env.cr.fetchall())
            with self.assertRaises(UniqueViolation):
                env.cr.execute(
                    f"INSERT INTO cchc_evidence ({columns}) SELECT {columns} FROM cchc_evidence "
                    "WHERE assessment_id = %s",
                    [self.ids["assessment"]],
                )

    @mute_logger("odoo.sql_db")
    def test_an_approval_sees_what_was_saved_before_it(self):
        """A sending that began before another's explanation was saved starts again, with it before its eyes."""
        self._collide(
            lambda env: self._line_as_officer(env, "1.2").write({"explanation": False}),
            lambda env: self._as(env, "officer").action_send_to_leader(),
            "1.2 Sáng kiến",
        )

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
        self._run_at_once(*(partial(self._save_as_officer, *item) for item in values.items()))
        with self._transaction() as env:
            for code, changes in values.items():
                line = self._line_as_officer(env, code)
                for name, value in changes.items():
                    self.assertEqual(line[name], value)
            assessment = self._as(env, "officer")
            self.assertFalse(env["cchc.log"]._find_breaks(assessment))
            numbers = env["cchc.log"].search([("assessment_id", "=", assessment.id)])
            self.assertEqual(len(numbers), assessment.sudo().log_count)

    def test_who_saves_one_row_waits_for_nobody_at_another(self):
        """A row is saved while others of the form are being saved, and after they were; nobody begins again."""
        with self.registry.cursor() as cr, self.registry.cursor() as waiting:
            first, late = (Environment(one, SUPERUSER_ID, {}) for one in (cr, waiting))
            # from its first statement on a transaction sees the database as it was then
            waiting.execute("SET LOCAL lock_timeout = '2s'")
            self._line_as_officer(first, "1.2").write({"manual_score": 1})
            first.flush_all()
            self._line_as_officer(late, "1.1.1").write({"explanation": "Cùng lúc."})
            late.flush_all()
            cr.commit()  # pylint: disable=invalid-commit
            self._line_as_officer(late, "1.1.2").write({"numerator": 9})
            line = self._line_as_officer(late, "2.1")
            evidence = line.env["cchc.evidence"]
            evidence._upload(io.BytesIO(make_pdf("beside")), "ben canh.pdf", line=line)
        with self._transaction() as env:
            assessment = self._as(env, "officer")
            self.assertEqual(self._line_as_officer(env, "1.2").manual_score, 1)
            self.assertEqual(self._line_as_officer(env, "1.1.2").numerator, 9)
            # of all that was saved, whoever saved last
            self.assertAlmostEqual(
                assessment.self_score, sum(assessment.line_ids.mapped("self_score"))
            )

    def test_totals_of_what_is_saved_while_they_are_settled(self):
        """What is saved while totals are settled neither waits nor is missed: it is computed until the next time."""
        with self._transaction() as env:
            self._line_as_officer(env, "1.2").write({"manual_score": 0})
            before = self._as(env, "officer").self_score
        with self.registry.cursor() as cr, self._transaction() as env:
            late = Environment(cr, SUPERUSER_ID, {})
            cr.execute("SET LOCAL lock_timeout = '2s'")
            self._as(env, "secretary").sudo()._settle()
            self._line_as_officer(late, "1.2").write({"manual_score": 1})
        with self._transaction() as env:
            assessment = self._as(env, "officer")
            self.assertAlmostEqual(assessment.self_score, before + 1)
            self.assertEqual(assessment.sudo().settled["self_score"], before)
            found = assessment.search([("self_score", ">", before), ("id", "=", assessment.id)])
            self.assertEqual(found, assessment)
            env["cchc.assessment"]._cron_settle()
            self.assertFalse(env["cchc.assessment.save"].search([]))
            self.assertAlmostEqual(assessment.sudo().settled["self_score"], before + 1)

    @mute_logger("odoo.sql_db")
    def test_two_who_take_a_criterions_documents_away(self):
        """Of two who archive one document each of a criterion's two, the later one sees that none is left."""
        with self._transaction() as env:
            line = self._line_as_officer(env, "1.1.1")
            line.evidence_ids.unlink()
            type(self).env = env
            ids = [self._file(line, f"so {number}").id for number in (1, 2)]
            self.assertEqual(line.evidence_status, "complete")

        def archive(env, number):
            evidence = self._as(env, "officer").env["cchc.evidence"].browse(ids[number])
            evidence.active = False

        self._do_again(partial(archive, number=0), partial(archive, number=1))
        with self._transaction() as env:
            self.assertEqual(self._line_as_officer(env, "1.1.1").evidence_status, "none")

    @mute_logger("odoo.sql_db")
    def test_three_who_file_for_one_criterion(self):
        """Whoever files what proves the same criterion waits for the others, and is not started again after a pause."""
        began = Barrier(3)

        def file(number):
            with self._transaction() as env:
                line = self._line_as_officer(env, "1.2")
                self.assertFalse(line.evidence_ids)
                began.wait()
                line.env["cchc.evidence"]._take_turn(line, line.env["cchc.evidence"])
                content = io.BytesIO(make_pdf(f"at once {number}"))
                line.env["cchc.evidence"]._upload(content, f"cung luc {number}.pdf", line=line)

        self._run_at_once(*(partial(file, number) for number in range(3)))
        with self._transaction() as env:
            line = self._line_as_officer(env, "1.2")
            self.assertEqual((len(line.evidence_ids), line.evidence_status), (3, "complete"))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_fold_while_others_write(self):
        """Two that fold the log at the same moment as others save: each row has one place, and nothing is lost."""

        def fold():
            with self.registry.cursor() as cr:
                env = Environment(cr, SUPERUSER_ID, {})
                retrying(lambda: self._fold_in(env), env)

        self._run_at_once(
            fold,
            partial(self._save_as_officer, "1.1.1", {"explanation": "Người thứ nhất."}),
            fold,
            partial(self._save_as_officer, "1.2", {"explanation": "Người thứ hai."}),
        )
        fold()
        with self._transaction() as env:
            assessment = self._as(env, "officer").sudo()
            rows = env["cchc.log"].search([("assessment_id", "=", assessment.id)])
            self.assertGreater(len(rows), 2)
            self.assertEqual(sorted(rows.mapped("sequence_number")), list(range(1, len(rows) + 1)))
            self.assertFalse(env["cchc.log"]._find_breaks(assessment))

    def _fold_in(self, env):
        env["cchc.ledger"]._fold_assessments(self._as(env, "officer").sudo())

    @mute_logger("odoo.sql_db")
    def test_a_fold_whose_connection_is_killed_is_taken_up_again(self):
        """PostgreSQL ends a fold at each of its stages: nothing of it stays, and the next one has each row once."""
        with self._transaction() as env:
            self._fold_in(env)
            before = self._read_folded(env)
        entry = {"assessment_id": self.ids["assessment"], "action": "download", "new_value": "x"}
        for stage in ("_read_unfolded", "_place"):
            with self._transaction() as env:
                env["cchc.log"]._append([entry] * 3)
            ended = False
            try:
                with self._transaction() as env:
                    self._fold_until(env, stage)
            except (InterfaceError, OperationalError):
                ended = True
            self.assertTrue(ended, stage)
            with self._transaction() as env:
                self.assertEqual(self._read_folded(env)[1:], before[1:], stage)
                ledgers = env["cchc.ledger"].search(
                    [("assessment_id", "=", self.ids["assessment"])]
                )
                self.assertEqual(len(ledgers._read_unfolded()), 3)
                self._fold_in(env)
                before = self._read_folded(env)
        with self._transaction() as env:
            assessment = self._as(env, "secretary").sudo()
            self.assertIsNone(env["cchc.log"]._find_break(assessment))
            rows, ledgers, _checkpoints = self._read_folded(env)
            numbers = [number for _ledger, number, _id in rows if number]
            self.assertEqual(len(rows), len(numbers))
            self.assertEqual(sum(size for _id, size, _frontier in ledgers), len(numbers))
            self.assertEqual(len({(ledger, number) for ledger, number, _id in rows}), len(rows))

    def _fold_until(self, env, stage):
        """Fold, and let another connection end this one as soon as ``stage`` has been done."""
        cr, ledgers = env.cr, env["cchc.ledger"]
        done = getattr(type(ledgers), stage)
        cr.execute("SELECT pg_backend_pid()")
        [backend] = cr.fetchone()

        def do_and_end(records, *args):
            result = done(records, *args)
            with self._transaction() as other:
                other.cr.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])
            return result

        with patch.object(type(ledgers), stage, do_and_end):
            self._fold_in(env)
            env.flush_all()
        cr.execute("SELECT")

    def _read_folded(self, env):
        """Return what is in the log, in its ledgers and in their checkpoints, as it lies in the database."""
        env.flush_all()
        found = []
        for statement in (
            "SELECT ledger_id, sequence_number, id FROM cchc_log WHERE assessment_id = %s ORDER BY id",
            "SELECT id, size, frontier FROM cchc_ledger WHERE assessment_id = %s ORDER BY id",
            """
            SELECT one.id, one.size, one.note FROM cchc_checkpoint one
            JOIN cchc_ledger ledger ON ledger.id = one.ledger_id
            WHERE ledger.assessment_id = %s ORDER BY one.id
            """,
        ):
            env.cr.execute(statement, [self.ids["assessment"]])
            found.append(env.cr.fetchall())
        return found

    @mute_logger("odoo.sql_db")
    def test_of_two_folds_one_starts_again(self):
        """A fold that began before another one was committed fails, and folds nothing twice when done again."""
        self._do_again(self._fold_in, self._fold_in)

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

        self._run_at_once(partial(save, "Của A."), partial(save, "Của B."))
        with self._transaction() as env:
            kept = self._line_as_officer(env, "1.2").explanation
        self.assertIn(kept, ("Của A.", "Của B."))
        self.assertEqual(len(told), 1)
        self.assertIn(kept, told[0])

    @mute_logger("odoo.sql_db")
    def test_an_extension_and_the_periods_deadline(self):
        """Where one unit gets time and the period's deadline moves at once, the later of both holds."""
        start = Datetime.now()

        def extend(env, days=40):
            self._as(env, "secretary")._extend_deadlines(start + timedelta(days=days), "Bổ sung")

        def move(env, days=60):
            period = env["cchc.period"].browse(self.ids["period"]).with_user(self.ids["secretary"])
            period.self_deadline = start + timedelta(days=days)

        with self._transaction() as env:
            extend(env, 90)
        # neither of both moves the other's: what holds lies past them as long as the other is not seen
        self._do_again(extend, move)
        with self._transaction() as env:
            assessment = self._as(env, "leader")
            self.assertEqual(assessment.extended_deadline, start + timedelta(days=40))
            self.assertEqual(assessment.deadline, start + timedelta(days=60))
            move(env, 30)
            extend(env, 90)
        self._collide(move, extend, "cannot be earlier")
        with self._transaction() as env:
            self.assertEqual(self._as(env, "leader").deadline, start + timedelta(days=90))

    @mute_logger("odoo.sql_db")
    def test_whoever_leaves_a_unit_gets_no_work_of_it(self):
        """A leader who is taken out of the unit while it sends to its leaders keeps no activity."""

        def leave(env):
            unit = self._as(env, "leader").unit_id.sudo()
            unit.leader_ids = [Command.unlink(self.ids["other_leader"])]

        def send(env):
            self._as(env, "officer").action_send_to_leader()

        def put_back(env):
            unit = self._as(env, "leader").unit_id.sudo()
            unit.leader_ids = [Command.link(self.ids["other_leader"])]

        with self._transaction() as env:
            put_back(env)
        for after in self._both_orders(leave, send):
            with after as env:
                people = self._as(env, "leader").sudo().activity_ids.user_id
                self.assertEqual(people.ids, [self.ids["leader"]])
                self._as(env, "leader")._transition("action_return_to_officer", reason="Xem lại")
                put_back(env)

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


@tagged("post_install", "-at_install")
class TestCouncilConcurrency(RealTransactions, Council, Province, BaseCase):
    """The council's members and its secretary at the same moment."""

    def _prepare(self):
        self._make_council()
        self._assign()
        for assessment in (self.assessment, self.other_assessment):
            self._submit(assessment)
            self._start(assessment)
            self._decide_all(assessment)
        self.ids = {
            name: getattr(self, name).id
            for name in (
                "assessment",
                "other_assessment",
                "period",
                "appraiser",
                "secretary",
                "officer",
                "leader",
            )
        }
        self.line_id = self._line("1.2").id

    def _assessment_in(self, env, name="assessment"):
        assessment = env["cchc.assessment"].browse(self.ids[name])
        return assessment.with_user(self.ids["secretary"])

    def _appraisal_in(self, env, user="appraiser"):
        appraisals = env["cchc.assessment.line"].browse(self.line_id).appraisal_ids
        return appraisals.filtered("is_current").with_user(self.ids[user])

    def _conclude_both_in(self, env):
        for name in ("assessment", "other_assessment"):
            self._assessment_in(env, name).action_conclude()

    def _reopen_in(self, env):
        self._assessment_in(env)._transition("action_reopen", reason="Sai điểm")

    def _publish_in(self, env, reason=False):
        period = env["cchc.period"].browse(self.ids["period"]).with_user(self.ids["secretary"])
        period.action_compute_results()
        draft = period.publication_ids.filtered(lambda publication: publication.state == "draft")
        draft.write({"decision_number": "12/QĐ", "decision_date": "2027-01-15", "reason": reason})
        draft.action_publish()

    def _states(self):
        with self._transaction() as env:
            period = env["cchc.period"].browse(self.ids["period"])
            return period.state, self._assessment_in(env).state

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_appraisers_on_one_criterion(self):
        """Of two who score the same criterion at once, one is kept and the other is told by whom."""
        with self._transaction() as env:
            seen = self._appraisal_in(env).revision
        told = []

        def save(name, score):
            with self.registry.cursor() as cr:
                env = Environment(cr, SUPERUSER_ID, {})
                values = {"manual_score": score, "seen_revision": seen}
                try:
                    # as the web server does for a call
                    retrying(lambda: self._appraisal_in(env, name).web_save(values, {}), env)
                except ConflictError as error:
                    told.append(str(error))

        self._run_at_once(partial(save, "appraiser", 1), partial(save, "secretary", 2))
        with self._transaction() as env:
            kept = self._appraisal_in(env, "secretary")
            self.assertIn(kept.score, (1, 2))
            winner = "appraiser" if kept.score == 1 else "secretary"
            self.assertEqual(kept.appraiser_id.id, self.ids[winner])
        self.assertEqual(len(told), 1)
        self.assertIn(f"cchc_{winner}", told[0])

    @mute_logger("odoo.sql_db")
    def test_a_score_under_way_is_never_missed_by_concluding(self):
        """A score that is being saved while the unit is concluded does not slip in after."""
        self._collide(
            lambda env: self._assessment_in(env).action_conclude(),
            lambda env: self._appraisal_in(env).write({"manual_score": 2}),
            "cannot be changed now",
        )

    @mute_logger("odoo.sql_db")
    def test_concluding_sees_what_was_taken_back_before_it(self):
        """Concluding that began before a decision was taken back starts again, and names the criterion."""
        self._collide(
            lambda env: self._appraisal_in(env).action_clear(),
            lambda env: self._assessment_in(env).action_conclude(),
            "1.2 Sáng kiến: not decided yet",
        )

    @mute_logger("odoo.sql_db")
    def test_publishing_sees_what_was_reopened_before_it(self):
        """Publishing that began before a unit was reopened starts again, and names that unit."""
        with self._transaction() as env:
            self._conclude_both_in(env)
        self._collide(self._reopen_in, self._publish_in, "Sở Thử nghiệm: In appraisal")
        self.assertEqual(self._states(), ("appraisal", "appraisal"))

    @mute_logger("odoo.sql_db")
    def test_a_correction_sees_what_was_reopened_before_it(self):
        """It holds for a unit that was published before, while the correction of another is published."""
        with self._transaction() as env:
            self._conclude_both_in(env)
            self._publish_in(env)
            self._assessment_in(env, "other_assessment")._transition(
                "action_reopen", reason="Sai điểm"
            )
            self._assessment_in(env, "other_assessment").action_conclude()
        self._collide(
            self._reopen_in,
            lambda env: self._publish_in(env, reason="Đính chính."),
            "Sở Thử nghiệm: In appraisal",
        )
        self.assertEqual(self._states(), ("appraisal", "appraisal"))

    @mute_logger("odoo.sql_db")
    def test_reopening_while_publishing_is_a_correction(self):
        """Reopening that began before the publication starts again, and the period is in appraisal again."""
        with self._transaction() as env:
            self._conclude_both_in(env)
        with self.registry.cursor() as cr:
            type(self).env = late = Environment(cr, SUPERUSER_ID, {})
            cr.execute("SELECT")
            with self._transaction() as env:
                self._publish_in(env)
            with self.assertRaises(SerializationFailure):
                self._reopen_in(late)
            cr.rollback()
            late.invalidate_all()
            self._reopen_in(late)
        self.assertEqual(self._states(), ("appraisal", "appraisal"))

    def _period_in(self, env):
        return env["cchc.period"].browse(self.ids["period"]).with_user(self.ids["secretary"])

    def _join_in(self, env, code):
        """Return the id of the assessment of one more unit, which has submitted."""
        group = env["cchc.unit.group"].search([("code", "=", "T-SBN")])
        unit = env["cchc.unit"].create({"name": code, "code": code, "group_id": group.id})
        self._period_in(env).action_add_missing_units()
        assessment = self._period_in(env).assessment_ids.filtered(lambda one: one.unit_id == unit)
        env.flush_all()
        env.cr.execute(
            "UPDATE cchc_assessment SET state = 'submitted' WHERE id = %s", [assessment.id]
        )
        return assessment.id

    @mute_logger("odoo.sql_db")
    def test_an_assignment_and_a_first_round(self):
        """Whoever is assigned criteria while a unit's first round is opened finds them."""
        with self._transaction() as env:
            waiting = [self._join_in(env, code) for code in ("T-MOT", "T-HAI")]

        def assign(env):
            env["cchc.assignment"].with_user(self.ids["secretary"]).create(
                {"period_id": self.ids["period"], "appraiser_id": self.ids["secretary"]}
            )

        def start(env):
            assessment = self._assessment_in(env).browse(waiting[0])
            assessment.with_user(self.ids["appraiser"]).action_start_appraisal()

        for after in self._both_orders(assign, start):
            with after as env:
                appraisals = self._assessment_in(env).browse(waiting.pop(0)).appraisal_ids
                self.assertEqual(len(appraisals), 5)
                wanted = {self.ids["appraiser"], self.ids["secretary"]}
                for appraisal in appraisals:
                    self.assertEqual(set(appraisal.assignee_ids.ids), wanted)
                env["cchc.assignment"].search(
                    [
                        ("period_id", "=", self.ids["period"]),
                        ("appraiser_id", "=", self.ids["secretary"]),
                    ]
                ).unlink()

    @mute_logger("odoo.sql_db")
    def test_a_review_that_opens_while_a_unit_is_concluded(self):
        """The unit has its place in what is shown, whichever was first."""

        def conclude(env):
            self._assessment_in(env).action_conclude()

        def open_review(env):
            self._period_in(env).action_open_review()

        with self._transaction() as env:
            self._period_in(env).review_deadline = Datetime.now() + timedelta(days=3)
        for after in self._both_orders(conclude, open_review):
            with after as env:
                assessment = self._assessment_in(env)
                self.assertTrue(assessment.is_result_visible)
                self.assertEqual(assessment.final_rank, 1)
                self._period_in(env).action_close_review()
                self._reopen_in(env)
                self._period_in(env).action_compute_results()
                self.assertFalse(assessment.result_ids.rank)

    @mute_logger("odoo.sql_db")
    def test_results_computed_twice_at_once(self):
        """Two who compute the results at once, the first time for the period, get one draft."""

        def compute(env):
            self._period_in(env).action_compute_results()

        self._do_again(compute, compute)
        with self._transaction() as env:
            publication = self._period_in(env).publication_ids
            self.assertEqual(len(publication), 1)
            self.assertEqual(len(publication.result_ids), 2)

    @mute_logger("odoo.sql_db")
    def test_an_objection_while_the_review_is_closed(self):
        """An objection that is sent while the review is closed starts again, and is refused."""
        with self._transaction() as env:
            self._conclude_both_in(env)
            self._period_in(env).review_deadline = Datetime.now() + timedelta(days=3)
            self._period_in(env).action_open_review()
        self._collide(
            lambda env: self._period_in(env).action_close_review(),
            lambda env: (
                self._assessment_in(env).with_user(self.ids["leader"])._do_object("Không đồng ý")
            ),
            "not open for review",
        )

    @mute_logger("odoo.sql_db")
    def test_units_merged_while_results_are_computed(self):
        """What is computed at this moment is counted under the unit into which its own was merged."""

        def merge(env):
            units = self._period_in(env).sudo().assessment_ids.unit_id
            of_it = self._assessment_in(env).unit_id.sudo()
            (units - of_it).predecessor_ids = of_it

        def compute(env):
            self._period_in(env).action_compute_results()

        for after in self._both_orders(merge, compute):
            with after as env:
                of_it = self._assessment_in(env)
                other = self._assessment_in(env, "other_assessment").unit_id.sudo()
                self.assertEqual(of_it.result_ids.successor_id, other)
                other.predecessor_ids = False
                self.assertEqual(of_it.result_ids.successor_id, of_it.unit_id)

    @mute_logger("odoo.sql_db")
    def test_a_notice_that_a_correction_overtakes(self):
        """A notice that waits in a job under way is not sent once its result has been corrected."""
        with self._transaction() as env:
            self._conclude_both_in(env)
            self._publish_in(env)

        def find(env):
            return env["cchc.result"].search(
                [("notice_state", "=", "queued"), ("assessment_id", "=", self.ids["assessment"])]
            )

        def correct(env):
            self._reopen_in(env)
            self._assessment_in(env).action_conclude()
            self._publish_in(env, reason="Đính chính.")

        with self.registry.cursor() as cr:
            type(self).env = late = Environment(cr, SUPERUSER_ID, {})
            queued = find(late)
            self.assertEqual(len(queued), 1)
            self.assertTrue(queued.is_effective)
            with self._transaction() as env:
                correct(env)
            # in the very transaction that saw it, and in those after it
            try_again(late, queued._do_waiting)
            # what comes after stands for the job's next transaction
            cr.commit()  # pylint: disable=invalid-commit
            try_again(late, queued._do_waiting)
            self.assertEqual(queued.notice_state, "queued")
            mails = late["mail.mail"].search(
                [("model", "=", "cchc.result"), ("res_id", "=", queued.id)]
            )
            self.assertFalse(mails)
            # what has replaced it is sent
            result = find(late) - queued
            result._do_waiting()
            self.assertEqual(result.notice_state, "waiting")
            cr.rollback()

    @mute_logger("odoo.sql_db")
    def test_a_package_is_gathered_once(self):
        """Who takes a package along is logged apart: writing to a unit meanwhile does not start it again."""
        with self.registry.cursor() as cr:
            type(self).env = late = Environment(cr, SUPERUSER_ID, {})
            cr.execute("SELECT")
            with self._transaction() as env:
                self._appraisal_in(env).write({"manual_score": 2})
            report = late["report.cchc_assessment.package"].with_user(self.ids["secretary"])
            period = self._period_in(late)
            report._log_download(period)
            package = report._make_package(period)
            self.assertEqual(len(package.dossiers), 2)
        with self._transaction() as env:
            for name in ("assessment", "other_assessment"):
                assessment = self._assessment_in(env, name).sudo()
                taken = assessment.log_ids.filtered(lambda row: row.action == "download")
                self.assertEqual(len(taken), 1)
                self.assertFalse(env["cchc.log"]._find_breaks(assessment))

    @mute_logger("odoo.sql_db")
    def test_publishing_sees_who_has_joined_before_it(self):
        """Publishing that began before a unit was added starts again, and names the newcomer."""
        with self._transaction() as env:
            self._conclude_both_in(env)

        def join(env):
            group = env["cchc.unit.group"].search([("code", "=", "T-SBN")])
            env["cchc.unit"].create({"name": "Sở Mới", "code": "T-SM", "group_id": group.id})
            env["cchc.period"].browse(self.ids["period"]).action_add_missing_units()

        self._collide(join, self._publish_in, "Sở Mới: Being scored")


@tagged("post_install", "-at_install")
class TestRubricConcurrency(RealTransactions, Province, BaseCase):
    """A rubric and a rating scale that somebody changes while somebody else puts them in force."""

    def _prepare(self):
        self.scale = self.env["cchc.rating.scale"].create(
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

    def _browse(self, env, model):
        return env[model].browse(self.ids[model])

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
                    lambda env: self._browse(env, "cchc.rubric").action_publish(),
                    lambda env, model=model, values=values: self._browse(env, model).write(values),
                    "has been published",
                )
                with self._transaction() as env:
                    self._browse(env, "cchc.rubric")._write_state("draft")

    @mute_logger("odoo.sql_db")
    def test_a_publication_sees_what_was_changed_before_it(self):
        """Publishing that began before an edit was saved starts again, and finds what the edit broke."""

        with self.registry.cursor() as cr:
            type(self).env = late = Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(self._browse(late, "cchc.rubric").state, "draft")
            with self._transaction() as env:
                self._browse(env, "cchc.criterion").max_score = 0
            with self.assertRaises(SerializationFailure):
                self._browse(late, "cchc.rubric").action_publish()
            cr.rollback()
            late.invalidate_all()
            dialog = self._browse(late, "cchc.rubric").action_publish()
            self.assertEqual(dialog["res_model"], "cchc.rubric.publish")
            self.assertEqual(self._browse(late, "cchc.rubric").state, "draft")

    @mute_logger("odoo.sql_db")
    def test_a_period_does_not_open_with_what_is_archived(self):
        """Opening a period while its rubric is taken out of use starts again, and is refused."""
        with self._transaction() as env:
            self._browse(env, "cchc.rubric").action_publish()
        self._collide(
            lambda env: self._browse(env, "cchc.rubric").action_archive_rubric(),
            lambda env: self._browse(env, "cchc.period").action_open(),
            "is not published",
        )

    @mute_logger("odoo.sql_db")
    def test_a_scale_does_not_change_while_a_period_opens(self):
        """A class that is being changed while a period opens with its scale starts again, and is refused."""
        with self._transaction() as env:
            self._browse(env, "cchc.rubric").action_publish()
        self._collide(
            lambda env: self._browse(env, "cchc.period").action_open(),
            lambda env: env["cchc.rating.class"].browse(self.rating_id).write({"name": "Khác"}),
            "has been opened with it",
        )

    @mute_logger("odoo.sql_db")
    def test_a_period_opens_with_the_scale_as_it_is(self):
        """Opening that began before a class was changed starts again, and then goes through."""
        with self._transaction() as env:
            self._browse(env, "cchc.rubric").action_publish()
        with self.registry.cursor() as cr:
            type(self).env = late = Environment(cr, SUPERUSER_ID, {})
            self.assertEqual(self._browse(late, "cchc.period").state, "draft")
            with self._transaction() as env:
                env["cchc.rating.class"].browse(self.rating_id).name = "Khác"
            with self.assertRaises(SerializationFailure):
                self._browse(late, "cchc.period").action_open()
            cr.rollback()
            late.invalidate_all()
            self._browse(late, "cchc.period").action_open()
            self.assertEqual(self._browse(late, "cchc.period").state, "open")
