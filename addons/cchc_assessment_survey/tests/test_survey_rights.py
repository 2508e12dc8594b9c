import json

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools import SQL

from odoo.addons.cchc_assessment.tests.common_rights import MethodsCase, RightsCase
from odoo.addons.cchc_assessment.tests.rights import DIALOG
from odoo.addons.cchc_assessment.tests.whole import test_rights_matrix as main

from .common import Surveys, make_sheets
from .rights import MATRIX

GROUP = "cchc_assessment.cchc_assessment_group_"
# What Odoo keeps of a survey.
PAGES = (
    "survey.survey",
    "survey.question",
    "survey.question.answer",
    "survey.user_input",
    "survey.user_input.line",
)


class SurveyRights(Surveys, RightsCase):
    """The main addon's sample province, with a survey that people have answered, over the network and on paper."""

    MODULE = "cchc_assessment_survey"
    MATRIX = MATRIX

    @classmethod
    def _make_rights(cls):
        super()._make_rights()
        cls.survey = cls._make_survey()
        cls.survey.action_open()
        cls._answer_many(cls.survey, cls.unit, (1, 1), (4, 4))
        cls._invite(cls.survey, cls.unit, ["mat@example.com"])
        cls._import(cls.survey, make_sheets(("T-STN", 1, 1))).action_import()

    @classmethod
    def _sample(cls, model):
        if model == "cchc.survey":
            return cls.survey.sudo()
        if model in cls.MATRIX and cls.MATRIX[model].reach != DIALOG:
            records = cls.env[model].sudo().search([("survey_id", "=", cls.survey.id)])
            return records[-1:]
        if model == "cchc.appraisal":
            return cls.env[model].sudo().search([], limit=1)
        if model not in cls.MATRIX:
            return {"cchc.period": cls.period, "cchc.unit": cls.unit}[model].sudo()
        return super()._sample(model)


@tagged("post_install", "-at_install")
class TestSurveyRights(SurveyRights, TransactionCase):
    """Each role, model and operation, as declared in ``rights.MATRIX``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_province()
        cls._make_rights()
        company = cls.env["res.company"].create({"name": "Tỉnh khác"})
        cls.stranger = new_test_user(
            cls.env,
            "cchc_survey_stranger",
            groups=f"{GROUP}secretary",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    test_every_model_is_declared = main.TestRightsMatrix.test_every_model_is_declared
    test_operations = main.TestRightsMatrix.test_operations

    def _get_rows(self):
        for model, row in MATRIX.items():
            if row.reach != DIALOG:
                yield (
                    model,
                    self.env[model].search([("survey_id", "=", self.survey.id)])
                    if (model != "cchc.survey")
                    else self.survey,
                )

    def test_another_province(self):
        """Its secretary finds none, by the company's rule alone."""
        for model, rows in self._get_rows():
            self.assertTrue(rows, model)
            found = self.env[model].with_user(self.stranger)
            if not found.has_access("read"):
                continue
            with self.subTest(model=model):
                self.assertFalse(found.search([]))
                rule = self.env.ref(f"{self.MODULE}.{model.replace('.', '_')}_rule_company")
                rule.active = False
                self.assertLessEqual(rows, found.search([]))
                rule.active = True

    def test_every_model_belongs_to_somebody(self):
        """Each has a company that stays."""
        for model, _rows in self._get_rows():
            self.assertIn("company_id", self.env[model]._fields)
            self.assertTrue(hasattr(self.env[model], "_check_owner_stays"))
            self.assertTrue(self.env[model]._check_company_auto)

    def test_what_the_system_writes(self):
        """Nobody, the superuser neither, writes who has answered, counts, batches, or a state."""
        for record, vals in (
            (self.survey, {"state": "draft"}),
            (self.survey, {"survey_id": False}),
            (self.survey.invitation_ids[0], {"is_answered": False}),
            (self.survey.invitation_ids[0], {"email": "x@example.com"}),
            (self.survey.batch_ids, {"withdrawn_at": False, "sheet_count": 100}),
            (self._sample("cchc.survey.count"), {"number": 100}),
            (self.survey.question_ids.option_ids[0], {"answer_id": False}),
        ):
            for user in (self.secretary, self.env.user):
                with (
                    self.subTest(model=record._name, user=user.login),
                    self.assertRaises(AccessError),
                ):
                    record.with_user(user).write(vals)
        for model in ("cchc.survey.invitation", "cchc.survey.batch", "cchc.survey.count"):
            with self.assertRaises(AccessError):
                self.env[model].create({"survey_id": self.survey.id})
        with self.assertRaises(AccessError):
            self.env["cchc.survey"].create({"name": "x", "state": "open"})

    def test_dialogs_are_their_own(self):
        """A dialog is seen by whoever opened it, and by nobody else of the same role."""
        twin = self.secretary.copy({"login": "cchc_survey_twin"})
        dialog = self.env["cchc.survey.take"].with_user(self.secretary).create({})
        line = self.env["cchc.survey.take.line"].with_user(self.secretary)
        line = line.create({"wizard_id": dialog.id, "appraisal_id": self._make_appraisal().id})
        for own in (dialog, line):
            self.assertTrue(own.has_access("read"))
            self.assertFalse(own.with_user(twin).has_access("read"))

    def _make_appraisal(self):
        self._submit_both()
        self._start(self.assessment)
        return self.assessment.sudo().line_ids.appraisal_ids[:1]


