from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.cchc_assessment.tests.common import WebCase

from ..models.cchc_survey_invitation import CchcSurveyInvitation
from .common import LEADERS, Pages, Surveys


@tagged("post_install", "-at_install")
class TestSurveyAnswers(Surveys, Pages, WebCase):
    """People answer over the network by the link that they were sent; what they said stands nowhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_surveys()
        cls.survey.action_open()

    def _count(self, survey=None, unit=None):
        """What is counted of a unit over the network: ``[number of each answer]``, those who answered first."""
        rows = self.env["cchc.survey.count"].search(
            [
                ("survey_id", "=", (survey or self.survey).id),
                ("unit_id", "=", (unit or self.unit).id),
                ("batch_id", "=", False),
            ]
        )
        whole = rows.filtered(lambda row: not row.option_id)
        options = (rows - whole).sorted(
            lambda row: (
                row.option_id.question_id.sequence,
                row.option_id.question_id.id,
                row.option_id.sequence,
                row.option_id.id,
            )
        )
        return [*whole.mapped("number"), *options.mapped("number")]

    def test_fifty_people_answer(self):
        """By their links, signed in or not, for two units in two groups: the points are those reckoned by hand."""
        leaders = self._make_survey(LEADERS, codes=("L1",), weight=2)
        leaders.action_open()
        # of citizens: 60 % of 20 answers of the first unit; the second unit's are fewer than least
        plan = [
            # survey, unit, how often each pair of answers
            (self.survey, self.unit, [((1, 1), 10), ((2, 3), 5), ((4, 4), 5)]),
            (self.survey, self.other_unit, [((1, 2), 6), ((3, 4), 9)]),
            (leaders, self.unit, [((1,), 3), ((2,), 4)]),
            (leaders, self.other_unit, [((4,), 8)]),
        ]
        people = 0
        for survey, unit, answers in plan:
            emails = [
                f"n{people + number}@example.com"
                for number in range(sum(count for _choices, count in answers))
            ]
            self._invite(survey, unit, emails)
            choices = [choice for choice, count in answers for _one in range(count)]
            for email, choice in zip(emails, choices, strict=True):
                [link] = self._get_links(email)
                address, page = self._open(link)
                self.assertIn(unit.name, page.text)
                answer = self._send_off(address, survey, *choice)
                self.assertNotIn("error", answer)
                self.assertNotIn("error", answer["result"][1])
            people += len(emails)
        self.assertEqual(people, 50)
        self.assertEqual(self._count(), [20, 10, 5, 0, 5, 10, 0, 5, 5])
        self.assertEqual((self.survey.invited_count, self.survey.answered_count), (35, 35))
        for survey in (self.survey, leaders):
            survey.action_close()
        points = self._get_points(self._show_points())
        # citizens of the first: (10×100 + 5×60 + 10×100 + 5×20) / 40 = 60; leaders (3×100 + 4×60) / 7 = 77.142857…
        # together (60 + 2 × 77.142857…) / 3 = 71.428571…, of 3 points 2.142857…
        self.assertEqual(points[self.unit].shown_points, 2.142857)
        self.assertEqual(points[self.unit].share, 71.43)
        # of the second: (6×100 + 9×20 + 6×60 + 9×0) / 30 = 38; leaders 0; together 38/3 = 12.666…, of 3 points 0.38
        self.assertEqual(points[self.other_unit].shown_points, 0.38)
        self.assertEqual((points[self.unit].answers, points[self.other_unit].answers), (47, 38))

    def test_nothing_is_kept_of_what_somebody_said(self):
        """Neither answers nor when they came stand anywhere; which row was written last tells nothing."""
        self._invite(self.survey, self.unit, ["a@example.com", "b@example.com"])
        [link] = self._get_links("a@example.com")
        address, _page = self._open(link)
        self.assertFalse(self._send_off(address, self.survey, 4, 1).get("error"))
        lines = self.env["survey.user_input.line"].search(
            [("survey_id", "=", self.survey.sudo().survey_id.id)]
        )
        self.assertFalse(lines)
        self.assertEqual(self._count(), [1, 0, 0, 0, 1, 1, 0, 0, 0])
        self.env.flush_all()
        # all rows of the unit have the same writer, and none says when
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT xmin::text FROM cchc_survey_count WHERE unit_id = %s", self.unit.id
            )
        )
        self.assertEqual(len(self.env.cr.fetchall()), 1)
        names = self.env["cchc.survey.count"]._fields
        self.assertFalse({"create_date", "write_date", "create_uid", "write_uid"} & names.keys())
        ways = self.env["survey.user_input"].search(
            [("survey_id", "=", self.survey.sudo().survey_id.id)]
        )
        self.assertEqual(len(ways), 2)
        self.assertFalse(ways.partner_id)
        self.assertFalse(any(ways.mapped("email")) or any(ways.mapped("nickname")))
        self.assertFalse(ways.message_ids.filtered("body"))

    def test_one_answer_about_a_unit_at_a_time(self):
        """Whoever sends off waits for a turn of the survey's and the unit's, and for none where nothing is counted."""
        self._invite(self.survey, self.unit | self.other_unit, ["a@example.com", "b@example.com"])
        turns = []
        original = CchcSurveyInvitation._get_turn

        def get_turn(invitation):
            turns.append(original(invitation))
            return turns[-1]

        self.patch(self.env.registry["cchc.survey.invitation"], "_get_turn", get_turn)
        for email in ("a@example.com", "b@example.com"):
            for link in self._get_links(email):
                address, _page = self._open(link)
                answer = self._send_off(address, self.survey, 1, 1)
                self.assertNotIn("error", answer["result"][1])
        self.assertEqual(len(turns), 4)
        self.assertEqual(len(set(turns)), 2, "one for each unit")
        self.assertEqual(self._count(), [2, 2, 0, 0, 0, 2, 0, 0, 0])
        draft = self._make_survey(LEADERS, codes=("L1",))
        address, _page = self._open(draft.action_preview()["url"])
        self._send_off(address, draft, 1)
        self.assertEqual(len(turns), 4)

    def test_nothing_to_count_in(self):
        """An answer about a unit of which no counts were made is refused."""
        [one] = self._invite(self.survey, self.unit, ["a@example.com"])
        self.env.cr.execute("DELETE FROM cchc_survey_count")
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "cannot be counted"):
            self._answer(one, 1, 1)

    def test_what_is_refused_is_not_kept(self):
        """A page that is sent off half filled in leaves nothing behind, and may be sent off again."""
        self._invite(self.survey, self.unit, ["a@example.com"])
        address, _page = self._open(self._get_links("a@example.com")[0])
        pages = self.survey.sudo().survey_id
        first = pages.question_ids[0]
        answer = self._post(address, **{str(first.id): str(first.suggested_answer_ids[0].id)})
        self.assertEqual(answer["result"][1]["error"], "validation")
        self.assertFalse(pages.user_input_ids.user_input_line_ids)
        self.assertNotIn("error", self._send_off(address, self.survey, 1, 1)["result"][1])
        self.assertEqual(self._count()[0], 1)

    def test_one_answer_each(self):
        """A link is used once; neither a second time, nor by the way of another try."""
        self._invite(self.survey, self.unit, ["a@example.com"])
        [link] = self._get_links("a@example.com")
        address, _page = self._open(link)
        self._send_off(address, self.survey, 1, 1)
        again = self._send_off(address, self.survey, 4, 4)
        self.assertEqual(again["result"][1]["error"], "unauthorized")
        survey, answer = address.split("/")[-2:]
        with mute_logger("odoo.http"):
            retried = self.url_open(f"/survey/retry/{survey}/{answer}", allow_redirects=False)
        self.assertEqual(retried.status_code, 303)
        self.assertNotIn("answer_token", retried.headers["Location"])
        self.assertEqual(len(self.survey.sudo().survey_id.user_input_ids), 1)
        self.assertEqual(self._count(), [1, 1, 0, 0, 0, 1, 0, 0, 0])

    def test_what_no_page_sends_off(self):
        """Two answers to a question, another question's answer, and no answer are counted for nothing."""
        self._invite(self.survey, self.unit, ["a@example.com"])
        address, _page = self._open(self._get_links("a@example.com")[0])
        one, two = self.survey.sudo().survey_id.question_ids
        first, second = (question.suggested_answer_ids.mapped("id") for question in (one, two))
        for sent in (
            {str(one.id): [str(first[0]), str(first[1])], str(two.id): str(second[0])},
            {str(one.id): str(second[0]), str(two.id): str(second[1])},
            {str(one.id): [str(first[0]), {"comment": "tôi là A"}], str(two.id): str(second[0])},
            {str(one.id): str(first[0])},
            {str(one.id): "0", str(two.id): str(second[0])},
        ):
            answer = self._post(address, **sent)
            self.assertTrue(answer.get("error") or answer["result"][1].get("error"), sent)
        self.assertEqual(self._count(), [0] * 9)
        self.assertFalse(self.survey.sudo().survey_id.user_input_ids.user_input_line_ids)
        self.assertFalse(self.survey.invitation_ids.is_answered)

    def test_who_is_signed_in_stays_nobody(self):
        """Somebody who works in Odoo answers by the link that was sent, and is not noted."""
        self._invite(self.survey, self.unit, ["a@example.com"])
        self.authenticate(self.officer.login, self.officer.login)
        address, page = self._open(self._get_links("a@example.com")[0])
        self.assertIn(self.unit.name, page.text)
        self.assertFalse(self._send_off(address, self.survey, 2, 2).get("error"))
        way = self.survey.sudo().invitation_ids.input_id
        self.assertFalse(way.partner_id)
        self.assertNotEqual(way.write_uid, self.officer)
        self.assertNotEqual(self.survey.sudo().invitation_ids.write_uid, self.officer)
        self.assertEqual(self._count()[0], 1)

    def test_nobody_gets_in_otherwise(self):
        """The survey's own address makes no way in, whoever asks; a made-up one opens nothing."""
        self._invite(self.survey, self.unit, ["a@example.com"])
        token = self.survey.sudo().survey_id.access_token
        for user in (None, self.officer, self.secretary):
            self.authenticate(*((user.login, user.login) if user else (None, None)))
            for path in (
                f"/survey/start/{token}",
                f"/survey/test/{token}",
                f"/survey/start/{token}?answer_token=00000000-0000-0000-0000-000000000000",
                f"/survey/print/{token}",
            ):
                with mute_logger("odoo.http"):
                    page = self.url_open(path)
                self.assertNotIn("Câu hỏi C1", page.text, (user, path))
        self.assertEqual(len(self.survey.sudo().survey_id.user_input_ids), 1)

    def test_a_link_is_of_one_survey(self):
        """With another survey's address a link leads nowhere."""
        other = self._make_survey(LEADERS, codes=("L1",))
        other.action_open()
        self._invite(self.survey, self.unit, ["a@example.com"])
        own = self.survey.sudo().invitation_ids.input_id.access_token
        page = self.url_open(f"/survey/{other.sudo().survey_id.access_token}/{own}")
        self.assertNotIn("Câu hỏi", page.text)

    def test_it_closes(self):
        """After the day, and after it was closed, nobody answers; the links are gone."""
        self._invite(self.survey, self.unit, ["a@example.com", "b@example.com"])
        address, _page = self._open(self._get_links("a@example.com")[0])
        self.env.cr.execute(
            SQL("UPDATE cchc_survey SET closing_at = %s", Datetime.subtract(Datetime.now(), days=1))
        )
        self.env.invalidate_all()
        late = self._send_off(address, self.survey, 1, 1)
        self.assertEqual(late["result"][1]["error"], "answer_deadline")
        self.assertFalse(self.survey.answered_count)
        # as long as it is open, there may be more time
        self.survey.closing_at = Datetime.add(Datetime.now(), days=1)
        self.assertNotIn("error", self._send_off(address, self.survey, 1, 1)["result"][1])
        self.survey.action_close()
        self.assertFalse(self.survey.sudo().survey_id.user_input_ids)
        _address, page = self._open(self._get_links("b@example.com")[0])
        self.assertNotIn("Câu hỏi C1", page.text)
        self.assertIn(self.survey.name, page.text, "whoever comes too late is told so")
        with self.assertRaisesRegex(UserError, "takes no answers now"):
            self.survey.action_remind()
        with self.assertRaisesRegex(UserError, "cannot be opened again"):
            self.survey.closing_at = Datetime.add(Datetime.now(), days=2)
        self.assertTrue(
            self.survey.invitation_ids.filtered("is_answered"), "who has answered stays noted"
        )

    def test_letters(self):
        """One for each address, with a link for each unit; reminders go to those who have not answered."""
        letters = self.env["mail.mail"].search([]).ids
        both = self.unit | self.other_unit
        self._invite(self.survey, both, ["a@example.com", "b@example.com"])
        fresh = self.env["mail.mail"].search([("id", "not in", letters)])
        self.assertEqual(sorted(fresh.mapped("email_to")), ["a@example.com", "b@example.com"])
        self.assertEqual(len(self._get_links("a@example.com")), 2)
        self.assertTrue(all(fresh.mapped("auto_delete")))
        self.assertFalse(fresh.author_id)
        for invitation in self.survey.invitation_ids.filtered(
            lambda one: one.email == "a@example.com"
        ):
            self._answer(invitation, 1, 1)
        letters = self.env["mail.mail"].search([]).ids
        self.survey.action_remind()
        fresh = self.env["mail.mail"].search([("id", "not in", letters)])
        self.assertEqual(fresh.mapped("email_to"), ["b@example.com"])
        self.assertEqual(
            set(
                self.survey.invitation_ids.filtered(lambda one: not one.is_answered).mapped(
                    "sent_count"
                )
            ),
            {2},
        )

    def test_invited_twice(self):
        """Who was invited for a unit is left out the second time; wrong addresses are named by their lines."""
        self._invite(self.survey, self.unit, ["a@example.com"])
        self._invite(self.survey, self.unit | self.other_unit, ["A@Example.com", "b@example.com"])
        self.assertEqual(len(self.survey.invitation_ids), 4)
        with self.assertRaisesRegex(UserError, "Line 2: “không phải”"):
            self._invite(self.survey, self.unit, ["c@example.com", "không phải"])
        self.assertEqual(len(self.survey.invitation_ids), 4)

    def test_who_can_be_invited(self):
        """Addresses, for units that are judged; each line that is none is named, and nobody is written to then."""
        stranger = self.unit.copy({"name": "Sở Không thuộc kỳ", "code": "T-KTK"})
        before = self.env["mail.mail"].sudo().search([])
        for sentence, units, emails in (
            ("units that are judged", self.unit | stranger, ["a@example.com"]),
            (
                "no e-mail addresses:\nLine 2: “không phải”\nLine 4: “@x”$",
                self.unit,
                ["a@example.com", "không phải", "", "@x"],
            ),
            ("no e-mail addresses", self.unit, [f"{'a' * 250}@example.com"]),
            ("at least one", self.unit, [" ", ",;"]),
        ):
            with self.subTest(sentence=sentence), self.assertRaisesRegex(UserError, sentence):
                self._invite(self.survey, units, emails)
        self.assertFalse(self.survey.invitation_ids)
        with patch("odoo.addons.cchc_assessment_survey.wizard.cchc_survey_invite.MOST_INVITED", 3):
            with self.assertRaisesRegex(UserError, "4 invitations; at most 3"):
                self._invite(
                    self.survey, self.unit | self.other_unit, ["a@example.com", "b@example.com"]
                )
            self.assertEqual(self.env["mail.mail"].sudo().search([]), before)
            made = self._invite(
                self.survey, self.unit, ["a@example.com", " B@example.com,", "a@example.com"]
            )
        self.assertEqual(
            sorted(self.survey.invitation_ids.mapped("email")), ["a@example.com", "b@example.com"]
        )
        self.assertTrue(made)

    def test_an_invitation_is_taken_back(self):
        """Unless it was answered: then one answer each could be two."""
        self._invite(self.survey, self.unit, ["a@example.com", "b@example.com"])
        first, second = self.survey.invitation_ids.sorted("email")
        self._answer(first, 1, 1)
        [link] = self._get_links("b@example.com")
        second.unlink()
        _address, page = self._open(link)
        self.assertNotIn("Câu hỏi C1", page.text)
        with self.assertRaisesRegex(UserError, "a@example.com has answered"):
            first.unlink()

    def test_the_preview_counts_nothing(self):
        """The secretary sees what respondents see, before the survey is open and after."""
        draft = self._make_survey(LEADERS, codes=("L1",))
        link = draft.action_preview()["url"]
        address, page = self._open(link)
        self.assertIn("answer_token", link)
        self._send_off(address, draft, 1)
        self.assertEqual(page.status_code, 200)
        self.assertFalse(self.env["cchc.survey.count"].search([("survey_id", "=", draft.id)]))
        self.assertFalse(draft.sudo().survey_id.user_input_ids.user_input_line_ids)

    def test_what_was_asked_stays(self):
        """From its opening on neither question, answer nor weight changes, for the superuser either."""
        question = self.survey.question_ids[0]
        for attempt in (
            lambda: self.survey.write({"weight": 5}),
            lambda: self.survey.write({"unit_ids": [Command.set(self.unit.ids)]}),
            lambda: question.write({"name": "Khác"}),
            lambda: question.option_ids[0].write({"percent": 1}),
            lambda: question.sudo().option_ids[0].write({"percent": 1}),
            lambda: question.option_ids.unlink(),
            lambda: question.copy({"survey_id": self.survey.id, "code": "C9"}),
            lambda: self.survey.unlink(),
            lambda: self.survey.write({"active": False}),
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_parts_stay_where_they_are(self):
        """No question or choice of another survey is moved into one that is open."""
        draft = self._make_survey(LEADERS, codes=("L1",))
        question = draft.question_ids
        for part, vals in (
            (question, {"survey_id": self.survey.id}),
            (question.option_ids[0], {"question_id": self.survey.question_ids[0].id}),
        ):
            with self.assertRaises(AccessError):
                part.write(vals)
        with self.assertRaises(UserError):
            draft.write(
                {"question_ids": [Command.update(question.id, {"survey_id": self.survey.id})]}
            )
        self.assertEqual(len(self.survey.question_ids), 2)

    def test_a_draft_goes_with_its_pages(self):
        draft = self._make_survey(LEADERS, codes=("L1",))
        draft.action_preview()
        pages = draft.sudo().survey_id
        draft.unlink()
        self.assertFalse(pages.exists())

    def test_it_opens_whole_or_not(self):
        """A survey that could not be answered, or would give no points, is named with what is missing."""
        for sentence, values in (
            ("closes", {"closing_at": False}),
            ("no question", {"question_ids": [Command.clear()]}),
        ):
            survey = self._make_survey(LEADERS, **values)
            with self.assertRaisesRegex(UserError, sentence):
                survey.action_open()
        survey = self._make_survey(LEADERS, codes=("L1",))
        for sentence, values in (
            ("No criterion", {"criterion_ids": [Command.clear()]}),
            (
                "no criterion of the period",
                {"criterion_ids": [Command.set(self.criteria["1.2"].ids)]},
            ),
            ("two to 20 choices", {"option_ids": [Command.clear()]}),
            (
                "the number or the letter of another",
                {
                    "option_ids": [
                        Command.create({"name": name, "percent": percent})
                        for name, percent in (("3", 100), ("2", 50), ("1", 0))
                    ]
                },
            ),
            (
                "worth the same",
                {
                    "option_ids": [
                        Command.clear(),
                        *(Command.create({"name": name}) for name in ("Có", "Không")),
                    ]
                },
            ),
        ):
            survey.question_ids.write(values)
            with self.assertRaisesRegex(UserError, sentence):
                survey.action_open()
            survey.question_ids.write({"criterion_ids": [Command.set(self.criteria["2.2"].ids)]})
        self.assertEqual(survey.state, "draft")

    def test_all_get_the_answers_of_the_first(self):
        """By one press; other questions' answers are replaced."""
        survey = self._make_survey(LEADERS, codes=("L1", "L2", "L3"))
        survey.question_ids[0].option_ids[0].percent = 90
        survey.question_ids[0].option_ids = [
            Command.create({"name": "Không có ý kiến", "is_counted": False, "sequence": 9})
        ]
        survey.action_repeat_answers()
        for question in survey.question_ids:
            self.assertEqual(question.option_ids.mapped("percent"), [90, 60, 20, 0, 0])
            self.assertFalse(question.option_ids[-1].is_counted)
