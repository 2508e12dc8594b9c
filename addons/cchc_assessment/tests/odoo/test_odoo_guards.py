import re
from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ...models.common import opening
from ...models.common.named import gather_named
from ...models.common.system_voice import as_system, get_asker
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
        # nor is which revision somebody has seen anything to write
        self.assertTrue(self._line("1.2").with_user(self.officer).write({"seen_revision": 0}))

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
        shared = self.env["cchc.unit.group"].create(
            {"name": "Chung", "code": "T-CH", "company_id": False}
        )
        with self.assertRaisesRegex(UserError, "“Chung” belongs to “all companies” and stays"):
            shared.sudo().write({"company_id": company.id})

    def test_what_is_archived_is_of_a_province_too(self):
        """A unit comes from none of another province, also from one that has been dissolved."""
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        group = self.group.copy({"code": "T-XA", "company_id": company.id})
        there = self.env["cchc.unit"].create(
            {
                "name": "Sở ở xa",
                "code": "T-SX",
                "group_id": group.id,
                "company_id": company.id,
                "active": False,
            }
        )
        with self.assertRaisesRegex(UserError, "Sở ở xa"), self.env.cr.savepoint():
            self.unit.predecessor_ids = [Command.link(there.id)]
        here = self.other_unit.copy({"code": "T-CU", "name": "Sở cũ", "active": False})
        self.unit.predecessor_ids = [Command.link(here.id)]

    def test_nothing_is_locked_of_nothing(self):
        """Where no record is at hand nobody waits, and nothing fails."""
        none = self.env["cchc.unit"]
        with self.assertQueryCount(0):
            none._lock_for_update()
            none._lock_for_share()

    def test_who_asks(self):
        """Whoever called, also where Odoo does it as the superuser; who acts by their own rights does so themselves."""
        transaction = self.env.transaction
        by_officer = self.env(user=self.officer.id, su=False)
        by_root = self.env(user=SUPERUSER_ID)
        for caller, env, asker in (
            (by_officer, by_officer, self.officer),
            (by_officer, by_officer(su=True), self.officer),
            (by_officer, by_root, self.officer),
            (by_officer, by_officer(user=self.leader.id, su=True), self.officer),
            (by_officer, by_officer(user=self.leader.id), self.leader),
            (by_root, by_officer, self.officer),
            (by_root, by_officer(su=True), self.officer),
            (by_root, by_root, self.env["res.users"].browse(SUPERUSER_ID)),
            (None, by_officer(su=True), self.officer),
            (None, by_officer, self.officer),
        ):
            with (
                self.subTest(caller=caller, env=env),
                patch.object(transaction, "default_env", caller),
            ):
                self.assertEqual(get_asker(env), asker)

    def test_the_row_that_values_are_for(self):
        """Named by its number; what is no number of a row is for none."""
        for number, expected in (
            (1, {(1,)}),
            (2**31 - 1, {(2**31 - 1,)}),
            (2**31, {()}),
            (0, {()}),
            (-1, {()}),
            (True, {()}),
            ("1", {()}),
        ):
            values = {"assessment_ids": [(Command.UPDATE, number, {"unit_id": self.unit.id})]}
            rows = {
                records._ids
                for records, _field, model, _number in gather_named(self.period, values)
                if model == "cchc.unit"
            }
            self.assertEqual(rows, expected, number)


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
        server = self.env["ir.mail_server"].create({"name": "Khác", "smtp_host": "example.com"})
        for values in (
            {"outgoing_email_to": "x@example.com"},
            {"incoming_email_to": "x@example.com"},
            {"incoming_email_cc": "x@example.com"},
            {"reply_to": "x@example.com"},
            {"mail_server_id": server.id},
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

    def test_what_a_letter_answers_is_read_by_its_writer(self):
        """A composer quotes nothing that is hidden, whatever else is named before it."""
        hidden = post(self.other_assessment.with_user(self.other_officer), "Khác")
        own = post(self._own(self.officer), "Của tôi")
        composers = self.env["mail.compose.message"].with_user(self.officer)
        values = {"author_id": self.officer.partner_id.id, "subject": "Thử"}
        self._assert_refused(
            AccessError,
            "leads to something that does not exist or that is not yours to see",
            lambda: composers.create({**values, "parent_id": hidden.id}),
        )
        self.assertEqual(composers.create({**values, "parent_id": own.id}).parent_id, own)

    def test_letters_come_into_no_record(self):
        """Whatever way a letter has found: it neither begins a record nor answers in its discussion."""
        self._assert_refused(
            UserError,
            "An e-mail does not prove who wrote it",
            lambda: self.env["cchc.assessment"].message_new({"subject": "x"}),
            lambda: self.assessment.message_update({"subject": "x"}),
        )

    def test_what_has_no_discussion_says_nothing_by_hand(self):
        """What is no place where people write says only what the system does."""
        messages = self.env["mail.message"].with_user(self.officer).sudo()
        row = self.env["cchc.log"].search([], limit=1)
        values = {
            "model": "cchc.log",
            "res_id": row.id,
            "body": "x",
            "message_type": "comment",
        }
        self._assert_refused(
            AccessError, "is sent by the system alone", lambda: messages.create(values)
        )
        self.assertTrue(as_system(messages).create(values))

    def test_what_has_changed_is_told_by_the_system(self):
        """No value of before and after is added to a discussion, changed, moved there, or taken away."""
        message = post(self._own(self.officer), "Của tôi")
        elsewhere = post(self.officer.partner_id, "Khác")
        values = {
            "mail_message_id": message.id,
            "field_id": self.env["ir.model.fields"]._get("cchc.assessment", "state").id,
            "new_value_char": "x",
        }
        tracked = self.env["mail.tracking.value"].sudo()
        told = as_system(tracked).create(values).with_env(tracked.env)
        others = tracked.create({**values, "mail_message_id": elsewhere.id})
        others.write({"new_value_char": "y"})
        self._assert_refused(
            AccessError,
            "is told by the system alone",
            lambda: tracked.create(values),
            lambda: told.write({"new_value_char": "y"}),
            # neither away from here nor to here
            lambda: told.write({"mail_message_id": elsewhere.id}),
            lambda: others.write({"mail_message_id": message.id}),
            told.unlink,
        )
        others.unlink()

    def test_who_words_what_is_sent(self):
        """Words are the secretary's, the rest the administrator's, whoever Odoo becomes; other templates are free."""
        template = self.env.ref("cchc_assessment.cchc_submission_mail_template")
        free = self.env["mail.template"].create(
            {"name": "Khác", "model_id": self.env["ir.model"]._get_id("res.partner")}
        )

        def by(user, one=template):
            return one.with_user(user).sudo()

        self._assert_refused(
            AccessError,
            "Sender and recipients of this message are fixed",
            lambda: by(self.secretary).write({"email_to": "x@example.com"}),
            lambda: by(self.secretary).write({"subject": "Mới", "reply_to": "x@example.com"}),
            # a template of one's own becomes none of these
            lambda: by(self.officer, free).write({"model_id": template.model_id.id}),
        )
        self._assert_refused(
            AccessError,
            "Only the council's secretary words",
            lambda: by(self.officer).write({"subject": "Mới"}),
            lambda: by(self.officer).update_field_translations("subject", {"en_US": "Mới"}),
            by(self.officer).unlink,
        )
        by(self.secretary).write({"subject": "Mới"})
        by(self.officer, free).write({"subject": "Mới", "email_to": "x@example.com"})
        administrator = self.env.ref("base.user_admin")
        by(administrator).write({"email_cc": "x@example.com"})
        self.assertEqual((template.subject, template.email_cc), ("Mới", "x@example.com"))

    def test_whose_words_they_are_stays(self):
        """A template goes to no other province, and what is in one's way is not named to strangers."""
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        template = self.env.ref("cchc_assessment.cchc_submission_mail_template")
        free = self.env["mail.template"].create(
            {"name": "Khác", "model_id": self.env["ir.model"]._get_id("res.partner")}
        )
        for one, owner in ((template, template.cchc_company_id.name), (free, "all companies")):
            self._assert_refused(
                UserError,
                re.escape(f"“{one.name}” words the messages of “{owner}” and stays there"),
                lambda one=one: one.sudo().write({"cchc_company_id": company.id}),
            )
            one.sudo().write({"cchc_company_id": one.cchc_company_id.id})
        with self.assertRaises(AccessError):
            free.with_user(self.env.ref("base.public_user"))._check_province_stays(
                {"cchc_company_id": company.id}
            )

    def test_a_letter_that_says_nothing(self):
        """Without a template, words or recipients there is none; one that was sent is kept."""
        self._fill_in()
        self._send()
        self._approve()
        submission = self.assessment.submission_ids.sudo()
        template = self.env.ref("cchc_assessment.cchc_submission_mail_template").sudo()
        self.period.council_email = "council@example.com"

        def make(one):
            return one._make_letter(one, submission, submission.appendix_id)

        letter = make(template)
        self.assertFalse(letter.auto_delete)
        self._assert_refused(
            UserError, "The template has been deleted", lambda: make(template.browse())
        )
        self.period.council_email = False
        self._assert_refused(UserError, "It names no recipient", lambda: make(template))
        template.body_html = "<p> </p>"
        self._assert_refused(UserError, "It is empty", lambda: make(template))

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

    def test_groups_tell_nothing_of_hidden_people(self):
        """Who may not read a relation does not group by it either; by what is theirs to read they do."""
        units = self.env["cchc.unit"].with_user(self.secretary)
        for spec in ("coordinator_ids", "coordinator_ids.login", "coordinator_ids:array_agg"):
            with self.assertRaisesRegex(AccessError, "may not group by “coordinator_ids”"):
                units._read_group([], [spec], ["__count"])
        self.assertTrue(units._read_group([], ["officer_ids"], ["__count"]))
        self.assertTrue(units.sudo()._read_group([], ["coordinator_ids"], ["__count"]))

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
