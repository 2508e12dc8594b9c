"""Who answers for a figure is written to, and nobody else."""

import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.period import cchc_work
from ..common import PDF
from .test_figures import FiguresCase


@tagged("post_install", "-at_install")
class TestFigureNotices(FiguresCase):
    def _told(self, do, *arguments, **named):
        """Do something, and return the messages that came of it."""
        before = self.env["mail.message"].search([])
        do(*arguments, **named)
        return (self.env["mail.message"].search([]) - before).filtered(
            lambda message: message.model.startswith("cchc.")
        )

    def _give_told(self, *figures, **details):
        return self._told(self._give, self.common, *figures, **details)

    def test_figures_come(self):
        """The unit's officers are told once, without a value; one whose figure says the same is not told again."""
        self.unit.officer_ids.lang = "vi_VN"
        told = self._give_told((self.unit, 85, 100), (self.other_unit, 17, 100))
        own = told.filtered(lambda one: one.res_id == self.assessment.id)
        self.assertEqual(own.notified_partner_ids, self.unit.officer_ids.partner_id)
        self.assertEqual(len(told), 2)
        self.assertEqual((told - own).notified_partner_ids, self.other_unit.officer_ids.partner_id)
        self.assertIn("Đã có số liệu", own.subject)
        self.assertNotIn("85", own.body)
        self.assertEqual(own.author_id, self.secretary.partner_id)
        self.assertTrue(own.with_user(self.officer).has_access("read"))
        for user in (self.appraiser, self.other_officer, self.leader):
            self.assertFalse(own.with_user(user).has_access("read"), user.login)
        again = self._give_told(
            (self.unit, 85, 100), (self.other_unit, 18, 100), reason="Rà soát lại."
        )
        self.assertEqual(again.notified_partner_ids, self.other_unit.officer_ids.partner_id)
        self.assertIn("Rà soát lại.", again.body)

    def test_many_units_are_told_behind_the_request(self):
        """Whoever brings figures in waits for no letter, not even the agency's people, who follow no long works."""
        self.startPatcher(patch.object(cchc_work, "MOST_AT_ONCE", 1))
        figures = [(self.unit, 85, 100), (self.other_unit, 17, 100)]
        told = self._told(self._give, self.common, *figures, user=self.other_officer)
        self.assertFalse(told)
        # at once another version, which stands in the way of nothing
        self._give(self.common, *[(unit, 9, 100) for unit, *_old in figures], reason="Rà soát.")
        job = self.env.ref("cchc_assessment.cchc_work_cron")
        with self.enter_registry_test_mode():
            told = self._told(job.method_direct_trigger)
        self.env.invalidate_all()
        works = self.env["cchc.work"].search([("kind", "=", "news")])
        self.assertEqual(works.user_id, self.other_officer | self.secretary)
        self.assertEqual(set(works.part_ids.mapped("state")), {"done"})
        of_form = told.filtered(lambda one: one.model == "cchc.assessment").grouped("res_id")
        # of each version; who brings in the figure of their own unit knows of it
        own = of_form[self.assessment.id]
        self.assertEqual(own.author_id, (self.other_officer | self.secretary).partner_id)
        self.assertEqual(own.notified_partner_ids, self.officer.partner_id)
        [other] = of_form[(self.period.assessment_ids - self.assessment).id]
        self.assertEqual(other.author_id, self.secretary.partner_id)
        self.assertEqual(other.notified_partner_ids, self.other_officer.partner_id)

    def test_a_unit_without_officers(self):
        """Its leaders are told; an archived one is not."""
        self.unit.officer_ids = False
        told = self._give_told((self.unit, 85, 100))
        self.assertEqual(told.notified_partner_ids, self.unit.leader_ids.partner_id)
        self.unit.leader_ids.active = False
        told = self._give_told((self.unit, 86, 100), reason="Rà soát.")
        self.assertFalse(told.notified_partner_ids)

    def test_an_objection(self):
        """Those who may answer are told, where they read it: the agency, which reads nothing of the form, too."""
        self._give(self.common, (self.unit, 85, 100))
        told = self._told(self._object, "Thiếu <b>5</b> hồ sơ.")
        people = self.other_unit.officer_ids | self.other_unit.leader_ids
        secretaries = self.assessment.sudo()._get_people("secretary")
        self.assertIn(self.secretary, secretaries)
        self.assertEqual(
            told.notified_partner_ids, (people | secretaries).partner_id - self.officer.partner_id
        )
        self.assertIn("Thiếu &lt;b&gt;5", told[:1].body)
        self.assertIn(f"/odoo/cchc.common.figure/{self.common.id}", told[:1].body)
        self.assertEqual(told.mapped("model"), ["cchc.period"] * len(told))
        self.assertTrue(told[:1].with_user(self.other_officer).has_access("read"))
        for user in (self.appraiser, self.leader):
            self.assertFalse(told.with_user(user).has_access("read"), user.login)

    def test_an_objection_after_the_agency_was_changed(self):
        """Whoever answers now is told, and not who brought them in."""
        self._give(self.common, (self.unit, 85, 100), user=self.other_officer)
        self.common.with_user(self.secretary).agency_id = False
        told = self._told(self._object)
        people = self.assessment.sudo()._get_people("secretary")
        self.assertEqual(told.notified_partner_ids, people.partner_id)

    def test_answers(self):
        """Kept, corrected and withdrawn: the unit's officers are told of each, once, with the word."""
        self._give(self.common, (self.unit, 85, 100))
        officers = self.unit.officer_ids.partner_id
        figure = self._object()
        told = self._told(
            self._step, "keep", self.other_officer, "Đã đối chiếu.", figure_id=figure.id
        )
        self.assertEqual((len(told), told.notified_partner_ids), (1, officers))
        self.assertIn("Đã đối chiếu.", told.body)
        self.assertIn("Answer to your objection", told.subject)
        self.assertIn("Figure kept", told.body)
        self._give(self.common, (self.unit, 85, 100), reason="Bổ sung nguồn.")
        figure = self._object("Thiếu 5 hồ sơ.")
        told = self._told(
            self._step,
            "correct",
            self.other_leader,
            "Đúng là thiếu.",
            figure_id=figure.id,
            numerator=90,
            denominator=100,
        )
        self.assertEqual((len(told), told.notified_partner_ids), (1, officers))
        self.assertIn("Figure corrected", told.body)
        self.assertNotIn("90", told.body)
        batch = self.line.figure_id.batch_id
        told = self._told(self._step, "withdraw", self.secretary, "Nhầm.", batch_id=batch.id)
        self.assertEqual((len(told), told.notified_partner_ids), (1, officers))
        self.assertIn("Figure withdrawn", told.subject)
        self.assertIn("Nhầm.", told.body)
        told = self._give_told((self.unit, 85, 100), reason="Giữ nguyên.")
        self.assertEqual(len(told), 1, "it says the same, and answers what the unit objects")
        self.assertIn("Figure kept", told.body)

    def test_what_no_longer_stood_is_withdrawn_in_silence(self):
        """For the unit nothing changes."""
        first = self._give(self.common, (self.unit, 85, 100))
        self._give(self.common, (self.unit, 86, 100), reason="Rà soát.")
        told = self._told(self._step, "withdraw", self.secretary, "Nhầm.", batch_id=first.id)
        self.assertFalse(told)

    def test_who_answers_stands_in_the_discussion_of_the_period(self):
        """From whom to whom, and by whom; the agency is told. A refused change leaves nothing."""
        common = self.common.with_user(self.secretary)
        self.unit.officer_ids.lang = "vi_VN"
        told = self._told(common.write, {"agency_id": self.unit.id})
        self.assertEqual(set(told.mapped("model")), {"cchc.period"})
        [log] = told.filtered(lambda one: one.message_type != "user_notification")
        self.assertIn("Sở Thử nghiệm answers for them now (before: Sở Đối chứng)", log.body)
        self.assertEqual(log.author_id, self.secretary.partner_id)
        self.assertFalse(log.notified_partner_ids)
        people = self.unit.officer_ids | self.unit.leader_ids
        self.assertEqual(told.notified_partner_ids, people.partner_id)
        [letter] = told.filtered(lambda one: self.officer.partner_id in one.notified_partner_ids)
        self.assertIn("nay do Sở Thử nghiệm phụ trách", letter.body)
        self.assertFalse(self._told(common.write, {"agency_id": self.unit.id}))
        told = self._told(common.write, {"agency_id": False})
        self.assertIn("the secretary answers for them now (before: Sở Thử nghiệm)", told.body)
        told = self._told(self._make_common, "1.1.2", self.unit)
        self.assertEqual(told.notified_partner_ids, people.partner_id)
        self.assertFalse(self._told(self._make_common, "1.1.1"))

        def refused():
            with self.assertRaises(AccessError):
                self.common.with_user(self.other_officer).agency_id = self.unit

        self.assertFalse(self._told(refused))

    def test_a_version_with_a_file_alone_is_written_back(self):
        """By another program, as it was read: the file is the new version's own, so that each of its units reads it."""
        file = {"document_file": base64.b64encode(PDF), "document_file_name": "bao cao.pdf"}
        row = ("T-STN", None, 85, 100)
        self._wizard(row, document_number=False, document_date=False, **file).action_import()
        first = self.common.batch_ids
        agency = self.common.with_user(self.other_officer)
        [data] = agency.read_exchange()
        self.assertEqual(data["document_id"], first.document_id.id)
        figures = [
            *data["figures"],
            {"unit_id": self.other_unit.id, "numerator": 1, "denominator": 2},
        ]
        agency.write_exchange({**data, "figures": figures, "reason": "Thêm đơn vị."})
        [again] = agency.read_exchange()
        second = self.common.batch_ids - first
        differs = {name for name in data if data[name] != again[name]}
        self.assertEqual(differs, {"version", "document_id", "reason", "figures"})
        self.assertEqual(second.document_id.with_user(self.other_leader).raw, PDF)
        self.assertEqual(second.document_id.name, "bao cao.pdf")
        other = self._make_common("1.1.2", self.other_unit).with_user(self.other_officer)
        for document_id in (first.document_id.id, self.env.ref("base.main_partner").id, 2**70):
            with (
                self.subTest(document_id=document_id),
                self.assertRaisesRegex(UserError, "no file of an earlier version"),
            ):
                other.write_exchange(
                    {**data, "document_id": document_id, "figures": figures, "reason": "Thử."}
                )
        self.assertFalse(other.batch_ids)
