import json
from datetime import timedelta

from odoo.fields import Command, Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..assessment.test_attacks import MILESTONE
from ..common import post
from ..evidence.test_evidence_rights import RolesCase

FORGED = "Trạng thái mới: Đã phê duyệt"
OUTSIDER = "nguoi.la@example.com"
# What a message says, to whom and where.
CONTENT = [
    "author_id",
    "body",
    "date",
    "email_from",
    "message_type",
    "model",
    "parent_id",
    "partner_ids",
    "res_id",
    "subject",
    "subtype_id",
    "tracking_value_ids",
]


class WordsCase(RolesCase):
    """A unit that has submitted, with a discussion; and every road on which Odoo carries words into it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.note = post(
            cls.assessment.with_user(cls.officer), "Lời của chuyên viên.", message_type="comment"
        )
        cls._send()
        cls._approve()
        cls.outsider = cls.env["res.partner"].create({"name": "Người lạ", "email": OUTSIDER})
        cls.milestone = cls.env.ref(MILESTONE)
        cls.told = cls.assessment.message_ids.filtered(lambda m: m.subtype_id == cls.milestone)[:1]
        cls.activity = cls.assessment.with_user(cls.officer).activity_schedule(
            "mail.mail_activity_data_todo", user_id=cls.officer.id
        )

    def authenticate(self, user, password, **kwargs):
        # hundreds of calls: who is signed in already need not sign in again
        if getattr(self, "_signed_in", None) != user:
            super().authenticate(user, password, **kwargs)
            self._signed_in = user

    def _route(self, path, user, **params):
        """Call a JSON route as ``user``, as Odoo's own pages do."""
        self.authenticate(user.login, user.login)
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            answer = self.url_open(
                path,
                data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
                headers={"Content-Type": "application/json"},
            ).json()
        if "error" in answer:
            data = answer["error"]["data"]
            return f"{data['name'].rpartition('.')[2]}: {data['message']}"
        return answer.get("result")

    def _get_words(self):
        self.env.invalidate_all()
        messages = self.env["mail.message"].search(
            [("model", "=", "cchc.assessment"), ("res_id", "=", self.assessment.id)], order="id"
        )
        return {row["id"]: row for row in messages.read(CONTENT, load=None)}

    def _compose(self, user, record=None, **values):
        composer = self._call(
            "mail.compose.message",
            "create",
            {
                "model": (record or self.assessment)._name,
                "res_ids": str((record or self.assessment).ids),
                "body": FORGED,
                **values,
            },
            user=user,
        )
        if not isinstance(composer, int):
            return composer
        return self._call("mail.compose.message", "action_send_mail", [composer], user=user)

    def _schedule(self, user, **values):
        return self._call(
            "mail.scheduled.message",
            "create",
            {
                "model": "cchc.assessment",
                "res_id": self.assessment.id,
                "body": FORGED,
                "author_id": user.partner_id.id,
                "scheduled_date": str(Datetime.now() + timedelta(hours=1)),
                **values,
            },
            user=user,
        )

    def _post_scheduled(self):
        """Let the job post what is due, as it does an hour later."""
        self.env["mail.scheduled.message"].search([])._post_message(raise_exception=False)

    def _assert_only_own_words(self, user, before):
        """What came in is ``user``'s own comment of now to those who read it; what was there is as it was.

        :return: what came in.
        """
        after = self._get_words()
        self.assertEqual({key: after.get(key) for key in before}, before)
        fresh = [row for key, row in after.items() if key not in before]
        readers = self.officer | self.leader | self.secretary | self.appraiser | self.admin
        for row in fresh:
            self.assertEqual(row["author_id"], user.partner_id.id)
            self.assertIn(row["email_from"], (user.email_formatted, user.email))
            self.assertIn(row["message_type"], ("comment", "email_outgoing", "user_notification"))
            self.assertNotEqual(row["subtype_id"], self.milestone.id)
            self.assertFalse(row["tracking_value_ids"])
            self.assertLessEqual(set(row["partner_ids"]), set(readers.partner_id.ids))
            self.assertLess(abs(row["date"] - Datetime.now()), timedelta(minutes=5))
        mails = self.env["mail.mail"].search([("model", "=", "cchc.assessment")])
        self.assertFalse(mails.filtered(lambda m: m.email_to or m.email_cc))
        self.assertNotIn(self.outsider, mails.recipient_ids | self.assessment.message_partner_ids)
        return fresh


