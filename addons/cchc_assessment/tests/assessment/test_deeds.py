"""What each of the main deeds changes or locks that others may have in hand at the same moment."""

import io
import re
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Barrier, Event
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.api import SUPERUSER_ID, Environment
from odoo.fields import Command, Date, Datetime
from odoo.service import model
from odoo.sql_db import Cursor
from odoo.tests import BaseCase, HttpCase, tagged
from odoo.tools import SQL, mute_logger

from ...models.common.cchc_lock_mixin import do_in_turn
from ..common import CchcCase, Province, make_pdf, post
from ..common_council import Council
from .test_concurrency import RealTransactions

# What a statement changes or locks. Rows that it adds are in nobody's way.
CHANGED = re.compile(r'\b(?:UPDATE|DELETE FROM)\s+"?(\w+)"?(?:\s+AS\s+\w+)?\s+(?:SET|WHERE|USING)')
LOCKED = re.compile(r'\bFROM\s+"?(\w+)"?[^;]*?\bFOR\s+((?:NO KEY |KEY )?(?:UPDATE|SHARE))\b')

# The form stays as it is, and others save there as well.
BESIDE = {"cchc_assessment: key share"}
ROW = BESIDE | {"cchc_assessment_line", "cchc_assessment_line: no key update"}
DOCUMENT = ROW | {"cchc_evidence", "cchc_evidence: no key update"}
DECISION = ROW | {"cchc_appraisal"}
# Nobody saves in the form meanwhile, and the unit's activities are moved by one at a time.
STEP = {
    "cchc_assessment",
    "cchc_assessment: update",
    "cchc_unit",
    "cchc_unit: no key update",
    "mail_message",
}
PERIOD = {"cchc_period", "cchc_period: no key update"}
# Its own rows, which it has added just now, are changed by Odoo once more.
DEEDS = {
    "save a row": ROW,
    "upload": ROW | {"cchc_evidence", "ir_attachment"},
    "replace": DOCUMENT | {"cchc_evidence_line_rel", "ir_attachment"},
    "archive": DOCUMENT,
    "comment": {"mail_message"},
    "give out work": {
        "cchc_assessment",
        "cchc_assessment: no key update",
        "cchc_task",
        "cchc_unit",
        "cchc_unit: no key update",
    },
    "extend": STEP,
    "send": STEP | {"mail_activity"},
    "return": STEP | {"mail_activity"},
    "approve": STEP
    | {
        "mail_activity",
        "cchc_submission",
        "cchc_log",
        "cchc_ledger",
        "cchc_ledger: no key update",
        "cchc_checkpoint",
    },
    "start": STEP | PERIOD,
    "decide": DECISION,
    "agree": DECISION,
    "ask": DECISION,
    "send questions": STEP | {"mail_activity", "cchc_appraisal"},
    "answer": DECISION,
    "send answers": STEP | PERIOD | {"mail_activity", "cchc_appraisal"},
    "conclude": STEP | PERIOD,
}


