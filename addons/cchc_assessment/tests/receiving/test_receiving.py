import base64
from datetime import timedelta
from email.message import EmailMessage
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...models.period import cchc_work
from ..common import CchcCase, RemoteCase, WebCase, make_pdf
from ..postbox import open_pop3
from ..pure import documents_fixtures as fixtures

LOGGERS = ("odoo.addons.mail.models.mail_thread", "odoo.addons.mail.models.mail_mail")
SERVICE = "cchc_assessment.mail_authentication_service"
PROVEN = "mx.mau.gov.vn; dmarc=pass header.from=mau.gov.vn"


class ReceivingCase:
    """Two units with mailboxes; letters come in as Odoo's job fetches them."""

    @classmethod
    def _make_mailboxes(cls):
        cls._open_period()
        domain = cls.env["mail.alias.domain"].create({"name": "cchc.example.com"})
        cls.env.company.alias_domain_id = domain
        cls.env["ir.config_parameter"].set_param(SERVICE, "mx.mau.gov.vn")
        cls.officer.email, cls.leader.email = "lan@mau.gov.vn", "truong@mau.gov.vn"
        cls.other_officer.email = "khac@mau.gov.vn"
        (cls.officer | cls.leader | cls.other_officer).lang = "en_US"
        units = cls.unit | cls.other_assessment.unit_id
        cls.unit.with_user(cls.secretary).mailbox = "tlkc-stn"
        cls.other_unit = units - cls.unit
        cls.other_unit.with_user(cls.secretary).action_give_mailboxes()
        cls.address = "tlkc-stn@cchc.example.com"

    def _letter(self, *files, sender="lan@mau.gov.vn", to=None, results=None, **heads):
        letter = EmailMessage()
        if results is None:
            domain = sender.rstrip(">").rpartition("@")[2]
            results = PROVEN.replace("from=mau.gov.vn", f"from={domain}")
        if results:
            letter["Authentication-Results"] = results
        letter["From"], letter["To"] = sender, to or self.address
        letter["Subject"], letter["Message-Id"] = "Bao cao", f"<{id(letter)}@mau.gov.vn>"
        for name, value in heads.items():
            letter[name.replace("_", "-")] = value
        letter.set_content("Kinh gui")
        letter.add_alternative("<p>Kính gửi <b>bí mật</b></p>", subtype="html")
        for name, content in files:
            letter.add_attachment(
                content, maintype="application", subtype="octet-stream", filename=name
            )
        return letter

    def _receive(self, letter):
        """Let the letter come in; return what was filed, and what was answered."""
        evidences, mails = self.env["cchc.evidence"].search([]), self.env["mail.mail"].search([])
        with mute_logger(*LOGGERS):
            self.env["mail.thread"].message_process(False, letter.as_bytes())
        answers = self.env["mail.mail"].search([]) - mails
        return self.env["cchc.evidence"].search([]) - evidences, answers

    def _count_traces(self):
        return [
            self.env[model].search_count([])
            for model in ("cchc.evidence", "ir.attachment", "cchc.log", "res.partner")
        ]

    def _assert_dropped(self, letter):
        """A letter of which nothing is kept, and that nobody is told of."""
        traces = self._count_traces()
        filed, answers = self._receive(letter)
        self.assertFalse(filed)
        self.assertEqual(self._count_traces(), traces)
        self.assertFalse(answers)


