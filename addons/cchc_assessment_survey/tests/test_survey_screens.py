from odoo.tests import Form, tagged

from odoo.addons.cchc_assessment.tests.common import CchcCase

from .common import Surveys


@tagged("post_install", "-at_install")
class TestSurveyScreens(Surveys, CchcCase):
    """The forms, as the secretary fills them in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_surveys()

    def test_a_survey_is_written(self):
        """A question begins with the usual scale and a code of its own."""
        with Form(self.env["cchc.survey"].with_user(self.secretary)) as form:
            form.name = "Khảo sát cán bộ, công chức"
            form.respondents = "Cán bộ, công chức"
            with form.question_ids.new() as question:
                question.code = "A"
                question.name = "Mức độ hài lòng?"
                question.criterion_ids.add(self.criteria["2.2"])
        survey = form.record
        self.assertEqual(survey.period_id, self.period)
        self.assertEqual(survey.question_ids.option_ids.mapped("percent"), [100, 60, 20, 0])
        self.assertIn("(100 %)", survey.question_ids.option_list)

    def test_answers_by_unit(self):
        """How many were invited and answered, and how many sheets came: of every unit that is judged."""
        self.survey.action_open()
        self._answer_many(self.survey, self.unit, (1, 1), (2, 2))
        self._invite(self.survey, self.unit, ["x@example.com"])
        rows = {row["unit"]: row for row in self.survey._get_response_rows()}
        mine, other = rows[self.unit.name], rows[self.other_unit.name]
        self.assertEqual((mine["invited"], mine["answered"], mine["rate"]), (3, 2, 67))
        self.assertTrue(mine["is_short"])
        self.assertEqual((other["invited"], other["rate"]), (0, None))
        self.assertIn(self.unit.name, self.survey.response_table)
        self.assertEqual(round(self.survey.response_rate), 67)

    def test_the_dialogs(self):
        """They open for the survey at hand."""
        self.survey.action_open()
        for action, model in (
            (self.survey.action_invite(), "cchc.survey.invite"),
            (self.survey.action_import_paper(), "cchc.survey.paper"),
        ):
            self.assertEqual(action["res_model"], model)
            self.assertEqual(action["context"], {"default_survey_id": self.survey.id})
        dialog = self.env["cchc.survey.invite"].with_user(self.secretary)
        with Form(dialog.with_context(default_survey_id=self.survey.id)) as form:
            self.assertEqual(form.choice_ids.ids, (self.unit | self.other_unit).ids)
            form.unit_ids.add(self.unit)
            form.emails = "a@example.com"
