import base64
import io
import json
import re

import xlsxwriter

from odoo.fields import Command, Datetime
from odoo.tools import mute_logger

from odoo.addons.cchc_assessment.tests.common_council import Council

CITIZENS, LEADERS = "Người dân, doanh nghiệp", "Lãnh đạo tỉnh"


def make_sheets(*rows, headings=("Mã đơn vị", "C1", "C2: Thái độ phục vụ")):
    """A workbook with a row for each sheet of paper, as the field of the dialog holds it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Phiếu giấy")
        sheet.write(0, 0, "Phiếu khảo sát")
        for number, row in enumerate([headings, *rows], start=2):
            sheet.write_row(number, 0, row)
    return base64.b64encode(stream.getvalue())


class Surveys(Council):
    """Two units whose appraisal is under way, and a survey of citizens about the criterion 2.2.

    For a class that inherits ``Province``.
    """

    @classmethod
    def _make_surveys(cls):
        cls._make_council()
        for assessment in (cls.assessment, cls.other_assessment):
            cls._submit(assessment)
            cls._start(assessment)
        cls.survey = cls._make_survey()

    @classmethod
    def _make_survey(cls, respondents=CITIZENS, codes=("C1", "C2"), **values):
        return (
            cls.env["cchc.survey"]
            .with_user(cls.secretary)
            .create(
                {
                    "name": f"Khảo sát: {respondents}",
                    "respondents": respondents,
                    "period_id": cls.period.id,
                    "closing_at": Datetime.add(Datetime.now(), days=7),
                    "question_ids": [
                        Command.create(
                            {
                                "code": code,
                                "name": f"Câu hỏi {code} về sự hài lòng?",
                                "criterion_ids": [Command.set(cls.criteria["2.2"].ids)],
                            }
                        )
                        for code in codes
                    ],
                    **values,
                }
            )
        )

    @classmethod
    def _invite(cls, survey, units, emails):
        """Invite by the dialog, and return the invitations."""
        dialog = (
            cls.env["cchc.survey.invite"]
            .with_user(cls.secretary)
            .create(
                {
                    "survey_id": survey.id,
                    "unit_ids": [Command.set(units.ids)],
                    "emails": "\n".join(emails),
                }
            )
        )
        dialog.action_invite()
        return survey.invitation_ids.filtered(
            lambda one: one.email in emails and one.unit_id in units
        )

    @classmethod
    def _answer(cls, invitation, *choices):
        """Answer by the model as the pages do: a number of an answer, from 1 on, for each question."""
        way = invitation.sudo().input_id
        way._mark_in_progress()
        for question, choice in zip(way.survey_id.question_ids, choices, strict=True):
            way._save_lines(question, str(question.suggested_answer_ids[choice - 1].id))
        way._mark_done()

    @classmethod
    def _answer_many(cls, survey, unit, *answers, prefix="dan"):
        """Invite as many people as there are answers, and let each give its own."""
        emails = [
            f"{prefix}{number}.{unit.code.lower()}@example.com" for number in range(len(answers))
        ]
        for invitation, choices in zip(
            cls._invite(survey, unit, emails).sorted("id"), answers, strict=True
        ):
            cls._answer(invitation, *choices)

    @classmethod
    def _import(cls, survey, content, user=None, name="phieu.xlsx"):
        return (
            cls.env["cchc.survey.paper"]
            .with_user(user or cls.secretary)
            .create({"survey_id": survey.id, "file": content, "file_name": name})
        )

    def _show_points(self):
        """The dialog of points, as the menu opens it."""
        action = self.env["cchc.survey.take"].with_user(self.secretary).action_show()
        return self.env["cchc.survey.take"].with_user(self.secretary).browse(action["res_id"])

    def _get_points(self, dialog, code="2.2"):
        """``{unit: line}`` of the criterion with this code."""
        return {line.unit_id: line for line in dialog.line_ids if line.criterion_id.code == code}


class Pages:
    """Answering over the network, as a browser does that nobody has signed in with. For an ``HttpCase``."""

    def _post(self, path, **params):
        with mute_logger("odoo.http", "odoo.sql_db"):
            return self.url_open(
                path,
                data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
                headers={"Content-Type": "application/json"},
            ).json()

    def _get_links(self, email):
        """The links in the last letter to this address."""
        letter = self.env["mail.mail"].sudo().search([("email_to", "=", email)], limit=1)
        return re.findall(r"/survey/start/[\w-]+\?answer_token=[\w-]+", letter.body_html)

    def _open(self, link):
        """Open a link and begin; return the address for what is sent off, and the page."""
        page = self.url_open(link)
        tokens = re.search(r"/survey/([\w-]+)/([\w-]+)", page.url)
        if not tokens:
            return None, page
        survey, answer = tokens.groups()
        self._post(f"/survey/begin/{survey}/{answer}")
        return f"/survey/submit/{survey}/{answer}", page

    def _send_off(self, address, survey, *choices):
        """Send the choices off, a number of an answer from 1 on for each question; return the answer."""
        pages = survey.sudo().survey_id
        return self._post(
            address,
            **{
                str(question.id): str(question.suggested_answer_ids[choice - 1].id)
                for question, choice in zip(pages.question_ids, choices, strict=True)
            },
        )
