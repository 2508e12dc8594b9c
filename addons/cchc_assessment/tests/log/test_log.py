from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import RemoteCase
from .seal import Damage


@tagged("post_install", "-at_install")
class TestLog(Damage, RemoteCase):
    """What the log keeps, and that nobody can change it without its being found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.officer.lang = "vi_VN"
        cls._open_period()

    def _rows(self, line=None):
        domain = [("assessment_id", "=", self.assessment.id)]
        if line:
            domain.append(("line_id", "=", line.id))
        return self.env["cchc.log"].search(domain, order="id")

    def _find_breaks(self):
        """What the check finds in the log of the assessment, in one sentence each; empty if it is whole."""
        return "\n".join(self.env["cchc.log"]._find_breaks(self.assessment).values())

    def _said(self, rows):
        return [(row.field, row.old_value or "", row.new_value or "") for row in rows]

    def test_a_score_is_logged_as_people_read_it(self):
        """The log says the option's name and the score with a decimal comma, before and after."""
        line = self._line("1.1.1").with_user(self.officer)
        line.option_id = self._option("1.1.1", 2)
        line.option_id = self._option("1.1.1", 1)
        number = self._line("2.1").with_user(self.officer)
        number.write({"numerator": 1.5, "denominator": 2})
        self.assertEqual(
            self._said(self._rows(line)),
            [
                ("option_id", "", "Kịp thời (2)"),
                ("self_score", "", "2"),
                ("option_id", "Kịp thời (2)", "Không kịp thời (1)"),
                ("self_score", "2", "1"),
            ],
        )
        self.assertEqual(
            self._said(self._rows(number)),
            [("numerator", "", "1,5"), ("denominator", "", "2"), ("self_score", "", "1,5")],
        )
        self.assertEqual(self._rows(line).user_id, self.officer)

    def test_what_did_not_change_is_not_logged(self):
        """Saving the same value again adds no row."""
        line = self._line("1.2").with_user(self.officer)
        line.explanation = "Một sáng kiến."
        rows = self._rows()
        line.explanation = "Một sáng kiến."
        self.assertEqual(self._rows(), rows)

    def test_the_reports_texts_are_logged(self):
        """What the officer writes of the report stands in the log before and after, like a score."""
        assessment = self.assessment.with_user(self.officer)
        assessment.write(
            {"report_difficulties": "Thiếu biên chế.", "report_signed_by_deputy": True}
        )
        assessment.report_difficulties = "Thiếu kinh phí."
        said = self._said(self._rows())
        self.assertIn(("report_difficulties", "", "Thiếu biên chế."), said)
        self.assertIn(("report_difficulties", "Thiếu biên chế.", "Thiếu kinh phí."), said)
        self.assertIn(("report_signed_by_deputy", "Không", "Có"), said)

    def test_linking_a_document_is_logged(self):
        """A document that is put on a criterion, or taken off it, stands in the log by its number and subject."""
        evidence = self._file(self._line("1.1.1"))
        line = self._line("1.2").with_user(self.officer)
        line.evidence_ids = [Command.link(evidence.id)]
        line.evidence_ids = [Command.unlink(evidence.id)]
        name = evidence.display_name
        self.assertEqual(
            self._said(self._rows(line)), [("evidence_ids", "", name), ("evidence_ids", name, "")]
        )

    def test_states_are_logged_with_their_reason(self):
        """From opening on, each state that an assessment reaches is a row, with the reason that was given."""
        self._fill_in()
        self._send()
        self.assessment.with_user(self.leader)._transition(
            "action_return_to_officer", reason="Điểm 1.1.2 chưa khớp."
        )
        rows = self._rows().filtered(lambda row: row.action == "state")
        labels = dict(
            self.assessment.with_context(lang=self.leader.lang).fields_get(["state"])["state"][
                "selection"
            ]
        )
        self.assertEqual(
            [(row.user_id, row.reason) for row in rows],
            [
                (self.secretary, False),
                (self.officer, False),
                (self.leader, "Điểm 1.1.2 chưa khớp."),
            ],
        )
        self.assertEqual(rows[-1].old_value, labels["leader_review"])
        self.assertEqual(rows[-1].new_value, labels["draft"])

    def _fold(self):
        return self.env["cchc.ledger"]._fold_assessments(self.assessment)

    def test_a_whole_log_is_found_whole(self):
        """After a year's work the check finds nothing wrong, folded or not."""
        self._fill_in()
        self.assertEqual(self._find_breaks(), "")
        self._fold()
        self.assertEqual(self._find_breaks(), "")
        self._send()
        self._approve()
        self.assertEqual(self._find_breaks(), "")

    def test_what_is_changed_in_the_database_is_found(self):
        """A value edited, a row removed in the middle or at the end, a row slipped in: each is found."""
        self._fill_in()
        self._send()
        self._approve()
        ledger = self._fold().filtered(lambda one: one.kind == "unit")
        last = ledger.size
        self.assertGreater(last, 6)
        slip_in = (
            "INSERT INTO cchc_log (assessment_id, user_id, date, action, salt, digest, ledger_id, sequence_number) "
            "VALUES ({assessment}, 1, now(), 'fill', 'x', 'x', {ledger}, {next})"
        )
        for statement, found in (
            ("UPDATE cchc_log SET new_value = 'khác' WHERE {at} = 3", "3"),
            ("UPDATE cchc_log SET date = date + interval '1 millisecond' WHERE {at} = 4", "4"),
            ("UPDATE cchc_log SET user_id = 1 WHERE {at} = 2", "2"),
            ("UPDATE cchc_log SET digest = 'x' WHERE {at} = 2", "2"),
            ("UPDATE cchc_log SET salt = NULL WHERE {at} = 2", "2"),
            ("UPDATE cchc_log SET assessment_id = {other} WHERE {at} = 2", "2"),
            ("UPDATE cchc_log SET ledger_id = NULL, sequence_number = NULL WHERE {at} = 2", "2"),
            ("DELETE FROM cchc_log WHERE {at} = 5", "5"),
            ("DELETE FROM cchc_log WHERE {at} = {last}", "{last}"),
            ("DELETE FROM cchc_log WHERE {at} > 1", "2"),
            ("UPDATE cchc_log SET sequence_number = 99 WHERE {at} = {last}", "99"),
            (slip_in, "{next}"),
        ):
            names = {
                "at": f"ledger_id = {ledger.id} AND sequence_number",
                "assessment": self.assessment.id,
                "other": self.other_assessment.id,
                "ledger": ledger.id,
                "last": last,
                "next": last + 1,
            }
            with self.subTest(statement=statement), self.env.cr.savepoint() as savepoint:
                self.env.flush_all()
                self.env.cr.execute("ALTER TABLE cchc_log ALTER COLUMN salt DROP NOT NULL")
                self.env.cr.execute(statement.format(**names))
                self.assertTrue(self.env.cr.rowcount)
                self.env.invalidate_all()
                breaks = self._find_breaks()
                self.assertIn(f"No. {found.format(**names)} of the log", breaks)
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertEqual(self._find_breaks(), "")

    def test_a_row_that_was_not_folded_is_found_by_its_digest(self):
        """Until it is folded in a row has nothing but its own digest, and that is looked at."""
        self._fill_in()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_log SET new_value = 'khác' WHERE id = %s AND sequence_number IS NULL",
            self._rows()[2].ids,
        )
        self.assertTrue(self.env.cr.rowcount)
        self.env.invalidate_all()
        self.assertIn("not folded yet, was changed", self._find_breaks())

    def test_a_log_rewritten_from_its_head_is_found_by_the_seal(self):
        """Whoever cuts the last rows, and everything that the ledger keeps with them, contradicts the submission."""
        self._fill_in()
        self._send()
        self._approve()
        ledger = self._fold().filtered(lambda one: one.kind == "unit")
        self._rewrite_ledger(
            ledger, "DELETE FROM cchc_log WHERE ledger_id = %s AND sequence_number > 3"
        )
        self.assertIn(self.assessment.submission_ids.display_name, self._find_breaks())

    def _tamper(self):
        self._fold()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_log SET new_value = 'khác' WHERE id = %s", self._rows()[1].ids
        )
        self.assertTrue(self.env.cr.rowcount)
        self.env.invalidate_all()

    @mute_logger("odoo.addons.cchc_assessment.models.log.cchc_log")
    def test_the_weekly_job_tells_the_secretaries(self):
        """The job finds the one log that was tampered with, and each secretary gets an activity that says where."""
        self._fill_in()
        self._fill_in(self.other_assessment, self.other_officer)
        job = self.env.ref("cchc_assessment.cchc_log_check_cron")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        warning = self.env.ref("mail.mail_activity_data_warning")
        found = [("activity_type_id", "=", warning.id), ("res_model", "=", "cchc.assessment")]
        self.assertFalse(self.env["mail.activity"].search(found))
        self._tamper()
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        activity = self.env["mail.activity"].search(found)
        self.assertEqual(activity.mapped("res_id"), self.assessment.ids)
        self.assertEqual(activity.user_id, self.secretary)
        self.assertIn("2", str(activity.note))

    def test_the_secretary_checks_by_button(self):
        """The secretary is told that a log is whole, or where it was changed; nobody else starts the check."""
        self._fill_in()

        def check(user):
            return self._call("cchc.assessment", "action_check_log", self.assessment.ids, user=user)

        self.assertEqual(check(self.secretary)["params"]["type"], "success")
        self._tamper()
        told = check(self.secretary)["params"]
        self.assertEqual(told["type"], "danger")
        self.assertIn(self.assessment.display_name, told["message"])
        self.assertIn("2", told["message"])
        for user in (self.officer, self.leader, self.appraiser, self.other_leader):
            self.assertRegex(str(check(user)), "^AccessError")

    def test_a_damaged_seal_is_a_finding(self):
        """A manifest that was made unreadable in the database is reported, and other logs are still checked."""
        self._fill_in()
        self._send()
        self._approve()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_submission SET manifest = '{' WHERE assessment_id = %s",
            [self.assessment.id],
        )
        self.env.invalidate_all()
        self.assertIn(self.assessment.submission_ids.display_name, self._find_breaks())

    def test_nobody_writes_the_log(self):
        """No role, the administrator and the system included, creates, changes or deletes a row by any door."""
        self._line("1.2").with_user(self.officer).explanation = "Một sáng kiến."
        row = self._rows()[-1]
        admin = new_test_user(self.env, "cchc_admin", groups="base.group_system")
        values = {
            "assessment_id": self.assessment.id,
            "user_id": self.leader.id,
            "date": "2026-01-01 00:00:00",
            "action": "fill",
            "salt": "x",
            "digest": "x",
        }
        unchanged = row.read(["new_value", "user_id", "digest"])
        for user in (self.officer, self.leader, self.secretary, self.appraiser, admin):
            for model, method, *args in (
                ("cchc.log", "create", [values]),
                ("cchc.log", "name_create", "x"),
                ("cchc.log", "write", row.ids, {"new_value": "khác"}),
                ("cchc.log", "web_save", row.ids, {"new_value": "khác"}, {}),
                ("cchc.log", "web_save", [], values, {}),
                ("cchc.log", "copy", row.ids),
                ("cchc.log", "unlink", row.ids),
                ("cchc.log", "_append", [values]),
                (
                    "cchc.assessment",
                    "write",
                    self.assessment.ids,
                    {"log_ids": [Command.update(row.id, {"new_value": "khác"})]},
                ),
                (
                    "cchc.assessment",
                    "write",
                    self.assessment.ids,
                    {"log_ids": [Command.delete(row.id)]},
                ),
                ("cchc.assessment", "write", self.assessment.ids, {"log_count": 0}),
                (
                    "cchc.assessment.line",
                    "write",
                    row.line_id.ids,
                    {"log_ids": [Command.create(values)]},
                ),
            ):
                with self.subTest(user=user.login, model=model, method=method, args=str(args)[:60]):
                    self.assertRegex(
                        str(self._call(model, method, *args, user=user)), "^(AccessError|UserError)"
                    )
            answer = self._call(
                "cchc.log", "load", [".id", "new_value"], [[str(row.id), "khác"]], user=user
            )
            self.assertFalse(isinstance(answer, dict) and answer["ids"])
        for change in (
            lambda: self.env["cchc.log"].sudo().create(values),
            lambda: row.sudo().write({"new_value": "khác"}),
            lambda: row.sudo().unlink(),
            lambda: row.sudo().copy(),
        ):
            with self.assertRaises(AccessError):
                change()
        self.env.invalidate_all()
        self.assertEqual(row.read(["new_value", "user_id", "digest"]), unchanged)

    def test_rights_that_an_administrator_gives_open_nothing(self):
        """An administrator who grants everybody all rights on the log still cannot write it."""
        row = self._rows()[0]
        self.env["ir.model.access"].create(
            {
                "name": "all",
                "model_id": self.env["ir.model"]._get_id("cchc.log"),
                **dict.fromkeys(("perm_read", "perm_write", "perm_create", "perm_unlink"), True),
            }
        )
        for method, *args in (
            ("create", [{"assessment_id": self.assessment.id, "action": "fill"}]),
            ("write", row.ids, {"new_value": "khác"}),
            ("unlink", row.ids),
        ):
            self.assertRegex(
                self._call("cchc.log", method, *args, user=self.secretary), "^AccessError"
            )

    def test_a_logged_line_cannot_be_dragged_away(self):
        """The database itself keeps a line and an assessment that the log speaks of."""
        self.env.cr.execute(
            "SELECT DISTINCT confdeltype FROM pg_constraint "
            "WHERE conrelid = 'cchc_log'::regclass AND contype = 'f' "
            "AND confrelid IN ('cchc_assessment'::regclass, 'cchc_assessment_line'::regclass)"
        )
        self.assertEqual(self.env.cr.fetchall(), [("r",)])
