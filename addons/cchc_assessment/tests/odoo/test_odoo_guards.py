from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ...models.common import opening
from ...models.common.system_voice import as_system
from ..common import CchcCase, post


@tagged("post_install", "-at_install")
class TestOpenings(CchcCase):
    """What the system opens for itself is open for that, and for nothing beside it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()

    def test_what_is_written_past_the_guard(self):
        """These fields of these records: not others, not with one more record, and nothing of another model."""
        both = self.assessment | self.other_assessment
        opened = opening.open_fields(self.assessment.sudo(), {"aside_reason"})
        self.assertEqual(opening.get_open_fields(opened), {"aside_reason"})
        self.assertFalse(opening.get_open_fields(both.with_env(opened.env)))
        self.assertFalse(opening.get_open_fields(self.period.with_env(opened.env)))
        self.assertTrue(opening.get_open_fields(self.assessment.browse().with_env(opened.env)))
        opened.write({"aside_reason": "Thử"})
        for step in (
            lambda: opened.write({"aside_reason": "x", "state": "published"}),
            lambda: both.with_env(opened.env).write({"aside_reason": "x"}),
            lambda: self._line("1.2").with_env(opened.env).write({"self_score": 1}),
        ):
            with self.assertRaises(AccessError):
                step()
        self.assertFalse(opening.get_open_fields(opening.close(opened)))
        # the very word, sent by a caller
        for forged in (True, "x", {"names": ["state"]}):
            sent = self.assessment.with_context(cchc_opening=forged)
            self.assertFalse(opening.get_open_fields(sent))
            with self.assertRaises(AccessError):
                sent.with_user(self.secretary).write({"state": "published"})

    def test_what_is_created_past_the_guard(self):
        """As many as were said, of that model, and no more afterwards."""
        log = self.env["cchc.log"]
        opened = opening.open_creation(log, [{"action": "x"}, {"action": "y"}])
        self.assertTrue(opening.is_creation_open(opened, [{}, {}]))
        self.assertFalse(opening.is_creation_open(opened, [{}, {}, {}]))
        self.assertFalse(
            opening.is_creation_open(self.env["cchc.ledger"].with_env(opened.env), [{}])
        )
        self.assertFalse(opening.get_open_fields(opened))
        self.assertEqual(opening.use_creation(opened, [{}]), {"action"})
        self.assertIsNone(opening.use_creation(opened, [{}, {}]))
        self.assertEqual(opening.use_creation(opened, [{}]), {"action"})
        self.assertIsNone(opening.use_creation(opened, [{}]))
        fields_alone = opening.open_fields(log, {"action"})
        self.assertFalse(opening.is_creation_open(fields_alone, []))

    def test_what_stays(self):
        """A record of the year is deleted by nobody, with no word that a caller could send."""
        for record in (self.assessment, self.period, self._line("1.2")):
            for context in ({}, {"_force_unlink": True}):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    record.with_user(self.secretary).with_context(**context).unlink()
            with self.assertRaises(UserError), self.env.cr.savepoint():
                record.sudo().unlink()
        self.assertTrue(self.assessment.exists())

    def test_writing_nothing_is_nothing(self):
        """An empty save succeeds, and leaves who changed it last."""
        before = self.assessment.write_date
        self.assertTrue(self.assessment.with_user(self.officer).write({}))
        self.assertEqual(self.assessment.write_date, before)

    def test_a_province_keeps_its_own(self):
        """A record moves to no other company, by the company or by what it follows from; the same one is no move."""
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        period = self.env["cchc.period"].create({"name": "Kỳ thử", "year": 2033})
        with self.assertRaisesRegex(UserError, "belongs to .* and stays there"):
            period.sudo().write({"company_id": company.id})
        period.with_user(self.secretary).write({"company_id": period.company_id.id})
        group = self.env["cchc.unit.group"].create({"name": "Khác", "code": "T-K"})
        with self.assertRaisesRegex(UserError, "belongs to .* and stays there"):
            group.sudo().write({"company_id": company.id})
        self.assertEqual(group.company_id, self.env.company)


@tagged("post_install", "-at_install")
class TestVoices(CchcCase):
    """Who says what in the discussion of a record, and to whom it goes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()

    def _own(self, user):
        return self.assessment.with_user(user)

    def _assert_refused(self, error, sentence, *steps):
        for step in steps:
            with self.assertRaisesRegex(error, sentence), self.env.cr.savepoint():
                step()

    def test_a_message_is_of_its_writer_and_of_now(self):
        """Another author, another address, another day, a milestone, another discussion's answer: each alone."""
        other = post(self.other_assessment.with_user(self.other_officer), "Khác")
        own = post(self._own(self.officer), "Của tôi")
        messages = self.env["mail.message"].with_user(self.officer)
        base = {
            "model": "cchc.assessment",
            "res_id": self.assessment.id,
            "body": "Thử",
            "message_type": "comment",
        }
        milestone = self.env.ref("cchc_assessment.cchc_assessment_milestone")
        for values, sentence in (
            ({"author_id": self.secretary.partner_id.id}, "write in their own name"),
            ({"email_from": "x@example.com"}, "write in their own name"),
            ({"subtype_id": milestone.id}, "write in their own name"),
            ({"message_type": "auto_comment"}, "write in their own name"),
            ({"date": Datetime.now() - timedelta(seconds=90)}, "bears the date"),
            ({"date": Datetime.now() + timedelta(seconds=90)}, "bears the date"),
            ({"parent_id": other.id}, "answers one of the same discussion"),
        ):
            with self.subTest(values=values):
                self._assert_refused(
                    AccessError, sentence, lambda values=values: messages.create({**base, **values})
                )
        for values in (
            {"outgoing_email_to": "x@example.com"},
            {"incoming_email_to": "x@example.com"},
            {"incoming_email_cc": "x@example.com"},
            {"reply_to": "x@example.com"},
            {"partner_ids": [Command.set(self.other_leader.partner_id.ids)]},
        ):
            with self.subTest(values=values):
                self._assert_refused(
                    UserError,
                    "go to people who may read it, and to nobody else",
                    lambda values=values: messages.create({**base, **values}),
                )
        made = messages.create(
            {**base, "parent_id": own.id, "partner_ids": [Command.set(self.leader.partner_id.ids)]}
        )
        self.assertEqual(made.author_id, self.officer.partner_id)

    def test_a_message_stays(self):
        """What others have said always, one's own once the form has left its officers' hands."""
        own = post(self._own(self.officer), "Của tôi")
        own.with_user(self.officer).write({"body": "Sửa"})
        kept = "are part of its record and stay"
        self._assert_refused(
            UserError,
            kept,
            lambda: own.with_user(self.leader).sudo().write({"body": "Khác"}),
            lambda: own.with_user(self.leader).sudo().unlink(),
        )
        self._fill_in()
        self._send()
        milestone = self.assessment.message_ids[0]
        for message in (own, milestone):
            for name, value in (
                ("body", "x"),
                ("subject", "x"),
                ("date", "2020-01-01"),
                ("author_id", self.secretary.partner_id.id),
                ("message_type", "comment"),
                ("res_id", self.other_assessment.id),
                ("model", "cchc.period"),
            ):
                self._assert_refused(
                    UserError,
                    kept,
                    lambda message=message, name=name, value=value: (
                        message.with_user(self.officer).sudo().write({name: value})
                    ),
                )
            self._assert_refused(UserError, kept, message.with_user(self.officer).sudo().unlink)

    def test_who_follows_may_read(self):
        """Neither subscribed nor moved there: whoever may not read the form hears nothing of it."""
        outsider = self.other_leader.partner_id
        values = {
            "res_model": "cchc.assessment",
            "res_id": self.assessment.id,
            "partner_id": outsider.id,
        }
        follower = self.env["mail.followers"].create({**values, "res_id": self.other_assessment.id})
        self._assert_refused(
            UserError,
            "may not read .* and cannot follow it",
            lambda: self.env["mail.followers"].create(values),
            lambda: follower.write({"res_id": self.assessment.id}),
        )
        self.env["mail.followers"].create({**values, "partner_id": self.officer.partner_id.id})

    def test_an_address_has_one_line(self):
        """Sender, recipients and reply each alone: a second line would be a header of its own."""
        for name in ("email_from", "email_to", "email_cc", "reply_to"):
            for value in ("a@example.com\nBcc: x@example.com", "a@example.com\r"):
                self._assert_refused(
                    UserError,
                    "has a line break in it",
                    lambda name=name, value=value: as_system(self.env["mail.mail"].sudo()).create(
                        {
                            "model": "cchc.assessment",
                            "res_id": self.assessment.id,
                            "body_html": "x",
                            name: value,
                        }
                    ),
                )

    def test_later_words_are_their_writers(self):
        """A message to be posted later is neither written under another's name, nor changed by others."""
        later = {
            "model": "cchc.assessment",
            "res_id": self.assessment.id,
            "body": "Sau",
            "author_id": self.officer.partner_id.id,
            "scheduled_date": Datetime.now() + timedelta(days=1),
        }
        scheduled = self.env["mail.scheduled.message"]
        own = scheduled.with_user(self.officer).create(later)
        self._assert_refused(
            AccessError,
            "is changed by its writer only",
            lambda: scheduled.with_user(self.officer).create(
                {**later, "author_id": self.secretary.partner_id.id}
            ),
            lambda: own.with_user(self.officer).write({"author_id": self.secretary.partner_id.id}),
        )
        with self.assertRaises(AccessError):
            own.with_user(self.leader).write({"body": "Khác"})
        self._assert_refused(
            UserError,
            "go to people who may read it",
            lambda: own.with_user(self.officer).write(
                {"partner_ids": [Command.set(self.other_leader.partner_id.ids)]}
            ),
        )
        own.with_user(self.officer).write({"body": "Sửa"})