@tagged("post_install", "-at_install")
class TestReceiving(ReceivingCase, CchcCase):
    """What a unit's people send to its mailbox waits in its tray."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_mailboxes()

    def test_what_is_attached_waits_in_the_tray(self):
        """It is filed as an upload by its sender, without a criterion; of the letter nothing else is kept."""
        messages = self.env["mail.message"].search_count([])
        letter = self._letter(("1.2_BC-STN.pdf", make_pdf("Bao cao")), ("b.pdf", make_pdf("Hai")))
        filed, answers = self._receive(letter)
        self.assertFalse(answers)
        self.assertEqual(len(filed), 2)
        self.assertEqual(filed.assessment_id, self.assessment)
        self.assertFalse(filed.line_ids)
        self.assertEqual(filed.create_uid, self.officer)
        self.assertEqual(set(filed.mapped("received_from")), {"lan@mau.gov.vn"})
        self.assertEqual(self.assessment.with_user(self.officer).unsorted_count, 2)
        self.assertEqual(self.env["mail.message"].search_count([]), messages)
        self.assertFalse(self.env["mail.message"].search([("body", "ilike", "bí mật")]))
        rows = self.env["cchc.log"].search([("field", "=", "received_from")])
        self.assertEqual(set(rows.mapped("new_value")), {"lan@mau.gov.vn"})

    def test_the_same_letter_again(self):
        """What comes in twice is one document."""
        for _time in range(2):
            self._receive(self._letter(("a.pdf", make_pdf("Mot"))))
        self.assertEqual(len(self.assessment.evidence_ids), 1)

    def test_it_is_sorted(self):
        """A document has its proposals, by the code in its name, as an upload by the same person."""
        filed, _answers = self._receive(self._letter(("1.2_BC.pdf", make_pdf("Mot"))))
        filed = filed.with_user(self.officer)
        self.assertEqual(filed.proposed_line_id, self._line("1.2"))
        self.assertTrue(filed.is_proposal_sure)
        filed.action_accept_proposals()
        self.assertEqual(filed.line_ids, self._line("1.2"))

    def test_the_answer_goes_to_the_user(self):
        """Whatever else a letter names, only the address that its proven writer has here is answered."""
        letter = self._letter(
            Return_Path="<la@example.com>", Reply_To="la@example.com", Sender="la@example.com"
        )
        _filed, answers = self._receive(letter)
        self.assertEqual(answers.mapped("email_to"), ["lan@mau.gov.vn"])
        self.assertFalse(answers.email_cc or answers.recipient_ids)

    def test_what_was_archived_stays_so(self):
        """A file that is there already is not filed again, and one that was put away does not come back."""
        letter = self._letter(("a.pdf", make_pdf("Mot")))
        filed, _answers = self._receive(letter)
        filed.with_user(self.officer).active = False
        again, answers = self._receive(self._letter(("a.pdf", make_pdf("Mot"))))
        self.assertFalse(again)
        self.assertFalse(answers)
        self.assertFalse(filed.active)

    def test_so_many_a_day(self):
        """What came by e-mail within a day is counted; older things, and uploads, are not."""
        self._receive(self._letter(("a.pdf", make_pdf("Mot")), ("b.pdf", make_pdf("Hai"))))
        self._file(self._line("1.2"))
        letter = self._letter(("c.pdf", make_pdf("Ba")))
        with patch("odoo.addons.cchc_assessment.models.receiving.cchc_unit.MOST_A_DAY", 2):
            filed, answers = self._receive(letter)
            self.assertFalse(filed)
            self.assertIn("at most 2 documents a day", answers.body_html)
            self.env.cr.execute(
                "UPDATE cchc_evidence SET create_date = create_date - interval '25 hours' "
                "WHERE received_from IS NOT NULL"
            )
            taken = [
                self._receive(self._letter((f"{name}.pdf", make_pdf(name))))[0].mapped("file_name")
                for name in "cde"
            ]
        self.assertEqual(taken, [["c.pdf"], ["d.pdf"], []], "as many as that, and no more")

    def test_who_lost_their_rights(self):
        """Whom the unit still names, and who may not file any more, is as strange as anybody; nothing fails."""
        officer = self.env.ref("cchc_assessment.cchc_assessment_group_officer")
        file = ("a.pdf", make_pdf("Mot"))
        other = self.env["res.company"].create({"name": "Tỉnh khác"})
        groups = self.officer.group_ids
        self.officer.group_ids -= officer
        self._assert_dropped(self._letter(file))
        self.officer.group_ids = groups
        company = self.officer.company_id
        self.officer.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self._assert_dropped(self._letter(file))
        self.officer.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        self.assertEqual(len(self._receive(self._letter(file))[0]), 1)

    def test_scanners_write_by_themselves(self):
        """What a proven writer's machine sends is filed as well; only no answer goes to a program."""
        heads = {"Auto_Submitted": "auto-generated"}
        filed, answers = self._receive(
            self._letter(("a.pdf", make_pdf("Mot")), ("b.exe", b"MZ" + bytes(99)), **heads)
        )
        self.assertEqual(filed.mapped("file_name"), ["a.pdf"])
        self.assertFalse(answers)

    def test_no_letters_without_a_service(self):
        """As long as nobody proves senders there are no mailboxes, and those that there were take nothing."""
        self.env["ir.config_parameter"].set_param(SERVICE, False)
        self.env.invalidate_all()
        self._assert_dropped(self._letter(("a.pdf", make_pdf("Mot"))))
        self.assertFalse(self.unit.mail_address)
        units = (self.unit | self.other_unit).with_user(self.secretary)
        units.write({"mailbox": False})
        for ask in (units.action_give_mailboxes, lambda: units[:1].write({"mailbox": "x"})):
            with self.assertRaisesRegex(UserError, "proves senders"), self.cr.savepoint():
                ask()
        self.assertFalse(units.mail_address if len(units) == 1 else units[0].mail_address)

    def test_mailboxes_by_codes(self):
        """A name that somebody has already gets a figure: each unit has an address of its own."""
        code = self.unit.code.lower()
        self.env["mail.alias"].create(
            {
                "alias_name": f"tlkc-{code}",
                "alias_domain_id": self.env.company.alias_domain_id.id,
                "alias_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )
        self.unit.mailbox = False
        self.unit.with_user(self.secretary).action_give_mailboxes()
        self.assertEqual(self.unit.mail_address, f"tlkc-{code}-2@cchc.example.com")
        alias = self.unit.sudo().mail_alias_id
        self.assertFalse(alias.alias_parent_thread_id or alias.alias_parent_model_id)

    def test_mailboxes_of_many_units(self):
        """They are given behind the request, by the rights of whoever asked; without a service nothing begins."""
        units = (self.unit | self.other_unit).with_user(self.secretary)
        units.write({"mailbox": False})
        with patch.object(cchc_work, "MOST_AT_ONCE", 1):
            action = units.action_give_mailboxes()
            work = self.env["cchc.work"].browse(action["res_id"])
            self.assertFalse(any(units.mapped("mailbox")))
            self.assertEqual(
                (work.period_id, work.part_ids.unit_id),
                (self.period.browse(), self.unit | self.other_unit),
            )
            with self.enter_registry_test_mode():
                self.env.ref("cchc_assessment.cchc_work_cron").method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(work.state, "done")
            self.assertEqual(set(units.mapped("mailbox")), {f"tlkc-{unit.code}" for unit in units})
            units.write({"mailbox": False})
            self.env["ir.config_parameter"].set_param(SERVICE, False)
            with self.assertRaisesRegex(UserError, "proves senders"):
                units.action_give_mailboxes()

    def test_a_new_unit_with_a_mailbox(self):
        """It has its address at once, where senders are proven, and takes it along when it is deleted."""
        units = self.env["cchc.unit"].with_user(self.secretary)
        values = {"name": "Sở Mới", "code": "T-MOI", "group_id": self.group.id, "mailbox": "moi"}
        unit = units.create(values)
        self.assertEqual(unit.mail_address, "moi@cchc.example.com")
        alias = unit.sudo().mail_alias_id
        unit.unlink()
        self.assertFalse(alias.exists())
        self.env["ir.config_parameter"].set_param(SERVICE, False)
        with self.assertRaisesRegex(UserError, "proves senders"):
            units.create(values)

    def test_the_domain_changes(self):
        """Mailboxes follow the domain of their company."""
        domain = self.env["mail.alias.domain"].create({"name": "moi.example.com"})
        self.env.company.alias_domain_id = domain
        self.assertEqual(self.unit.mail_address, "tlkc-stn@moi.example.com")
        self.assertEqual(self.unit.sudo().mail_alias_id.alias_domain_id, domain)

    def test_what_may_not_be_filed(self):
        """Kinds, size and content are judged as in an upload; the rest is filed, and the sender is told of each."""
        letter = self._letter(
            ("tot.pdf", make_pdf("Mot")),
            ("chay.exe", b"MZ\x90\x00" + b"\x00" * 200),
            ("gia.pdf", b"<html>not a PDF</html>"),
            ("khoa.pdf", fixtures.locked_pdf("x")),
        )
        filed, answers = self._receive(letter)
        self.assertEqual(filed.mapped("file_name"), ["tot.pdf"])
        for name in ("chay.exe", "gia.pdf"):
            self.assertIn(name, answers.body_html)
        self.assertNotIn("tot.pdf", answers.body_html)
        self.assertEqual(answers.email_to, "lan@mau.gov.vn")
        self.env["ir.config_parameter"].set_param("cchc_assessment.evidence_max_megabytes", "0.001")
        filed, answers = self._receive(self._letter(("to.pdf", make_pdf("To") + b"%" * 2000)))
        self.assertFalse(filed)
        self.assertIn("larger than", answers.body_html)

    def test_too_many_files(self):
        """Of one letter twenty files are taken, and each other one is named."""
        files = [(f"{number}.pdf", make_pdf(f"So {number}")) for number in range(22)]
        filed, answers = self._receive(self._letter(*files))
        self.assertEqual(len(filed), 20)
        for name in ("20.pdf", "21.pdf"):
            self.assertIn(name, answers.body_html)

    def test_nothing_attached_and_letters_in_letters(self):
        """Who sends no file is told so; of a letter that is forwarded as a file its files are taken."""
        self.assertIn("Nothing is attached", self._receive(self._letter())[1].body_html)
        letter = self._letter()
        letter.add_attachment(self._letter(("a.pdf", make_pdf("Mot"))))
        filed, answers = self._receive(letter)
        self.assertEqual(filed.mapped("file_name"), ["a.pdf"])
        self.assertFalse(answers)

    def test_pictures_of_a_signature_are_no_documents(self):
        """What stands in the text by its number is passed over."""
        letter = self._letter(("a.pdf", make_pdf("Mot")))
        html = letter.get_body(("html",))
        html.set_content('<p>Chao <img src="cid:logo"></p>', subtype="html")
        html.add_related(fixtures.picture("PNG"), "image", "png", cid="<logo>", filename="logo.png")
        filed, answers = self._receive(letter)
        self.assertEqual(filed.mapped("file_name"), ["a.pdf"])
        self.assertFalse(answers)

    def test_two_years_are_open(self):
        """What names a year in its subject is filed there, anything else in the form that has to be sent first."""
        year = self.period.year + 1
        deadline = self.period.self_deadline + timedelta(days=365)
        later = self.period.copy({"name": "Năm sau", "year": year, "self_deadline": deadline})
        later.with_user(self.secretary).action_open()
        self.assertGreater(later.self_deadline, self.period.self_deadline)
        for subject, period in (
            ("Bao cao", self.period),
            (f"Bao cao nam {year}", later),
            (f"Bao cao nam {self.period.year}", self.period),
        ):
            with self.subTest(subject=subject):
                letter = self._letter((f"{subject}.pdf", make_pdf(subject)))
                letter.replace_header("Subject", subject)
                filed, answers = self._receive(letter)
                self.assertFalse(answers)
                self.assertEqual(filed.period_id, period)

    def test_between_two_periods(self):
        """What comes when no form is under way waits for the next one, and is the unit's alone."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_assessment SET state = 'published' WHERE unit_id = %s", self.unit.ids
        )
        self.env.invalidate_all()
        content = make_pdf("Mot")
        filed, answers = self._receive(self._letter(("a.pdf", content), ("b.exe", b"MZ program")))
        self.assertFalse(filed)
        self.assertIn("b.exe", answers.body_html)
        document = self.env["cchc.tray.document"].search([])
        self.assertEqual((document.unit_id, document.create_uid), (self.unit, self.officer))
        self.assertEqual(document.sudo().attachment_id.raw, content)
        self.assertEqual(document.received_from, "lan@mau.gov.vn")
        self.assertEqual(self.unit._count_received(), 1)

    def test_no_form_is_open(self):
        """When the unit has sent its form, nothing is filed, and the sender is told so."""
        self._fill_in()
        self._send()
        filed, answers = self._receive(self._letter(("a.pdf", make_pdf("Mot"))))
        self.assertFalse(filed)
        self.assertIn("is filling in no self-assessment", answers.body_html)

    def test_strangers(self):
        """Who is none of the unit's people, known or not, is not answered, and nothing of them is kept."""
        portal = new_test_user(
            self.env, "portal_mail", groups="base.group_portal", email="khach@mau.gov.vn"
        )
        gone = new_test_user(
            self.env, "gone_mail", groups="cchc_assessment.cchc_assessment_group_officer"
        )
        gone.email = "nghi@mau.gov.vn"
        self.unit.officer_ids |= gone
        gone.active = False
        file = ("a.pdf", make_pdf("Mot"))
        senders = (
            "la@example.com",
            portal.email,
            gone.email,
            self.other_officer.email,
            self.secretary.email or "thu-ky@mau.gov.vn",
            '"lan@mau.gov.vn" <la@example.com>',
        )
        for sender in senders:
            with self.subTest(sender=sender):
                self._assert_dropped(self._letter(file, sender=sender))
        # the address of two people says of neither that they wrote it
        self.leader.email = self.officer.email
        self._assert_dropped(self._letter(file))

    def test_another_units_mailbox(self):
        """What is sent to two units is filed in the sender's own alone, and nothing is said of the other."""
        other = self.other_unit.mail_address
        self.assertTrue(other)
        self._assert_dropped(self._letter(("a.pdf", make_pdf("Mot")), to=other))
        letter = self._letter(("a.pdf", make_pdf("Mot")), to=f"{self.address}, {other}")
        filed, answers = self._receive(letter)
        self.assertEqual(filed.unit_id, self.unit)
        self.assertFalse(answers)

    def test_a_unit_that_is_gone(self):
        """An archived unit takes nothing; one without a mailbox has no address."""
        self.unit.active = False
        self._assert_dropped(self._letter(("a.pdf", make_pdf("Mot"))))
        self.unit.write({"active": True, "mailbox": False})
        self.assertFalse(self.unit.mail_address)
        with self.assertRaisesRegex(ValueError, "No possible route"), mute_logger(*LOGGERS):
            self.env["mail.thread"].message_process(
                False, self._letter(("a.pdf", make_pdf("Mot"))).as_bytes()
            )

    def test_programs_are_not_answered(self):
        """What programs and mailboxes themselves send is dropped without a word: no two of them write for ever."""
        for heads in (
            {"Auto_Submitted": "auto-replied"},
            {"Precedence": "bulk"},
            {"List_Id": "<ds.example.com>"},
            {"sender": self.address},
            {"sender": "la@example.com", "Auto_Submitted": "auto-replied"},
        ):
            with self.subTest(heads=heads):
                self._assert_dropped(self._letter(**heads))

    def test_the_answer_to_an_answer_is_dropped(self):
        """An answer bears a sign by which Odoo knows what comes back for it."""
        _filed, [answer] = self._receive(self._letter())
        self.assertIn("loop-detection-bounce-email", answer.references)
        self._assert_dropped(self._letter(References=answer.references))

    def test_forged_senders(self):
        """What the agency's server has not proven is dropped, and nobody is answered, who would be told something."""
        file = ("a.pdf", make_pdf("Mot"))
        for results in (
            "",
            PROVEN.replace("pass", "fail"),
            PROVEN.replace("mx.", "forged."),
            PROVEN.replace("from=mau", "from=la"),
        ):
            with self.subTest(results=results):
                self._assert_dropped(self._letter(file, results=results))
                self._assert_dropped(self._letter(results=results, Return_Path="la@example.com"))
        filed, _answers = self._receive(self._letter(file))
        self.assertEqual(len(filed), 1)

    def test_names_of_mailboxes(self):
        """A name that is taken, or that no address may have, is refused by one sentence; others follow the unit."""
        self.env["mail.alias"].create(
            {"alias_name": "bi-mat", "alias_model_id": self.env["ir.model"]._get_id("res.partner")}
        )
        unit = self.unit.with_user(self.secretary)
        domain = self.env.company.alias_domain_id
        for name in ("bi-mat", "Bi mat", domain.catchall_alias, domain.bounce_alias, "...", "部"):
            with (
                self.subTest(name=name),
                self.assertRaisesRegex(UserError, "cannot be had"),
                self.cr.savepoint(),
            ):
                unit.mailbox = name
        unit.mailbox = "Tài liệu STN"
        self.assertEqual(unit.mail_address, "tai-lieu-stn@cchc.example.com")
        alias = self.unit.sudo().mail_alias_id
        unit.mailbox = False
        self.assertFalse(alias.exists())

    def test_an_alias_that_is_none_of_the_units(self):
        """Another alias that leads to the unit is no mailbox: its letters are sent back as ever."""
        model = self.env["ir.model"]._get_id("cchc.unit")
        self.env["mail.alias"].create(
            {
                "alias_name": "gia-mao",
                "alias_model_id": model,
                "alias_force_thread_id": self.unit.id,
            }
        )
        letter = self._letter(("a.pdf", make_pdf("Mot")), to="gia-mao@cchc.example.com")
        filed, answers = self._receive(letter)
        self.assertFalse(filed)
        self.assertEqual(len(answers), 1)


@tagged("post_install", "-at_install")
class TestReceivingRemotely(ReceivingCase, RemoteCase):
    """Letters come in by the job alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_mailboxes()

    def test_nobody_hands_in_letters(self):
        """Who calls Odoo's own method with a letter in somebody's name files nothing, an administrator neither."""
        letter = self._letter(("a.pdf", make_pdf("Mot"))).as_string()
        admin = new_test_user(self.env, "mail_admin", groups="base.group_system")
        traces = self._count_traces()
        for user in (self.officer, self.other_officer, self.secretary, admin):
            answer = self._call("mail.thread", "message_process", False, letter, user=user)
            self.assertRegex(str(answer), "Error: ")
        self.assertEqual(self._count_traces(), traces)

    def test_the_administrator_fetches_now(self):
        """Letters come in in nobody's name, also where the administrator presses the button: none gets lost."""
        admin = new_test_user(self.env, "mail_admin", groups="base.group_system")
        letters = [
            self._letter(("a.pdf", make_pdf("Mot"))),
            self._letter(("b.pdf", make_pdf("Hai")), sender="la@example.com"),
            self._letter(("c.pdf", make_pdf("Ba"))),
        ]
        self.assertFalse(self._fetch(letters, admin))
        filed = self.assessment.evidence_ids
        self.assertEqual(set(filed.mapped("file_name")), {"a.pdf", "c.pdf"})
        self.assertEqual(filed.create_uid, self.officer)

    def _fetch(self, letters, user):
        """Let ``user`` fetch letters from a server; return those that are left there."""
        with open_pop3([letter.as_bytes() for letter in letters]) as (port, left):
            server = self.env["fetchmail.server"].create(
                {
                    "name": "Thư đến",
                    "server_type": "pop",
                    "server": "127.0.0.1",
                    "port": port,
                    "user": "cchc",
                    "password": "cchc",
                    "state": "done",
                }
            )
            with mute_logger(*LOGGERS):
                self._call("fetchmail.server", "fetch_mail", server.ids, user=user)
        return left

    def test_a_letter_is_read_anew(self):
        """Where somebody else's work was in the way of a letter that is fetched, it is read once more."""
        admin = new_test_user(self.env, "mail_admin", groups="base.group_system")
        units, tries = self.registry["cchc.unit"], []
        receive = units._receive

        def busy(unit, message, values):
            tries.append(1)
            if len(tries) == 1:
                raise SerializationFailure
            return receive(unit, message, values)

        with patch.object(units, "_receive", busy):
            self._fetch([self._letter(("a.pdf", make_pdf("Mot")))], admin)
        self.assertEqual(len(tries), 2)
        self.assertEqual(self.assessment.evidence_ids.mapped("file_name"), ["a.pdf"])
        # nobody who calls gets that
        tries.clear()
        letter = self._letter(("b.pdf", make_pdf("Hai"))).as_bytes()
        with (
            patch.object(units, "_receive", busy),
            self.assertRaises(SerializationFailure),
            mute_logger(*LOGGERS),
        ):
            self.env["mail.thread"].message_process(False, letter)

    def test_nobody_else_gives_mailboxes(self):
        """Units' own people change neither name nor alias, nor does another unit's."""
        for user in (self.officer, self.leader, self.other_officer):
            for method, arguments in (
                ("write", [{"mailbox": "khac"}]),
                ("write", [{"mail_alias_id": self.other_unit.sudo().mail_alias_id.id}]),
                ("action_give_mailboxes", []),
            ):
                answer = self._call("cchc.unit", method, self.unit.ids, *arguments, user=user)
                self.assertRegex(str(answer), "^AccessError: ")
        alias = self.other_unit.sudo().mail_alias_id.id
        answer = self._call(
            "cchc.unit", "write", self.unit.ids, {"mail_alias_id": alias}, user=self.secretary
        )
        self.assertRegex(str(answer), "^AccessError: ")

    def test_addresses_tell_nobody_of_units(self):
        """Odoo's own list of addresses shows no unit's mailbox to anybody but the administrator."""
        alias = self.other_unit.sudo().mail_alias_id
        for user in (self.officer, self.other_officer, self.secretary):
            found = self._call("mail.alias", "search", [["id", "=", alias.id]], user=user)
            self.assertEqual(found, [])
            answer = self._call("mail.alias", "read", alias.ids, ["alias_name"], user=user)
            self.assertRegex(str(answer), "^AccessError: ")
        admin = new_test_user(self.env, "mail_admin", groups="base.group_system")
        found = self._call("mail.alias", "search", [["id", "=", alias.id]], user=admin)
        self.assertEqual(found, alias.ids)

    def test_nobody_writes_where_it_came_from(self):
        """Who files may not say that something came by e-mail from somebody, nor that it did not."""
        evidence = self._file(self._line("1.2"))
        for values in ({"received_from": "x@example.com"},):
            answer = self._call("cchc.evidence", "write", evidence.ids, values, user=self.officer)
            self.assertRegex(str(answer), "Error: ")
            answer = self._call(
                "cchc.evidence",
                "create",
                {
                    "assessment_id": self.assessment.id,
                    "name": "x",
                    "file_name": "x.pdf",
                    "file": base64.b64encode(make_pdf("x")).decode(),
                    **values,
                },
                user=self.officer,
            )
            self.assertRegex(str(answer), "Error: ")


@tagged("post_install", "-at_install")
class TestReceivingTour(ReceivingCase, WebCase):
    """An officer sorts in Chromium what they have sent by e-mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_mailboxes()

    def test_a_letter_is_sorted(self):
        """The file that was attached waits in the list, and is filed where its name says by one press."""
        filed, _answers = self._receive(self._letter(("1.2 Sang kien.pdf", make_pdf("Mot"))))
        path = f"action-cchc_assessment.cchc_assessment_action/{self.assessment.id}"
        self._play("cchc_officer_sorts_a_letter", self.officer, path)
        self.assertEqual(filed.line_ids, self._line("1.2"))