@tagged("post_install", "-at_install")
class TestSurveyMethods(SurveyRights, MethodsCase):
    """Over the network, by no method, anybody but the secretary gets a word of it or changes a thing."""

    ATTACKED = {model: row for model, row in MATRIX.items() if model != "cchc.survey.take.line"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env["res.company"].create({"name": "Tỉnh khác"})
        cls.stranger = new_test_user(
            cls.env,
            "cchc_survey_stranger",
            password="cchc_survey_stranger",
            groups=f"{GROUP}secretary,base.group_allow_export",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        cls.manager = new_test_user(
            cls.env,
            "cchc_survey_manager",
            password="cchc_survey_manager",
            groups="base.group_user,survey.group_survey_manager,base.group_allow_export",
        )

    def _watched_tables(self):
        return sorted(
            self.env[model]._table
            for model in (*PAGES, *(name for name, row in MATRIX.items() if row.reach != DIALOG))
        )

    def _snapshot(self):
        return json.dumps([[str(row) for row in self._digest()]])

    def _secrets(self):
        return [self.survey.name, "mat@example.com", "Câu hỏi C1", "phieu.xlsx"]

    test_another_units_officer = main.TestPublicMethods.test_another_units_officer
    test_a_user_of_no_group = main.TestPublicMethods.test_a_user_of_no_group
    test_a_portal_user = main.TestPublicMethods.test_a_portal_user

    def test_a_member_of_the_council(self):
        self._assert_closed(self.appraiser)

    def test_the_secretary_of_another_province(self):
        self._assert_closed(self.stranger)

    def test_the_people_of_surveys(self):
        """Who runs all surveys of Odoo runs none of these."""
        self._assert_closed(self.manager)

    def test_the_secretary_reads_it(self):
        """The same calls by the secretary are answered: what is refused above is refused for a reason."""
        answer = self._call("cchc.survey", "read", self.survey.ids, ["name"], user=self.secretary)
        self.assertEqual(answer[0]["name"], self.survey.name)

    def test_pages_and_answers_are_nobodys(self):
        """Neither the people of surveys nor administrators nor the secretary find the pages or the ways in."""
        own = self.survey.sudo().survey_id
        rows = {
            "survey.survey": own,
            "survey.question": own.question_ids,
            "survey.question.answer": own.question_ids.suggested_answer_ids,
            "survey.user_input": own.user_input_ids,
        }
        other = self.env["survey.survey"].create(
            {
                "title": "Khảo sát khác",
                "question_and_page_ids": [
                    Command.create(
                        {"title": "Khác?", "suggested_answer_ids": [Command.create({"value": "x"})]}
                    )
                ],
            }
        )
        answer = other._create_answer(email="x@example.com")
        token = own.user_input_ids[0].access_token
        found = self._call("survey.user_input", "search", [], user=self.manager)
        self.assertIn(answer.id, found, "the people of surveys find what is theirs")
        admin = self.users["admin"]
        admin.group_ids |= self.env.ref("survey.group_survey_manager")
        for user in (self.manager, admin, self.secretary, self.officer):
            for model, records in rows.items():
                self.assertTrue(records, model)
                with self.subTest(user=user.login, model=model):
                    domain = [["id", "in", records.ids]]
                    for method, args in (
                        ("read", [records.ids]),
                        ("search_read", [domain]),
                        ("web_search_read", [domain, {"display_name": {}}]),
                        ("export_data", [records.ids, ["display_name"]]),
                        ("name_search", ["", domain]),
                        ("formatted_read_group", [domain, ["create_uid"], ["__count"]]),
                        ("copy", [records.ids]),
                        ("write", [records.ids, {"create_date": False}]),
                        ("unlink", [records.ids]),
                    ):
                        text = json.dumps(self._call(model, method, *args, user=user))
                        for secret in (own.title, "Câu hỏi C1", token, own.access_token):
                            self.assertNotIn(json.dumps(secret)[1:-1], text)
                    self.assertEqual(records.exists(), records)
            own_question = other.question_ids[0]
            for record, vals in (
                (own_question, {"survey_id": own.id}),
                (own_question.suggested_answer_ids, {"question_id": own.question_ids[0].id}),
                (own_question.suggested_answer_ids, {"matrix_question_id": own.question_ids[0].id}),
                (
                    own_question,
                    {"triggering_answer_ids": own.question_ids[0].suggested_answer_ids.ids},
                ),
                (answer, {"survey_id": own.id}),
                (other, {"survey_type": "cchc"}),
                (other, {"question_and_page_ids": [[4, own.question_ids[0].id]]}),
            ):
                before = self._digest()
                refused = self._call(record._name, "write", record.ids, vals, user=user)
                self.assertRegex(str(refused), "^AccessError", (user.login, record._name, vals))
                self.assertEqual(self._digest(), before, (user.login, record._name))
            for model, vals in (
                ("survey.user_input", {"survey_id": own.id}),
                ("survey.invite", {"survey_id": own.id, "emails": "x@example.com"}),
                ("survey.question", {"survey_id": own.id, "title": "x"}),
            ):
                before = self._digest()
                self._call(model, "create", [vals], user=user)
                self.assertEqual(self._digest(), before, (user.login, model))

    def test_other_surveys_are_made_as_ever(self):
        """Who runs Odoo's surveys makes one by its form, with a question that follows from an answer, and invites."""
        with Form(self.env["survey.survey"].with_user(self.manager)) as form:
            form.title = "Khảo sát nội bộ"
        survey = form.record
        first, second = (
            self.env["survey.question"]
            .with_user(self.manager)
            .create(
                [
                    {
                        "survey_id": survey.id,
                        "title": title,
                        "question_type": "simple_choice",
                        "sequence": number,
                        "suggested_answer_ids": [
                            Command.create({"value": value}) for value in ("Có", "Không")
                        ],
                    }
                    for number, title in enumerate(("Một?", "Hai?"), start=1)
                ]
            )
        )
        second.triggering_answer_ids = first.suggested_answer_ids[0]
        action = survey.action_send_survey()
        invite = self.env["survey.invite"].with_user(self.manager).with_context(**action["context"])
        invite.create({"emails": "x@example.com"}).action_invite()
        answers = self.env["survey.user_input"].with_user(self.manager)
        self.assertEqual(answers.search([("survey_id", "=", survey.id)]).email, "x@example.com")

    def test_the_links_are_for_whom_they_are_sent_to(self):
        """Who sends them finds them nowhere: neither as letters, nor on the invitation, nor in a message."""
        token = (
            self.survey.sudo()
            .invitation_ids.filtered(lambda one: one.email == "mat@example.com")
            .input_id.access_token
        )
        self.assertTrue(
            self.env["mail.mail"].sudo().search([("body_html", "like", token)]), "nothing to find"
        )
        for user in (self.secretary, self.officer, self.users["groupless"]):
            for model, field in (("mail.message", "body"), ("mail.mail", "body_html")):
                found = self._call(model, "search", [[field, "like", token]], user=user)
                self.assertFalse(isinstance(found, list) and found, (user.login, model))
        invitation = self._call(
            "cchc.survey.invitation",
            "web_search_read",
            [],
            {name: {} for name in ("email", "is_answered")},
            user=self.secretary,
        )
        self.assertNotIn(token, json.dumps(invitation))
        for name in ("input_id", "input_id.access_token"):
            answer = self._call(
                "cchc.survey.invitation",
                "search_read",
                [[name, "!=", False]],
                [name.partition(".")[0]],
                user=self.secretary,
            )
            self.assertRegex(str(answer), "^AccessError")

    def test_the_secretary_reads_no_count(self):
        """While it is open and when it is closed: what may be shown is said by the dialog of points alone."""
        for state in ("open", "closed"):
            for method, args in (
                ("read", [self._sample("cchc.survey.count").ids]),
                ("search_read", [[]]),
                ("formatted_read_group", [[], ["option_id"], ["number:sum"]]),
                ("search_count", [[["number", ">", 0]]]),
            ):
                answer = self._call("cchc.survey.count", method, *args, user=self.secretary)
                self.assertRegex(str(answer), "^AccessError", (state, method))
            for model, field in (
                ("cchc.survey", "survey_id"),
                ("cchc.survey.option", "answer_id"),
                ("cchc.survey.batch", "digest"),
            ):
                answer = self._call(
                    model, "search_read", [[field, "!=", False]], [field], user=self.secretary
                )
                self.assertRegex(str(answer), "^AccessError", field)
            if state == "open":
                self.survey.action_close()
                self.env.flush_all()

    def test_nothing_leads_from_who_to_what(self):
        """In no table of the database a row of an answer names, or has the order of, who gave it."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT column_name FROM information_schema.columns WHERE table_name = 'cchc_survey_count' "
                "ORDER BY column_name"
            )
        )
        self.assertEqual(
            [row[0] for row in self.env.cr.fetchall()],
            [
                "batch_id",
                "company_id",
                "id",
                "number",
                "option_id",
                "survey_id",
                "unit_id",
            ],
        )
        self.assertFalse(
            self.env["survey.user_input.line"].search(
                [("survey_id", "=", self.survey.sudo().survey_id.id)]
            )
        )
