from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..common import CchcCase, RemoteCase


class DeputyCase:
    """A unit whose head is away: one of its officers has the role of a leader besides."""

    @classmethod
    def _make_deputy(cls):
        cls._open_period()
        cls.deputy_user = cls._make_user("deputy", "leader")
        cls.unit.officer_ids |= cls.deputy_user
        cls._fill_in()
        cls._send()

    @classmethod
    def _name_deputy(cls, days_from=0, days_to=3, **values):
        today = cls.env.company._cchc_today()
        return (
            cls.env["cchc.unit.deputy"]
            .with_user(cls.secretary)
            .create(
                {
                    "unit_id": cls.unit.id,
                    "user_id": cls.deputy_user.id,
                    "date_from": today + timedelta(days=days_from),
                    "date_to": today + timedelta(days=days_to),
                    "reason": "Giám đốc đi công tác",
                    **values,
                }
            )
        )

    def _approve_as(self, user):
        self.assessment.with_user(user)._transition(
            "action_approve",
            dispatch_number="7/STN",
            dispatch_date=self.env.company._cchc_today(),
            responsibility_confirmed=True,
        )


@tagged("post_install", "-at_install")
class TestDeputy(DeputyCase, CchcCase):
    """Who acts for the head, from one day to another, and how the papers say so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_deputy()

    def test_only_in_these_days(self):
        """Before and after, the deputy is an officer like any other."""
        for days in ((1, 3), (-5, -2)):
            self._name_deputy(*days)
            with self.assertRaises(AccessError):
                self._approve_as(self.deputy_user)
        self._name_deputy(0, 0)
        self.assertIn(self.deputy_user, self.assessment._get_people("leader"))
        self._approve_as(self.deputy_user)
        self.assertEqual(self.assessment.state, "submitted")

    def test_the_day_is_the_provinces(self):
        """A day begins and ends at midnight in Việt Nam, and not with that of the server."""
        self._name_deputy(date_from="2026-12-15", date_to="2026-12-15")
        for moment, acts in (
            ("2026-12-14 16:59:59", False),
            ("2026-12-14 17:00:00", True),
            ("2026-12-15 16:59:59", True),
            ("2026-12-15 17:00:00", False),
        ):
            with freeze_time(moment):
                self.assertEqual(self.unit._is_deputy(self.deputy_user), acts, moment)

    def test_the_signature_says_kt(self):
        """Report and appendix are signed for the head, by name; the seal keeps that."""
        self.assessment._write_as_system(
            {"report_head_title": "Giám đốc", "report_signer_name": "Nguyễn Văn Giám"}
        )
        self._name_deputy()
        self._approve_as(self.deputy_user)
        submission = self.assessment.submission_ids
        self.assertTrue(submission.signed_by_deputy)
        report = self.env["report.cchc_assessment.word"]._make_report(self.assessment, submission)
        self.assertEqual(list(report.signer_titles), ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"])
        self.assertEqual(report.signer_name, self.deputy_user.name)
        appendix = self.env["report.cchc_assessment.appendix"]._make_appendix(self.assessment)
        self.assertEqual(appendix.signer.titles, ("KT. THỦ TRƯỞNG ĐƠN VỊ", "PHÓ THỦ TRƯỞNG ĐƠN VỊ"))
        self.assertEqual(appendix.signer.name, self.deputy_user.name)
        self.assertEqual(submission.with_user(self.secretary)._check_seals().state, "ok")

    def test_the_head_signs_as_before(self):
        """Naming a deputy changes nothing for whoever is no deputy."""
        self._name_deputy()
        self._approve_as(self.leader)
        submission = self.assessment.submission_ids
        self.assertFalse(submission.signed_by_deputy)
        appendix = self.env["report.cchc_assessment.appendix"]._make_appendix(self.assessment)
        self.assertEqual(appendix.signer.titles, ("THỦ TRƯỞNG ĐƠN VỊ",))

    def test_who_can_be_one(self):
        """Somebody of the unit with the role; the unit's discussion keeps it, and leaving the unit ends it."""
        for user in (self.other_leader, self.officer):
            with self.assertRaises(ValidationError):
                self._name_deputy(user_id=user.id)
        deputy = self._name_deputy()
        self.assertIn("Giám đốc đi công tác", self.unit.message_ids[0].body)
        self.unit.officer_ids -= self.deputy_user
        self.assertFalse(deputy.exists())
        with self.assertRaises(AccessError):
            self._approve_as(self.deputy_user)

    def test_what_becomes_of_it_is_kept(self):
        """Who acts and until when stands in the unit's discussion: when it is said, changed and taken back."""
        deputy = self._name_deputy()
        bodies = []
        for change in (
            lambda: deputy.write({"reason": "Giám đốc nghỉ phép"}),
            lambda: deputy.with_user(self.secretary).unlink(),
        ):
            known = self.unit.message_ids
            change()
            self.env.invalidate_all()
            message = self.unit.message_ids - known
            self.assertEqual(len(message), 1)
            bodies.append(str(message.body))
        for body in bodies:
            self.assertIn(self.deputy_user.name, body)
            self.assertIn("Giám đốc nghỉ phép", body)
        self.assertIn("A deputy was changed", bodies[0])
        self.assertIn("A deputy was taken back", bodies[1])


@tagged("post_install", "-at_install")
class TestDeputyAttacked(DeputyCase, RemoteCase):
    """Nobody names themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_deputy()

    def test_over_the_wire(self):
        """Officers, leaders, members and another province's secretary name no deputy and move no date."""
        stranger = self._make_user("stranger", "secretary")
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        stranger.write({"company_ids": company.ids, "company_id": company.id})
        past = self._name_deputy(-5, -2)
        values = {
            "unit_id": self.unit.id,
            "user_id": self.deputy_user.id,
            "date_to": "2031-01-01",
            "reason": "Giả mạo",
        }
        for user in (
            self.deputy_user,
            self.officer,
            self.leader,
            self.other_leader,
            self.appraiser,
            stranger,
        ):
            for method, *args in (
                ("create", values),
                ("write", past.ids, {"date_to": "2031-01-01"}),
                ("unlink", past.ids),
                ("copy", past.ids, {"date_to": "2031-01-01"}),
            ):
                with self.subTest(user=user.login, method=method):
                    self._assert_refused(self._call("cchc.unit.deputy", method, *args, user=user))
            self._assert_refused(
                self._call(
                    "cchc.unit",
                    "write",
                    self.unit.ids,
                    {"deputy_ids": [(0, 0, values)]},
                    user=user,
                )
            )
        self.env.invalidate_all()
        self.assertEqual(self.unit.deputy_ids, past)
