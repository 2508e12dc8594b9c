import base64
import io
from datetime import timedelta

import xlsxwriter

from odoo.fields import Date, Datetime

from .common import PDF


class Council:
    """What the tests of the council share: two units that have submitted, and how they go on from there.

    For a class that inherits ``Province``.
    """

    @classmethod
    def _make_council(cls):
        cls.scale = cls._make_scale()
        cls.period.rating_scale_id = cls.scale
        cls._open_period()

    @classmethod
    def _submit(cls, assessment=None):
        assessment = assessment or cls.assessment
        people = {
            cls.assessment: (cls.officer, cls.leader),
            cls.other_assessment: (cls.other_officer, cls.other_leader),
        }
        officer, leader = people[assessment]
        cls._fill_in(assessment, officer)
        assessment.with_user(officer)._transition("action_send_to_leader")
        assessment.with_user(leader)._transition(
            "action_approve",
            dispatch_number="1/BC",
            dispatch_date=Date.today(),
            responsibility_confirmed=True,
        )

    @classmethod
    def _start(cls, assessment=None):
        assessment = assessment or cls.assessment
        assessment.with_user(cls.secretary)._transition("action_start_appraisal")

    @classmethod
    def _assign(cls, **values):
        return (
            cls.env["cchc.assignment"]
            .with_user(cls.secretary)
            .create({"period_id": cls.period.id, "appraiser_id": cls.appraiser.id, **values})
        )

    @classmethod
    def _appraisal(cls, code, user=None, assessment=None):
        appraisals = cls._line(code, assessment).appraisal_ids
        return appraisals.filtered("is_current").with_user(user or cls.secretary)

    @classmethod
    def _decide_all(cls, assessment=None, survey=2.5):
        """Agree with the unit wherever nobody has decided, and score what only the council scores."""
        assessment = assessment or cls.assessment
        assessment.with_user(cls.secretary).action_agree()
        council_only = cls._appraisal("2.2", assessment=assessment)
        if not council_only.is_decided:
            council_only.write({"manual_score": survey})

    @classmethod
    def _ask(cls, code="1.1.1", assessment=None, days=3):
        assessment = assessment or cls.assessment
        cls._appraisal(code, assessment=assessment).write(
            {"explanation_requested": True, "request": "Văn bản nào chứng minh?"}
        )
        assessment.with_user(cls.secretary)._transition(
            "action_request_explanation", explanation_deadline=Datetime.now() + timedelta(days=days)
        )

    @classmethod
    def _conclude(cls, assessment=None):
        (assessment or cls.assessment).with_user(cls.secretary)._transition("action_conclude")

    @classmethod
    def _conclude_both(cls, surveys=(2.5, 1)):
        for assessment, survey in zip((cls.assessment, cls.other_assessment), surveys, strict=True):
            cls._submit(assessment)
            cls._start(assessment)
            cls._decide_all(assessment, survey)
            cls._conclude(assessment)

    @classmethod
    def _compute_results(cls, period=None):
        period = period or cls.period
        period.with_user(cls.secretary).action_compute_results()
        return period.publication_ids.filtered(
            lambda publication: publication.state == "draft"
        ).with_user(cls.secretary)

    @classmethod
    def _publish(cls, period=None, **values):
        draft = cls._compute_results(period)
        draft.write({"decision_number": "12/QĐ-UBND", "decision_date": "2027-01-15", **values})
        draft.action_publish()
        return draft

    @classmethod
    def _publish_signed(cls, period=None):
        """Freeze the results, and publish them with the scan of what was signed."""
        draft = cls._compute_results(period)
        draft.action_freeze()
        draft._publish_signed("12/QĐ-UBND", "2027-01-15", io.BytesIO(PDF), "12-QD.pdf")
        return draft


def make_survey(*rows, headings=("Mã đơn vị", "Mã tiêu chí", "Điểm", "Số phiếu")):
    """A workbook with these rows under these headings, as the field of the dialog holds it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Kết quả")
        sheet.write(0, 0, "Kết quả điều tra xã hội học")
        for number, row in enumerate([headings, *rows], start=2):
            sheet.write_row(number, 0, row)
    return base64.b64encode(stream.getvalue())


class CouncilRights(Council):
    """The sample units in the council's hands: one explains, the other is concluded; results are computed."""

    @classmethod
    def _hand_over(cls):
        for assessment in (cls.assessment, cls.other_assessment):
            cls._submit_again(assessment)
            cls._start(assessment)
            cls._appraisal("1.1.1", assessment=assessment).write({"remark": "Ý kiến mật."})
            cls._decide_all(assessment)
        cls._assign()
        cls._ask()
        cls._conclude(cls.other_assessment)
        cls._compute_results()

    @classmethod
    def _submit_again(cls, assessment):
        officer, leader = (
            (cls.officer, cls.leader)
            if assessment == cls.assessment
            else (cls.other_officer, cls.other_leader)
        )
        assessment.with_user(officer)._transition("action_send_to_leader")
        assessment.with_user(leader)._transition(
            "action_approve",
            dispatch_number="2/BC",
            dispatch_date="2026-12-01",
            responsibility_confirmed=True,
        )