@tagged("post_install", "-at_install")
class TestOwnWords(WordsCase):
    """Odoo acting for a caller is still the caller."""

    def test_the_ways_in_work(self):
        """By each of these roads the officer's own words do come in: what is refused below is refused for a reason."""
        partners = self.leader.partner_id.ids
        roads = {
            "call": lambda: self._call(
                "cchc.assessment",
                "message_post",
                self.assessment.ids,
                body="Của tôi.",
                partner_ids=partners,
                user=self.officer,
            ),
            "page": lambda: self._route(
                "/mail/message/post",
                self.officer,
                thread_model="cchc.assessment",
                thread_id=self.assessment.id,
                post_data={"body": "Của tôi.", "partner_ids": partners},
            ),
            "composer": lambda: self._compose(self.officer, partner_ids=partners),
            "composer in mass mode": lambda: self._compose(
                self.officer, composition_mode="mass_mail", subject="x", partner_ids=partners
            ),
            "notice": lambda: self._call(
                "cchc.assessment",
                "message_notify",
                self.assessment.ids,
                body="Của tôi.",
                partner_ids=partners,
                user=self.officer,
            ),
            "activity": self._finish_activity,
            "later": self._post_later,
        }
        for name, road in roads.items():
            with self.subTest(road=name):
                before = self._get_words()
                answer = road()
                self.assertTrue(self._assert_only_own_words(self.officer, before), answer)

    def _finish_activity(self, feedback="Xong."):
        activity = self.activity
        return self._call(
            "mail.activity", "action_feedback", activity.ids, feedback=feedback, user=self.officer
        )

    def _post_later(self):
        self._schedule(self.officer)
        self._post_scheduled()

    def _get_forgeries(self):
        """What somebody would put into a message that isn't theirs to say, by name of the argument."""
        elsewhere = self.other_assessment.message_ids[:1]
        tracked = self.env["ir.model.fields"]._get("cchc.assessment", "state")
        return (
            {"author_id": self.secretary.partner_id.id},
            # the author alone: the address is the caller's own
            {
                "author_id": self.secretary.partner_id.id,
                "email_from": self.officer.email_formatted,
            },
            {"author_id": False, "email_from": self.secretary.email_formatted},
            {"email_from": self.secretary.email_formatted},
            {"email_from": f'"Chủ tịch" <{self.officer.email}>'},
            {"message_type": "notification"},
            {"message_type": "auto_comment"},
            {"message_type": "email"},
            {"subtype_xmlid": MILESTONE},
            {"subtype_id": self.milestone.id},
            {"date": "2020-01-01 00:00:00"},
            {"parent_id": elsewhere.id},
            {"partner_ids": self.outsider.ids},
            {"partner_ids": self.other_officer.partner_id.ids},
            {"outgoing_email_to": OUTSIDER},
            {"incoming_email_to": OUTSIDER},
            {"incoming_email_cc": OUTSIDER},
            {"reply_to": OUTSIDER},
            {"mail_headers": {"Bcc": OUTSIDER}},
            {"force_email_company": self.env.company.id},
            {"force_record_name": "Văn phòng UBND"},
            {
                "tracking_value_ids": [
                    Command.create(
                        {"field_id": tracked.id, "old_value_char": "a", "new_value_char": "b"}
                    )
                ]
            },
        )

    def test_every_argument_of_a_message(self):
        """Whatever is said of a message by calls, notices and Odoo's own page, it is the caller's and stays inside."""
        for user in (self.officer, self.secretary):
            for forgery in self._get_forgeries():
                for model, method, ids, more in (
                    ("cchc.assessment", "message_post", self.assessment.ids, {}),
                    ("cchc.assessment", "message_notify", self.assessment.ids, {}),
                    (
                        "mail.thread",
                        "message_notify",
                        [],
                        {"model": "cchc.assessment", "res_id": self.assessment.id},
                    ),
                ):
                    if user == self.secretary and forgery.get("author_id"):
                        forgery = {"author_id": self.leader.partner_id.id}
                    elif user == self.secretary and "email_from" in forgery:
                        continue
                    with self.subTest(user=user.login, method=method, forgery=forgery):
                        before = self._get_words()
                        self._call(
                            model,
                            method,
                            ids,
                            user=user,
                            **{
                                "body": FORGED,
                                "partner_ids": self.leader.partner_id.ids,
                                **more,
                                **forgery,
                            },
                        )
                        self._assert_only_own_words(user, before)

    def test_messages_made_by_hand(self):
        """A message that is created, imported or copied past the discussion is the caller's as well."""
        vals = {"model": "cchc.assessment", "res_id": self.assessment.id, "body": FORGED}
        for user in (self.officer, self.secretary, self.admin):
            for forgery in self._get_forgeries():
                known = {
                    name: value
                    for name, value in forgery.items()
                    if name in self.env["mail.message"]._fields
                }
                if user != self.officer and ("email_from" in known or not known):
                    continue
                if user != self.officer and known.get("author_id"):
                    known = {"author_id": self.leader.partner_id.id}
                with self.subTest(user=user.login, known=known):
                    before = self._get_words()
                    self._call("mail.message", "create", [{**vals, **known}], user=user)
                    context = {f"default_{name}": value for name, value in known.items()}
                    self._call("mail.message", "create", [vals], user=user, context=context)
                    self._assert_only_own_words(user, before)
            before = self._get_words()
            self._call(
                "mail.message",
                "load",
                ["model", "res_id", "body", "subtype_id/.id", "author_id/.id"],
                [
                    [
                        "cchc.assessment",
                        str(self.assessment.id),
                        FORGED,
                        str(self.milestone.id),
                        str(self.leader.partner_id.id),
                    ]
                ],
                user=user,
            )
            self._call("mail.message", "copy", self.told.ids, user=user)
            self._assert_only_own_words(user, before)

    def test_composers(self):
        """The composer, in both modes, with and without a template, speaks for whoever opened it and to readers."""
        template = (
            self.env["mail.template"]
            .with_user(self.officer)
            .sudo()
            .create(
                {
                    "name": "Mẫu của tôi",
                    "model_id": self.env["ir.model"]._get_id("cchc.assessment"),
                    "subject": FORGED,
                    "body_html": FORGED,
                    "email_from": self.secretary.email_formatted,
                    "email_to": OUTSIDER,
                    "use_default_to": False,
                }
            )
        )
        for values in (
            {"author_id": self.secretary.partner_id.id},
            {"email_from": self.secretary.email_formatted},
            {"partner_ids": self.outsider.ids},
            {"reply_to": OUTSIDER, "reply_to_mode": "new"},
            {"message_type": "notification"},
            {"subtype_id": self.milestone.id},
            {"template_id": template.id},
        ):
            for mode in ("comment", "mass_mail"):
                with self.subTest(values=values, mode=mode):
                    before = self._get_words()
                    self._compose(self.officer, composition_mode=mode, subject=FORGED, **values)
                    self._assert_only_own_words(self.officer, before)
        before = self._get_words()
        for method in ("send_mail", "send_mail_batch"):
            ids = self.assessment.id if method == "send_mail" else self.assessment.ids
            self._call("mail.template", method, template.ids, ids, user=self.officer)
        self._assert_only_own_words(self.officer, before)

    def test_composers_into_another_unit(self):
        """Mass mode puts nothing into the discussion of an assessment that its sender may not read."""
        before = self._get_words()
        self._compose(self.other_officer, composition_mode="mass_mail", subject=FORGED)
        self.assertEqual(self._get_words(), before)

    def test_what_odoo_fills_in_is_read_by_its_writer(self):
        """Composer, activity and message tell of another unit's record what they tell of none, by every way in."""
        template = self.env["mail.template"].create(
            {
                "name": "Mẫu thử",
                "model_id": self.env["ir.model"]._get_id("cchc.assessment"),
                "subject": "{{ object.display_name }}",
                "body_html": "<p t-out='object.unit_id.code'/>",
            }
        )
        parent = post(self.assessment, "Nội bộ", subject="Chuyện nội bộ")
        model_id = self.env["ir.model"]._get_id("cchc.assessment")
        letter = {"subject": {}, "body": {}, "partner_ids": {}, "record_company_id": {}}
        about = {"model": "cchc.assessment", "composition_mode": "comment"}

        def ways(number, message):
            by_number = {**about, "res_ids": f"[{number}]"}
            for values, context in (
                ({**by_number, "template_id": template.id}, {}),
                (by_number, {}),
                ({**about, "template_id": template.id}, {"active_ids": [number]}),
                (about, {"composer_force_res_ids": [number]}),
                (about, {"active_id": number}),
                ({"composition_mode": "comment", "parent_id": message}, {}),
                ({}, {f"default_{name}": value for name, value in by_number.items()}),
                ({"composition_mode": "comment"}, {"default_parent_id": message}),
            ):
                names = list(values)
                yield "mail.compose.message", "onchange", [[], values, names, letter], context
                yield "mail.compose.message", "web_save", [[], values, letter], context
            named = {"res_model": "cchc.assessment", "res_model_id": model_id, "res_id": number}
            for values, context in (
                (named, {}),
                ({}, {f"default_{name}": value for name, value in named.items()}),
            ):
                arguments = [[], values, list(values), {"res_name": {}}]
                yield "mail.activity", "onchange", arguments, context
            values = {"model": "cchc.assessment", "res_id": number}
            arguments = [[], values, list(values), {"record_name": {}}]
            yield "mail.message", "onchange", arguments, {}
            values = {"res_model": "cchc.assessment", "res_ids": f"[{number}]"}
            arguments = [[], values, list(values), {"company_id": {"fields": {"display_name": {}}}}]
            yield "mail.activity.schedule", "onchange", arguments, {}

        secrets = (self.assessment.display_name, "Chuyện nội bộ")
        told = 0
        unknown = ways(2**30, 2**30)
        for model, method, arguments, context in ways(self.assessment.id, parent.id):
            others = next(unknown)
            with self.subTest(model=model, method=method, values=arguments[1], **context):
                own = self._call(model, method, *arguments, user=self.officer, context=context)
                told += any(secret in json.dumps(own, ensure_ascii=False) for secret in secrets)
                hidden = self._call(
                    model, method, *arguments, user=self.other_officer, context=context
                )
                nothing = self._call(
                    model, method, *others[2], user=self.other_officer, context=others[3]
                )
                text = json.dumps(hidden, ensure_ascii=False)
                self.assertFalse([secret for secret in secrets if secret in text])
                if method == "onchange":
                    self.assertEqual(hidden, nothing)
        self.assertGreater(told, 8)

    def test_what_is_posted_later(self):
        """What is scheduled is its writer's: nobody else puts it into their name, rewords it or sends it out."""
        for values in (
            {"author_id": self.secretary.partner_id.id},
            {"partner_ids": [Command.set(self.outsider.ids)]},
            {"notification_parameters": json.dumps({"message_type": "notification"})},
            {"notification_parameters": json.dumps({"subtype_id": self.milestone.id})},
            {"notification_parameters": json.dumps({"email_from": self.secretary.email})},
            {"notification_parameters": json.dumps({"reply_to": OUTSIDER})},
        ):
            with self.subTest(values=values):
                before = self._get_words()
                self._schedule(self.officer, **values)
                self._post_scheduled()
                self._assert_only_own_words(self.officer, before)
        leaders = self._schedule(self.leader, body="Lời của lãnh đạo.")
        for user in (self.officer, self.secretary, self.admin):
            for method, *args in (
                ("write", {"body": FORGED}),
                ("write", {"author_id": user.partner_id.id}),
                ("unlink",),
            ):
                answer = self._call("mail.scheduled.message", method, [leaders], *args, user=user)
                self._assert_refused(answer)
        before = self._get_words()
        self._post_scheduled()
        [row] = self._assert_only_own_words(self.leader, before)
        self.assertIn("Lời của lãnh đạo.", row["body"])

    def test_activities(self):
        """Who marks an activity as done says so in their own name, whatever the feedback claims."""
        before = self._get_words()
        self._finish_activity(FORGED)
        self.assertTrue(self._assert_only_own_words(self.officer, before))

    def test_mail_from_outside(self):
        """An e-mail under the secretary's address comes into no record, nor does anything go out in answer."""
        letter = "\n".join(
            (
                f"From: {self.secretary.email_formatted}",
                "To: catchall@example.com",
                "Subject: Re",
                "Message-Id: <forged@example.com>",
                f"In-Reply-To: {self.note.message_id}",
                f"References: {self.note.message_id}",
                "",
                FORGED,
            )
        )
        before, mails = self._get_words(), self.env["mail.mail"].search_count([])
        for model in ("mail.thread", "cchc.assessment"):
            answer = self._call(model, "message_process", model, letter, user=self.officer)
            self.assertRegex(str(answer), "^UserError: ")
        self.assertEqual(self._get_words(), before)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        # the job that fetches letters sends it back, and keeps nothing
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].message_process("mail.thread", letter)
        self.assertEqual(self._get_words(), before)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails + 1)

    def test_nobody_is_made_to_follow(self):
        """Only who may read an assessment can be told of it, by whatever door somebody is subscribed."""
        for user in (self.officer, self.leader, self.secretary, self.admin):
            for partner in (self.outsider, self.other_officer.partner_id):
                with self.subTest(user=user.login, partner=partner.name):
                    self._call(
                        "cchc.assessment",
                        "message_subscribe",
                        self.assessment.ids,
                        partner.ids,
                        user=user,
                    )
                    self._route(
                        "/mail/thread/subscribe",
                        user,
                        res_model="cchc.assessment",
                        res_id=self.assessment.id,
                        partner_ids=partner.ids,
                    )
                    wizard = self._call(
                        "mail.followers.edit",
                        "create",
                        {
                            "res_model": "cchc.assessment",
                            "res_ids": str(self.assessment.ids),
                            "partner_ids": [Command.set(partner.ids)],
                        },
                        user=user,
                    )
                    if isinstance(wizard, int):
                        self._call("mail.followers.edit", "edit_followers", [wizard], user=user)
                    self._call(
                        "mail.followers",
                        "create",
                        {
                            "res_model": "cchc.assessment",
                            "res_id": self.assessment.id,
                            "partner_id": partner.id,
                        },
                        user=user,
                    )
                    self.env.invalidate_all()
                    self.assertNotIn(partner, self.assessment.message_partner_ids)
        self._call(
            "mail.followers",
            "create",
            {
                "res_model": "cchc.assessment",
                "res_id": self.assessment.id,
                "partner_id": self.appraiser.partner_id.id,
            },
            user=self.admin,
        )
        self.env.invalidate_all()
        self.assertIn(self.appraiser.partner_id, self.assessment.message_partner_ids)