@tagged("post_install", "-at_install")
class TestSettings(CchcCase):
    """Settings that would stop everybody's work."""

    def _settings(self, **values):
        return self.env["res.config.settings"].create(values)

    def test_documents_that_may_be_filed(self):
        """Some kind is, of some size."""
        for size in (0, -1):
            with self.assertRaisesRegex(ValidationError, "has to have a size above 0"):
                self._settings(cchc_evidence_max_megabytes=size)
        self._settings(cchc_evidence_max_megabytes=0.5)
        kinds = ("pdf", "image", "word", "excel", "zip")
        none = self._settings(**{f"cchc_evidence_{kind}": False for kind in kinds})
        with self.assertRaisesRegex(ValidationError, "Allow at least one type"):
            none.set_values()
        self._settings(**{f"cchc_evidence_{kind}": kind == "word" for kind in kinds}).set_values()
        self.assertEqual(list(self.env["cchc.evidence"]._get_allowed_kinds()), ["word"])

    def test_the_language_of_documents(self):
        """Vietnamese stays; others come and go."""
        self.env["res.lang"]._activate_lang("vi_VN")
        vietnamese = self.env["res.lang"].search([("code", "=", "vi_VN")])
        french = self.env["res.lang"]._activate_lang("fr_FR")
        with self.assertRaisesRegex(UserError, "has to stay activated"):
            (vietnamese | french).write({"active": False})
        vietnamese.write({"active": True})
        french.write({"active": False})
        self.assertEqual((vietnamese.active, french.active), (True, False))

    def test_a_search_has_a_bound(self):
        """As many conditions as anybody asks for, and one more; the system itself is not counted."""
        periods = self.env["cchc.period"].with_user(self.secretary)
        leaf = ("name", "=", "x")
        self.assertFalse(periods.search([leaf] * 2000))
        with self.assertRaisesRegex(UserError, "more than 2000 conditions"):
            periods.search([leaf] * 2001)
        self.assertFalse(periods.sudo().search([leaf] * 2001))

    def test_views_of_ours_are_marked(self):
        """Style sheets tell our screens, whose grey has contrast, from those of other apps."""
        for model, view_type, is_ours in (
            ("cchc.assessment", "form", True),
            ("cchc.unit", "list", True),
            ("res.partner", "form", False),
        ):
            arch = self.env[model].get_view(view_type=view_type)["arch"]
            root = arch.partition(">")[0]
            self.assertEqual("o_cchc_screen" in root, is_ours, (model, view_type))