@tagged("post_install", "-at_install")
class TestDeeds(Council, CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._fill_in()

    @contextmanager
    def _watching(self, deed):
        """See what is changed and locked until the block ends, and hold it against what is said of the deed."""
        execute, met = Cursor.execute, set()

        def note(cursor, query, *args, **kwargs):
            statement = query.code if isinstance(query, SQL) else str(query)
            met.update(CHANGED.findall(statement))
            met.update(f"{table}: {how.lower()}" for table, how in LOCKED.findall(statement))
            return execute(cursor, query, *args, **kwargs)

        self.env.flush_all()
        with patch.object(Cursor, "execute", note):
            yield
            self.env.flush_all()
        of_ours = {one for one in met if one.startswith("cchc_")}
        # of what is Odoo's an addon may change more
        self.assertEqual(of_ours, {one for one in DEEDS[deed] if one.startswith("cchc_")}, deed)
        self.assertLessEqual(DEEDS[deed], met, deed)

    def test_what_a_unit_does(self):
        line = self._line("1.2").with_user(self.officer)
        upload = partial(line.env["cchc.evidence"]._upload, file_name="a.pdf")
        assessment = self.assessment.with_user(self.officer)
        with self._watching("save a row"):
            line.web_save({"manual_score": 1}, {})
        with self._watching("upload"):
            filed, _created, _guessed = upload(io.BytesIO(make_pdf("one")), line=line)
        with self._watching("replace"):
            newer, _created, _guessed = upload(io.BytesIO(make_pdf("two")), replaced=filed)
        with self._watching("archive"):
            newer.active = False
        with self._watching("comment"):
            post(assessment, "Xem lại.")
        with self._watching("give out work"):
            self.env["cchc.task"].with_user(self.leader).create(
                {
                    "assessment_id": assessment.id,
                    "criterion_id": self.criteria["1.1"].id,
                    "user_ids": [Command.set(self.officer.ids)],
                }
            )

    def test_what_is_done_with_a_form(self):
        assessment = self.assessment.with_user(self.officer)
        leader = self.assessment.with_user(self.leader)
        secretary = self.assessment.with_user(self.secretary)
        soon = Datetime.now() + timedelta(days=60)
        with self._watching("extend"):
            secretary._extend_deadlines(soon, "Bổ sung")
        with self._watching("send"):
            assessment._transition("action_send_to_leader")
        with self._watching("return"):
            leader._transition("action_return_to_officer", reason="Xem lại")
        assessment._transition("action_send_to_leader")
        with self._watching("approve"):
            leader._transition(
                "action_approve",
                dispatch_number="1/BC",
                dispatch_date=Date.today(),
                responsibility_confirmed=True,
            )
        with self._watching("start"):
            secretary._transition("action_start_appraisal")
        appraisal = self._appraisal("1.2")
        with self._watching("decide"):
            appraisal.web_save({"manual_score": 1}, {})
        with self._watching("agree"):
            secretary.action_agree()
        with self._watching("ask"):
            appraisal.write({"explanation_requested": True, "request": "Văn bản nào?"})
        with self._watching("send questions"):
            secretary._transition("action_request_explanation", explanation_deadline=soon)
        with self._watching("answer"):
            appraisal.with_user(self.officer).write({"explanation": "Đã gửi."})
        with self._watching("send answers"):
            leader._transition("action_send_explanation")
        self._decide_all()
        self._appraisal("1.2").write({"manual_score": 1})
        with self._watching("conclude"):
            secretary._transition("action_conclude")


@tagged("post_install", "-at_install")
class TestDeedsAtOnce(RealTransactions, Council, Province, BaseCase):
    def _prepare(self):
        self._make_council()
        self._fill_in()
        self.ids = {name: getattr(self, name).id for name in ("officer", "secretary")}
        self.assessment_id = self.assessment.id
        self.lines = {line.criterion_id.code: line.id for line in self.assessment.line_ids}
        codes = ("1.2", "2.1")
        self.replaced, self.removed = (
            {code: self._file(self._line(code), f"{code} {number}").id for code in codes}
            for number in (1, 2)
        )

    @contextmanager
    def _two(self):
        """Yield two environments, of which neither sees what the other does; both are committed at the end."""
        with self.registry.cursor() as one, self.registry.cursor() as other:
            for cr in (one, other):
                cr.execute("SET LOCAL lock_timeout = '2s'")
                # from its first statement on a transaction sees the database as it was then
                cr.execute("SELECT")
            yield (
                Environment(one, SUPERUSER_ID, {"tracking_disable": True}),
                Environment(other, SUPERUSER_ID, {"tracking_disable": True}),
            )

    def _work_on(self, env, code):
        """Do as an officer whatever can be done with one criterion."""
        line = env["cchc.assessment.line"].with_user(self.ids["officer"]).browse(self.lines[code])
        documents = line.env["cchc.evidence"]
        line.web_save({"explanation": f"Cùng lúc {code}"}, {})
        documents._upload(io.BytesIO(make_pdf(f"new {code}")), "moi.pdf", line=line)
        documents._upload(
            io.BytesIO(make_pdf(f"newer {code}")),
            "moi hon.pdf",
            replaced=documents.browse(self.replaced[code]),
        )
        documents.browse(self.removed[code]).unlink()
        post(line.assessment_id, "Xem lại.")
        env.flush_all()

    def test_a_unit_on_two_criteria(self):
        """Two of a unit save, file, replace, remove and comment at once: neither waits, nor begins again."""
        with self._two() as (first, late):
            self._work_on(first, "1.2")
            self._work_on(late, "2.1")
            first.cr.commit()  # pylint: disable=invalid-commit
            late["cchc.assessment.line"].with_user(self.ids["officer"]).browse(
                self.lines["1.1.2"]
            ).web_save({"numerator": 9}, {})
        with self._transaction() as env:
            for code in ("1.2", "2.1"):
                line = env["cchc.assessment.line"].browse(self.lines[code])
                self.assertEqual(line.explanation, f"Cùng lúc {code}")
                # the new one and the newer one: one was replaced, one was removed
                self.assertEqual(len(line.evidence_ids), 2)
            assessment = line.assessment_id
            self.assertAlmostEqual(
                assessment.self_score, sum(assessment.line_ids.mapped("self_score"))
            )
            self.assertFalse(env["cchc.log"]._find_breaks(assessment))

    def _let_appraise(self):
        with self._transaction() as env:
            type(self).env = env
            type(self).assessment = env["cchc.assessment"].browse(self.assessment_id)
            self._make_people()
            self._send()
            self._approve()
            self._start()

    def _appraisals_in(self, env, *codes):
        appraisals = env["cchc.assessment"].browse(self.assessment_id).appraisal_ids
        found = appraisals.filtered(lambda one: one.criterion_id.code in codes)
        return found.with_user(self.ids["secretary"])

    def test_the_council_on_two_criteria(self):
        """Who decides and asks about one criterion, and who agrees with others: neither waits, nor begins again."""
        self._let_appraise()
        with self._two() as (first, late):
            decided = self._appraisals_in(first, "1.2")
            decided.web_save({"manual_score": 2, "remark": "Đã rõ."}, {})
            decided.write({"explanation_requested": True, "request": "Văn bản nào?"})
            first.flush_all()
            self._appraisals_in(late, "1.1.1", "1.1.2").action_agree()
            late.flush_all()
            first.cr.commit()  # pylint: disable=invalid-commit
            self._appraisals_in(late, "2.1").action_agree()
        with self._transaction() as env:
            everything = self._appraisals_in(env, "1.1.1", "1.1.2", "1.2", "2.1")
            self.assertEqual(everything.mapped("is_decided"), [True] * 4)
            self.assertEqual(self._appraisals_in(env, "1.2").score, 2)

    def _do_in_turn_after(self, everybody, *works):
        """Do works at the same moment, each in a transaction that began before another one was committed."""
        began = Barrier(everybody)

        def do(work):
            with self._transaction() as env:
                env.cr.execute("SELECT")
                began.wait()
                do_in_turn(env, partial(work, env))

        self._run_at_once(*(partial(do, work) for work in works))

    @mute_logger("odoo.sql_db")
    def test_deciding_while_another_agrees(self):
        """Who decides what another agrees with at this moment has their turn next: what they decided stands."""
        self._let_appraise()

        def agree(env):
            self._appraisals_in(env, "1.1.1", "1.2", "2.1").action_agree()

        def decide(env):
            self._appraisals_in(env, "1.2").web_save({"manual_score": 2}, {})

        self._do_in_turn_after(2, agree, decide)
        with self._transaction() as env:
            self.assertEqual(self._appraisals_in(env, "1.2").score, 2)
            self.assertEqual(
                self._appraisals_in(env, "1.1.1", "1.2", "2.1").mapped("is_decided"), [True] * 3
            )

    @mute_logger("odoo.sql_db")
    def test_two_newer_versions_of_what_proves_the_same(self):
        """Whoever replaces documents that prove the same criterion has their turn, before a file is read."""
        with self._transaction() as env:
            line = env["cchc.assessment.line"].browse(self.lines["1.2"])
            ids = line.evidence_ids.ids
        self.assertEqual(len(ids), 2)
        began = Barrier(2)

        def replace(number):
            with self._transaction() as env:
                documents = env["cchc.evidence"].with_user(self.ids["officer"])
                replaced = documents.browse(ids[number])
                self.assertTrue(replaced.line_ids)
                began.wait()
                documents._take_turn(documents.line_ids, replaced)
                content = io.BytesIO(make_pdf(f"newer {number}"))
                documents._upload(content, f"moi {number}.pdf", replaced=replaced)

        self._run_at_once(partial(replace, 0), partial(replace, 1))
        with self._transaction() as env:
            line = env["cchc.assessment.line"].browse(self.lines["1.2"])
            self.assertEqual(len(line.evidence_ids), 2)
            self.assertFalse(set(ids) & set(line.evidence_ids.ids))

    @mute_logger("odoo.sql_db")
    def test_sending_waits_for_who_is_saving(self):
        """A form is sent once what is being saved there at this moment is in it: nobody is told to try again."""
        forms = self.registry["cchc.assessment"]
        saved, waits = Event(), Event()
        wait = forms._wait_for_others

        def note(records, milliseconds):
            waits.set()
            return wait(records, 5000)

        def save():
            with self._transaction() as env:
                line = env["cchc.assessment.line"].browse(self.lines["1.2"])
                line.with_user(self.ids["officer"]).explanation = "Đến phút chót."
                env.flush_all()
                saved.set()
                waits.wait(30)

        def send():
            with self._transaction() as env:
                form = env["cchc.assessment"].browse(self.assessment_id)
                env.cr.execute("SELECT")
                saved.wait(30)
                do_in_turn(env, form.with_user(self.ids["officer"]).action_send_to_leader)

        with patch.object(forms, "_wait_for_others", note):
            self._run_at_once(save, send)
        with self._transaction() as env:
            line = env["cchc.assessment.line"].browse(self.lines["1.2"])
            self.assertEqual(line.explanation, "Đến phút chót.")
            self.assertEqual(line.assessment_id.state, "leader_review")


@tagged("post_install", "-at_install")
class TestTurns(CchcCase, HttpCase):
    """A call that meets another one is done again at once by the server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()

    def _call_and_meet(self, failure):
        """Call a method that fails the first time; return its answer, how often it was begun, and each turn taken."""
        begun, turns = [], []
        failure.cchc_take_turn = partial(turns.append, True)

        def get_sheet(records, *args, **kwargs):
            begun.append(records.ids)
            if len(begun) == 1:
                raise failure
            return {"met": len(begun)}

        self.authenticate("cchc_officer", "cchc_officer")
        with patch.object(self.registry["cchc.assessment"], "get_sheet", get_sheet):
            answer = self.make_jsonrpc_request(
                "/web/dataset/call_kw",
                {
                    "model": "cchc.assessment",
                    "method": "get_sheet",
                    "args": [self.assessment.ids],
                    "kwargs": {},
                },
            )
        return answer, len(begun), turns

    def test_without_a_pause(self):
        with patch.object(model.time, "sleep", side_effect=AssertionError):
            answer, begun, turns = self._call_and_meet(SerializationFailure())
        self.assertEqual((answer, begun, turns), ({"met": 2}, 2, [True]))