@tagged("post_install", "-at_install")
class TestWordsStay(WordsCase):
    """What a closed discussion holds, and what the system has told, stays as it is."""

    def test_no_content_is_changed(self):
        """Neither words nor author, date, place, kind nor files of a message change, by no door, whoever asks."""
        values = {
            "author_id": self.officer.partner_id.id,
            "body": FORGED,
            "date": "2020-01-01 00:00:00",
            "email_from": OUTSIDER,
            "message_type": "comment",
            "parent_id": self.note.id,
            "partner_ids": [Command.set(self.outsider.ids)],
            "res_id": self.other_assessment.id,
            "subject": FORGED,
            "subtype_id": self.milestone.id,
            "reply_to": OUTSIDER,
            "outgoing_email_to": OUTSIDER,
            "is_internal": True,
            "tracking_value_ids": [Command.clear()],
        }
        before = self._get_words()
        for user in (self.officer, self.leader, self.secretary, self.admin):
            for message in self.told | self.note:
                for name, value in values.items():
                    with self.subTest(user=user.login, message=message.id, name=name):
                        self._call("mail.message", "write", message.ids, {name: value}, user=user)
                        self.assertEqual(self._get_words(), before)
                self._route(
                    "/mail/message/update_content",
                    user,
                    message_id=message.id,
                    update_data={"body": FORGED, "partner_ids": self.outsider.ids},
                )
                self._call("mail.message", "unlink", message.ids, user=user)
                self._call(
                    "mail.message",
                    "load",
                    [".id", "subject"],
                    [[str(message.id), FORGED]],
                    user=user,
                )
                self._call(
                    "mail.tracking.value",
                    "create",
                    {
                        "mail_message_id": message.id,
                        "field_id": self.env["ir.model.fields"]._get("cchc.assessment", "state").id,
                        "new_value_char": FORGED,
                    },
                    user=user,
                )
                self.assertEqual(self._get_words(), before)

    def test_what_the_system_tells_of_other_records_stays(self):
        """That a period's deadline was moved is not reworded by the secretary, nor told by hand."""
        self._call(
            "cchc.period",
            "write",
            self.period.ids,
            {"review_deadline": str(Datetime.now() + timedelta(days=90))},
            user=self.secretary,
        )
        self.env.invalidate_all()
        told = self.period.message_ids.filtered("tracking_value_ids")[:1]
        self.assertTrue(told)
        for method, *args in (
            ("write", {"body": FORGED}),
            ("write", {"date": "2020-01-01"}),
            ("unlink",),
        ):
            for user in (self.secretary, self.admin):
                self._assert_refused(self._call("mail.message", method, told.ids, *args, user=user))
        answer = self._call(
            "cchc.period",
            "message_post",
            self.period.ids,
            body=FORGED,
            author_id=self.admin.partner_id.id,
            user=self.secretary,
        )
        self._assert_refused(answer)

    def test_own_words_of_an_open_assessment_change(self):
        """While a unit scores, its people mend what they themselves have written, and nobody else does."""
        note = post(
            self.other_assessment.with_user(self.other_officer),
            "Sai chính tả.",
            message_type="comment",
        )
        body = {"body": "Đúng chính tả."}
        self._call("mail.message", "write", note.ids, body, user=self.other_officer)
        self.env.invalidate_all()
        self.assertIn("Đúng", note.body)
        for user in (self.other_leader, self.secretary, self.admin):
            self._assert_refused(
                self._call("mail.message", "write", note.ids, {"body": FORGED}, user=user)
            )

    def test_stars_and_reactions_go_on(self):
        """Whoever reads a closed discussion may still mark and answer what is in it with a sign."""
        self._call("mail.message", "toggle_message_starred", self.told.ids, user=self.officer)
        self.env.invalidate_all()
        self.assertIn(self.officer.partner_id, self.told.starred_partner_ids)


