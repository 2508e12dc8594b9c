from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cchc_assessment.exceptions import ConflictError
from odoo.addons.cchc_assessment.tests.common import CchcCase, rewrite

from ..models import cchc_record_source
from ..models.takable import find_takable
from .common import Records


@tagged("post_install", "-at_install")
class TestRecordFigures(Records, CchcCase):
    """A criterion takes its figures from the agency's own records, by the rights of whoever presses the button."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_records()

    def _ask(self, line=None, user=None):
        line = (self.line if line is None else line).with_user(user or self.officer)
        return line.count_record_figure()["sentence"]

    def test_a_share(self):
        """Those done, of all of the year: entered as if typed, logged twice, kept with what it was computed from."""
        self.assertEqual(self._ask(), "3/4 now, of 4 records.")
        self.assertFalse(self._figures())
        before = self.env["cchc.log"].search([("line_id", "=", self.line.id)])
        written = self._take()
        self.assertEqual((self.line.numerator, self.line.denominator), (3, 4))
        self.assertAlmostEqual(self.line.self_score, 1.5)
        self.assertEqual(
            written,
            {
                "line_id": self.line.id,
                "before": {"numerator": False, "denominator": False, "not_applicable": False},
                "after": {"numerator": 3, "denominator": 4, "not_applicable": False},
            },
        )
        figure = self._figures()
        self.assertEqual(figure.user_id, self.officer)
        self.assertEqual(figure.record_count, 4)
        self.assertEqual(figure.record_ids, self.requests.ids)
        self.assertEqual(figure._get_values(), {"numerator": 3, "denominator": 4})
        logged = self.env["cchc.log"].search([("line_id", "=", self.line.id)]) - before
        self.assertLessEqual({"numerator", "record_figure_text"}, set(logged.mapped("field")))
        self.assertEqual(logged.user_id, self.officer)

    def test_a_number_and_a_sum(self):
        """A rule that counts items takes the number of records, or the sum of a field of theirs."""
        source = self._make_count()
        self._take(self.counted)
        self.assertEqual(self.counted.quantity, 4)
        source.write({"measure": "sum", "sum_field_id": self._get_model_field("partner_latitude")})
        self._take(self.counted)
        self.assertEqual(self.counted.quantity, 6)
        source.domain = "[('ref', '=', 'none')]"
        self._take(self.counted)
        self.assertEqual(self.counted.quantity, 0)
        self.assertTrue(self.counted.is_scored)

    def test_a_share_of_a_sum(self):
        self.source.write(
            {"measure": "sum", "sum_field_id": self._get_model_field("partner_latitude")}
        )
        self._take()
        self.assertEqual((self.line.numerator, self.line.denominator), (4.5, 6))

    def test_nothing_to_divide(self):
        """Of no records there is no share: a sentence, and nothing is entered."""
        self.source.domain = "[('ref', '=', 'none')]"
        self.assertEqual(self._ask(), "0/0 now, of 0 records.")
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self._take()
        self.assertFalse(self.line.denominator)
        self.assertFalse(self._figures())

    def test_the_year_is_vietnams(self):
        """The first and the last second of the year count, and those beside them do not."""
        self._make_count()
        for date, count in (
            ("2025-12-31 16:59:59", 4),
            ("2025-12-31 17:00:00", 5),
            ("2026-12-31 16:59:59", 5),
            ("2026-12-31 17:00:00", 4),
        ):
            with self.subTest(date=date), self.cr.savepoint() as savepoint:
                self._make_requests(1, date)
                self.assertEqual(self._ask(self.counted), f"{count} now, of {count} records.")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_day_in_the_year(self):
        """A date without time counts from the first to the last day."""
        model = self.env["ir.model"]._get("mail.activity")
        self._make_count(
            model_id=model.id,
            date_field_id=self._get_model_field("date_deadline", "mail.activity"),
            domain="[('summary', '=', 'HS')]",
        )
        partner = self.requests[0]
        for day, count in (
            ("2025-12-31", 0),
            ("2026-01-01", 1),
            ("2026-12-31", 2),
            ("2027-01-01", 2),
        ):
            partner.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=day,
                summary="HS",
                user_id=self.officer.id,
            )
            self.assertEqual(self._ask(self.counted), f"{count} now, of {count} records.")

    def test_what_differs_is_said(self):
        """What was taken, and what is there now; and that something else was typed since."""
        self._take()
        self.assertRegex(self._ask(), r"^3/4 now, of 4 records: as taken on \d\d/\d\d/\d{4} ")
        self._make_requests(1)
        self.assertRegex(self._ask(), r"^3/5 now, of 5 records; 3/4 taken on \d\d/\d\d/\d{4} ")
        line = self.line.with_user(self.officer)
        [said] = line.get_record_figure()["taken"]
        self.assertRegex(said, f"^3/4 taken by {self.officer.name[:7]}.* of 4 records: Hồ sơ")
        line.write({"numerator": 2})
        self.assertEqual(
            line.get_record_figure()["taken"][1:], ["What is entered now is something else."]
        )
        self.assertIn("something else", line.record_figure_text)

    def test_by_the_rights_of_whoever_asks(self):
        """What a record rule hides from this person is not counted, nor is it among the records that are kept."""
        hidden = self.requests[0]
        self.env["ir.rule"].create(
            {
                "name": "hidden",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "groups": [
                    Command.link(self.env.ref("cchc_assessment.cchc_assessment_group_officer").id)
                ],
                "domain_force": f"[('id', '!=', {hidden.id})]",
            }
        )
        self.assertEqual(self._ask(), "2/3 now, of 3 records.")
        self._take()
        self.assertNotIn(hidden.id, self._figures().record_ids)

    def test_records_that_may_not_be_read(self):
        """Without the right to the model there is a sentence, and nothing that tells of the records."""
        self.env["ir.model.access"].search([("model_id.model", "=", "res.partner")]).write(
            {"group_id": self.env.ref("base.group_partner_manager").id}
        )
        # a person's own contact is read for their name
        for attempt in (self._ask, self._take):
            with (
                self.assertRaisesRegex(AccessError, "computed from records that you may not read"),
                self.cr.savepoint(),
            ):
                attempt()
        self.assertFalse(self._figures())

    def test_fields_that_may_not_be_read(self):
        """A field that is closed to this person is neither searched by, nor added up."""
        self._make_count(
            measure="sum", sum_field_id=self._get_model_field("partner_latitude"), domain="[]"
        )
        for name, line in (("employee", self.line), ("partner_latitude", self.counted)):
            field = self.env["res.partner"]._fields[name]
            with patch.object(field, "groups", "base.group_system"):
                for attempt in (self._ask, self._take):
                    with (
                        self.subTest(name=name),
                        self.assertRaisesRegex(AccessError, "that you may not read"),
                        self.cr.savepoint(),
                    ):
                        attempt(line)

    def test_a_context_changes_nothing(self):
        """Archived records, a forged company, defaults: what a caller sends along counts nothing more."""
        self.requests[0].active = False
        line = self.line.with_user(self.officer).with_context(
            active_test=False, default_numerator=99, bin_size=True
        )
        self.assertEqual(line.count_record_figure()["sentence"], "2/3 now, of 3 records.")
        line.take_record_figure()
        self.assertEqual(self.line.numerator, 2)

    def test_another_company(self):
        """Records of a company that this person may not enter are not counted."""
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        self.requests[0].company_id = company
        self.assertEqual(self._ask(), "2/3 now, of 3 records.")
        with self.assertRaises(AccessError):
            self.line.with_user(self.officer).with_context(
                allowed_company_ids=[self.env.company.id, company.id]
            ).count_record_figure()

    def test_somebody_was_here_before(self):
        """What a colleague has entered since is not overwritten; nothing is kept then."""
        seen = self.line.with_user(self.officer).revision
        self.line.with_user(self.leader).write({"numerator": 1, "denominator": 2})
        with self.assertRaises(ConflictError), self.cr.savepoint():
            self._take(seen_revision=seen)
        self.assertEqual(self.line.numerator, 1)
        self.assertFalse(self._figures())
        self._take(seen_revision=self.line.with_user(self.officer).revision)
        self.assertEqual(self.line.numerator, 3)

    def test_what_stood_there(self):
        """That it does not apply, and a level that was chosen before, give way to figures, as where they are typed."""
        self.source.criterion_id = self.criteria["1.1.2"]
        line = self._line("1.1.2")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_assessment_line SET option_id = %s, not_applicable = true WHERE id = %s",
            [self._option("1.1.2", 1).id, line.id],
        )
        self.env.invalidate_all()
        written = self._take(line)
        self.assertEqual((line.numerator, line.denominator), (3, 4))
        self.assertFalse(line.option_id or line.not_applicable)
        self.assertEqual(written["before"]["option_id"], self._option("1.1.2", 1).id)

    def test_what_was_sent_stays(self):
        """Once it is sent nothing is computed into it; after a return a new figure stands beside the old one."""
        self._take()
        first = self._figures()
        self._make_requests(1)
        self._take()
        self.assertEqual(self._figures(), first, "while nothing was sent it is taken in its place")
        self.assertEqual(first.denominator, 5)
        for code, values in (
            ("1.1.1", {"option_id": self._option("1.1.1", 1).id}),
            ("1.1.2", {"numerator": 8, "denominator": 10}),
            ("1.2", {"quantity": 0}),
            ("2.1", {}),
        ):
            self._line(code).with_user(self.officer).write({**values, "explanation": "Có"})
        self._send()
        self._make_requests(1)
        for user in (self.officer, self.leader):
            with self.assertRaisesRegex(UserError, "nothing in it can be changed"):
                self._take(user=user)
        self._approve()
        with self.assertRaisesRegex(UserError, "nothing in it can be changed"):
            self._take()
        action = self.line.with_user(self.officer).action_view_records()
        self.assertEqual(action["domain"], [("id", "in", first.record_ids)])
        self.assertTrue(first._is_frozen())
        self.assessment.with_user(self.secretary)._transition(
            "action_return_to_unit",
            reason="Bổ sung",
            new_deadline=Datetime.add(Datetime.now(), days=40),
        )
        sent = first.read()
        self._take()
        self.assertEqual(first.read(), sent)
        second = self._figures() - first
        self.assertEqual((second.numerator, second.denominator), (3, 6))
        self.assertEqual(self.line.denominator, 6)

    def test_nobody_writes_a_figure(self):
        """What was taken is the system's to write, for the superuser too."""
        self._take()
        figure = self._figures()
        for user in (self.officer, self.leader, self.secretary, self.env.user):
            one = figure.with_user(user)
            for attempt in (
                lambda one=one: one.write({"numerator": 9}),
                lambda one=one: one.write({"record_ids": [1]}),
                lambda one=one: one.create({"line_id": self.line.id, "name": "x"}),
                lambda one=one: one.unlink(),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    attempt()

    def test_it_takes_too_long(self):
        """The database is stopped, a sentence says so, and the transaction goes on with its own limit."""

        def measure_slowly(source, records, domain, question):
            source.env.cr.execute("SELECT pg_sleep(20)")

        with (
            patch.object(cchc_record_source, "MAX_MILLISECONDS", 50),
            patch.object(self.registry["cchc.record.source"], "_measure", measure_slowly),
            self.assertRaisesRegex(UserError, "takes longer to compute"),
            mute_logger("odoo.sql_db"),
        ):
            self._ask()
        self.cr.execute("SELECT current_setting('statement_timeout')")
        before = self.cr.fetchone()
        self._ask()
        self.cr.execute("SELECT current_setting('statement_timeout')")
        self.assertEqual(self.cr.fetchone(), before)
        self.assertNotEqual(before, ("5s",))

    def test_the_limit_holds_meanwhile(self):
        """While it is computed, the database has so long and no longer."""
        seen = []
        measure = self.registry["cchc.record.source"]._measure

        def note(source, records, domain, question):
            source.env.cr.execute("SELECT current_setting('statement_timeout')")
            seen.append(source.env.cr.fetchone()[0])
            return measure(source, records, domain, question)

        with patch.object(self.registry["cchc.record.source"], "_measure", note):
            self._ask()
        self.assertEqual(seen, ["5s", "5s"])

    def test_the_units_own_comes_first(self):
        """What is set up for one unit is nothing to another, and goes before what is set up for all."""
        self.source.unit_id = self.other_unit
        line = self.line.with_user(self.officer)
        self.assertFalse(line.get_record_figure())
        self.assertFalse(line._get_sheet_rows()[0]["has_records"])
        with self.assertRaisesRegex(UserError, "No figure of this criterion"):
            line.take_record_figure()
        common = self._make_source(name="Chung", domain="[]")
        own = self._make_source(name="Riêng", unit_id=self.unit.id)
        self.assertEqual(line.get_record_figure()["name"], "Riêng")
        self.assertTrue(line._get_sheet_rows()[0]["has_records"])
        own.active = False
        self.assertEqual(line.get_record_figure()["name"], "Chung")
        common.unlink()
        self.assertFalse(line.get_record_figure())
        self.assertFalse(line._get_sheet_rows()[0]["has_records"])

    def test_without_the_set_up(self):
        """Where what was set up is taken away, what was taken stays to be read, with its records."""
        self._take()
        self.source.unlink()
        line = self.line.with_user(self.officer)
        told = line.get_record_figure()
        self.assertFalse(told["may_ask"] or told["may_take"])
        self.assertTrue(told["taken"])
        self.assertEqual(line.action_view_records()["domain"], [("id", "in", self.requests.ids)])

    def test_more_records_than_are_remembered(self):
        """Then the list says how many of them it shows."""
        line = self.line.with_user(self.officer)
        with patch.object(cchc_record_source, "MOST_REMEMBERED", 2):
            action = line.action_view_records()
            self.assertEqual(action["domain"], [("id", "in", self.requests[:2].ids)])
            self.assertIn("(2 of 4)", action["name"])
            self._take()
        self.source.unlink()
        action = line.action_view_records()
        self.assertEqual(action["domain"], [("id", "in", self.requests[:2].ids)])
        self.assertIn("(2 of 4)", action["name"])

    def test_records_of_somebody_elses_taking(self):
        """Of records that a colleague took only those are named that this person may read, now and once it was sent."""
        self._take(user=self.leader)
        hidden = self.requests[0]
        self.assertIn(hidden.id, self._figures().record_ids)
        rule = self.env["ir.rule"].create(
            {
                "name": "hidden",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {hidden.id})]",
            }
        )
        line = self.line.with_user(self.officer)
        shown = [("id", "in", self.requests[1:].ids)]
        self.assertEqual(line.action_view_records()["domain"], shown)
        self.source.active = False
        self.assertEqual(line.action_view_records()["domain"], shown)
        rule.unlink()
        self.env["ir.model.access"].search([("model_id.model", "=", "res.partner")]).write(
            {"group_id": self.env.ref("base.group_partner_manager").id}
        )
        with self.assertRaisesRegex(AccessError, "that you may not read"):
            line.action_view_records()

    def test_archived_set_ups(self):
        """What was set up and taken away again is found by nobody, whatever the context says, nor remembered."""
        self.source.active = False
        line = self.line.with_user(self.officer).with_context(active_test=False)
        self.env.registry.clear_cache()
        self.assertFalse(line._get_sheet_rows()[0]["has_records"])
        self.assertFalse(self.line._get_sheet_rows()[0]["has_records"])
        with self.assertRaisesRegex(UserError, "No figure of this criterion"):
            line.take_record_figure()
        self._make_source(name="Mới", domain="[('ref', '=', 'none')]")
        self.env.registry.clear_cache()
        self.assertEqual(line.count_record_figure()["sentence"], "0/0 now, of 0 records.")

    def test_what_is_set_up_anew(self):
        """What was taken is told with the conditions of then once it is sent, and that they are others now."""
        self._take()
        line = self.line.with_user(self.officer)
        self.source.domain = "[('ref', '=', 'KHÁC')]"
        told = line.get_record_figure()
        self.assertIn("KHÁC", str(told["conditions"]))
        self.assertIn("has set up something else", str(told["taken"]))
        self.assessment._write_state("leader_review")
        told = line.get_record_figure()
        self.assertIn("“HS”", str(told["conditions"]))
        self.assertNotIn("KHÁC", str(told["conditions"]))

    def test_a_criterion_that_changes(self):
        """A rule that takes no figures any more is looked at again: nothing is entered into it."""
        rewrite(self.rubric, self.criteria["2.1"], rule_type="manual")
        for attempt in (self._ask, self._take):
            with self.assertRaisesRegex(ValidationError, "takes no figures"), self.cr.savepoint():
                attempt()
        told = self.line.with_user(self.officer).get_record_figure()
        self.assertIn("takes no figures", str(told["conditions"]))

    def test_the_next_rubric(self):
        """A criterion that is taken over into the next rubric takes its figures along, beside others set up there."""
        rubric = self.rubric.with_user(self.secretary)
        # remembered before there is a next one
        self.assertEqual(len(self.env["cchc.record.source"]._get_places()), 1)
        version = rubric.browse(rubric.action_new_version()["res_id"])
        twin = version.criterion_ids.filtered(lambda one: one.origin_id == self.criteria["2.1"])
        sources = self.env["cchc.record.source"]
        self.assertEqual(sources._get_places()[twin.id], {0: self.source.id})
        own = self._make_source(name="Riêng", criterion_id=twin.id, unit_id=self.unit.id)
        self.assertEqual(sources._get_places()[twin.id], {0: self.source.id, self.unit.id: own.id})
        self.assertEqual(sources._get_places()[self.criteria["2.1"].id], {0: self.source.id})

    def test_criteria_in_a_circle(self):
        """However criteria lead to each other, the sheet opens."""
        first, second = self.criteria["2.1"], self.criteria["1.1.2"]
        rewrite(self.rubric, first, origin_id=second.id)
        rewrite(self.rubric, second, origin_id=first.id)
        self.env.registry.clear_cache()
        places = self.env["cchc.record.source"]._get_places()
        self.assertEqual(places, {one: {0: self.source.id} for one in (first.id, second.id)})

    def test_one_in_place_of_another(self):
        """What was archived a moment ago is out of the way."""
        self.source.active = False
        other = self._make_source(name="Mới")
        self.env.flush_all()
        self.assertEqual(self.env["cchc.record.source"]._find_for(self.line), other)

    def test_it_is_sealed(self):
        """A submission's seal says which figure was taken; where none was, nothing."""
        self._take()
        line = self.line.sudo()
        self.assertIn('"records":4', line._make_sealed_figure())
        self.assertNotIn(str(self.requests.ids[0]), line._make_sealed_figure())
        self.assertIsNone(self.counted.sudo()._make_sealed_figure())
        manifest = self.env["cchc.submission"].new({"assessment_id": self.assessment.id})
        parts = {part.key: part for part in manifest._sealed_parts}
        self.assertIn("record_figure", [row.key for row in parts["criteria"].fields])
        self.assertTrue(parts["files"])

    def test_looking_up_what_may_be_counted(self):
        """Which records may be counted is asked once, however many kinds there are."""
        count = self._count_queries(lambda: find_takable(self.env))
        self.assertGreater(len(self.env.registry), 100)
        self.assertLess(count, 10)

    def test_records_behind_it(self):
        """The list is what is counted now, for the officer's own rights to read."""
        action = self.line.with_user(self.officer).action_view_records()
        self.assertEqual(action["res_model"], "res.partner")
        self.assertEqual(self.env["res.partner"].search(action["domain"]), self.requests)
        for user in (self.secretary, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                self.line.with_user(user).action_view_records()

    def test_opening_the_sheet(self):
        """The sheet asks nothing more, with such criteria and without, in a small rubric and in a large one."""
        assessments = []
        for leaves in (10, 100):
            rubric = self._make_large_rubric(leaves)
            rubric.action_publish()
            period = self.period.copy(
                {
                    "rubric_ids": [Command.set(rubric.ids)],
                    "self_deadline": self.period.self_deadline,
                }
            )
            period.with_user(self.secretary).action_open()
            assessments.append(
                period.assessment_ids.filtered(lambda assessment: assessment.unit_id == self.unit)
            )
        small, large = (one.with_user(self.officer) for one in assessments)
        for sheet in (small, large):  # what is kept of each rubric is made
            self._count_queries(sheet.get_sheet)
        few, many = (self._count_queries(one.get_sheet) for one in (small, large))
        self.assertEqual(few, many)
        self.assertLessEqual(many, 20)
        places = {line.criterion_id.id: {0: self.source.id} for line in large.line_ids}
        sources = self.registry["cchc.record.source"]
        with patch.object(sources, "_get_places", lambda _sources: places):
            self.assertEqual(self._count_queries(large.get_sheet), many)
            self.assertTrue(all(row["has_records"] for row in large.get_sheet()["lines"]))

    def test_the_form(self):
        """The buttons of the form do what the sheet's do."""
        line = self.line.with_user(self.officer)
        self.assertTrue(line.has_record_source)
        self.assertEqual(
            line.action_count_record_figure()["params"]["message"], "3/4 now, of 4 records."
        )
        self.assertIsNone(line.action_take_record_figure())
        self.assertEqual(line.numerator, 3)
        self.assertIn("3/4 taken by", line.record_figure_text)
        self.assertFalse(self.line.with_user(self.secretary).has_record_source)

    def test_trying(self):
        """Whoever sets it up sees what it would be, and nothing is entered."""
        self._make_requests(1, Datetime.now())
        message = self.source.action_try()["params"]["message"]
        self.assertIn("records", message)
        self.assertFalse(self._figures())