@tagged("post_install", "-at_install")
class TestAddresses(WordsCase):
    """Where the addon's own messages go is fixed by those who may, and holds one line."""

    def test_the_councils_address(self):
        """No-addresses, second recipients and line breaks are no address of the council."""
        for address in (
            "khong phai dia chi",
            "a@b",
            "council@example.com\r\nBcc: nguoi.la@example.com",
            "council@example.com\nx",
            "council@example.com, khong",
            "Hội đồng <council@example.com>\r\nBcc: x@example.com",
            "council@example.com,,x@example.com",
        ):
            with self.subTest(address=address):
                answer = self._call(
                    "cchc.period",
                    "write",
                    self.period.ids,
                    {"council_email": address},
                    user=self.secretary,
                )
                self._assert_refused(answer)
        for address in ("council@example.com", "a@example.com, b@example.gov.vn", False):
            answer = self._call(
                "cchc.period",
                "write",
                self.period.ids,
                {"council_email": address},
                user=self.secretary,
            )
            self.assertIs(answer, True, address)

    def test_names_have_one_line(self):
        """A line break in a name becomes a space: no message, heading or file name breaks on it."""
        for model, record, name in (
            ("cchc.unit", self.unit, "name"),
            ("cchc.unit", self.unit, "code"),
            ("cchc.unit.group", self.group, "name"),
            ("cchc.period", self.period, "name"),
        ):
            with self.subTest(model=model, name=name):
                user = self.secretary
                answer = self._call(
                    model, "write", record.ids, {name: "Sở\r\nBcc: x@example.com\u2028y"}, user=user
                )
                self.assertIs(answer, True)
                self.env.invalidate_all()
                self.assertEqual(record[name], "Sở Bcc: x@example.com y")
        unit = self._call(
            "cchc.unit",
            "create",
            {"name": "Sở\nMới", "code": "T\tM", "group_id": self.group.id},
            user=self.secretary,
        )
        self.assertEqual(self.env["cchc.unit"].browse(unit).name, "Sở Mới")
        self.period.council_email = "council@example.com"
        self.assessment.submission_ids.with_user(self.secretary).action_mail_council()
        self.assertNotEqual(self.assessment.submission_ids.mail_state, "failed")
        mail = self.env["mail.mail"].search([("model", "=", "cchc.submission")], limit=1)
        self.assertIn("Sở Bcc:", mail.subject)

    def test_templates_keep_sender_and_recipients(self):
        """The secretary words what is sent; who writes to whom is the administrator's."""
        templates = self.env["mail.template"].search(
            [("model", "in", ("cchc.submission", "cchc.result", "cchc.reminder"))]
        )
        self.assertEqual(len(templates), 5)
        for template in templates:
            for user in (self.secretary, self.officer, self.appraiser):
                for name, value in (
                    ("email_from", OUTSIDER),
                    ("email_to", OUTSIDER),
                    ("email_cc", OUTSIDER),
                    ("partner_to", str(self.outsider.id)),
                    ("reply_to", OUTSIDER),
                    ("use_default_to", True),
                    ("model_id", self.env["ir.model"]._get_id("res.partner")),
                    ("lang", "vi_VN"),
                    ("scheduled_date", "2030-01-01"),
                ):
                    with self.subTest(template=template.name, user=user.login, name=name):
                        answer = self._call(
                            "mail.template", "write", template.ids, {name: value}, user=user
                        )
                        self._assert_refused(answer)
            self.assertIs(
                self._call(
                    "mail.template", "write", template.ids, {"subject": "Mới"}, user=self.secretary
                ),
                True,
            )
            for user in (self.officer, self.appraiser):
                for method, args in (
                    ("write", [{"subject": "Mới"}]),
                    ("update_field_translations", ["subject", {"en_US": "x"}]),
                    ("unlink", []),
                ):
                    self._assert_refused(
                        self._call("mail.template", method, template.ids, *args, user=user)
                    )

    def test_nobody_sends_in_the_name_of_what_is_sealed(self):
        """A template of one's own sends nothing for a submission, nor touches what became of its message."""
        submission = self.assessment.submission_ids
        state = submission.mail_state
        template = (
            self.env["mail.template"]
            .with_user(self.officer)
            .sudo()
            .create(
                {
                    "name": "Mẫu của tôi",
                    "model_id": self.env["ir.model"]._get_id("cchc.submission"),
                    "subject": FORGED,
                    "email_to": OUTSIDER,
                    "use_default_to": False,
                }
            )
        )
        mails = self.env["mail.mail"].search([])
        for answer in (
            self._call(
                "mail.template", "send_mail", template.ids, submission.id, user=self.officer
            ),
            self._compose(
                self.officer, submission, composition_mode="mass_mail", template_id=template.id
            ),
            self._call(
                "mail.thread",
                "message_notify",
                [],
                model="cchc.submission",
                res_id=submission.id,
                body=FORGED,
                partner_ids=self.outsider.ids,
                user=self.officer,
            ),
        ):
            self._assert_refused(answer)
        self.env.invalidate_all()
        self.assertEqual(self.env["mail.mail"].search([]), mails)
        self.assertEqual(submission.mail_state, state)
