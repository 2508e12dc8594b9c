import io
from unittest.mock import patch

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import PDF, CchcCase, RemoteCase, WebCase, make_pdf

DENIED = "^(AccessError|UserError|MissingError|ValidationError)"


class TrayCase(CchcCase):
    """A unit gathers documents for a year whose period is still in preparation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        (cls.officer | cls.leader | cls.other_officer | cls.secretary).lang = "en_US"
        cls.rubric._publish()
        cls.today = cls.env.company._cchc_today()
        cls.period.year = cls.today.year

    @classmethod
    def _gather(
        cls, file_name="12_BC-STN.pdf", content=PDF, user=None, unit=None, folder="", **said
    ):
        user, unit = user or cls.officer, unit or cls.unit
        documents = cls.env["cchc.tray.document"].with_user(user)
        document = documents._take_in_file(
            io.BytesIO(content), file_name, unit.with_user(user), folder
        )[0]
        if said:
            document.write(said)
        return document

    def _open(self):
        self.period.with_user(self.secretary).action_open()
        self._hand_over()
        self.assessment = self.period.assessment_ids.filtered(lambda a: a.unit_id == self.unit)

    def _hand_over(self):
        """Do what the job does with each document, in this transaction."""
        self.env["cchc.tray.document"].sudo()._follow_mergers()
        for document in self._left().sudo().filtered(lambda one: not one.problem):
            document._hand_over()
        self.env.invalidate_all()

    def _left(self):
        return self.env["cchc.tray.document"].search([])


@tagged("post_install", "-at_install")
class TestTray(TrayCase):
    """What is gathered ahead is sorted, and becomes the assessment's when its period is opened."""

    def test_what_is_proposed(self):
        """By the code in the name at once and surely, by words else; it is accepted by one press."""
        sure = self._gather("1.2 so 5.pdf", make_pdf("a"))
        self.assertEqual(sure.proposed_criterion_id, self.criteria["1.2"])
        self.assertTrue(sure.is_proposal_sure)
        like = self._gather("x.pdf", make_pdf("b"), name="Cải thiện chỉ số năm nay")
        self.assertEqual(like.proposed_criterion_id, self.criteria["2.1"])
        self.assertTrue(like.proposal_reason)
        (sure | like).action_accept_proposals()
        self.assertEqual(sure.criterion_ids, self.criteria["1.2"])
        self.assertFalse(sure.proposed_criterion_id)
        with self.assertRaisesRegex(UserError, "Nothing is proposed"):
            sure.action_accept_proposals()

    def test_opening_files_everything(self):
        """As whoever gathered it, with what was said of it and the criteria chosen, as if it had been uploaded."""
        kept = self._gather(
            name="Kế hoạch cải cách",
            document_number="7/KH-STN",
            criterion_ids=[Command.set(self.criteria["1.1.1"].ids)],
        )
        file = kept.sudo().attachment_id
        waiting = self._gather("1.2 so 5.pdf", make_pdf("a"), user=self.leader)
        other = self._gather(user=self.other_officer, unit=self.other_unit)
        with patch.object(self.registry["ir.cron"], "_trigger", autospec=True) as triggered:
            self.period.with_user(self.secretary).action_open()
        job = self.env.ref("cchc_assessment.ir_cron_hand_over")
        self.assertIn(job, [call.args[0] for call in triggered.call_args_list])
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(self._left())
        self.assertFalse(file.exists())
        assessment = self.period.assessment_ids.filtered(lambda a: a.unit_id == self.unit)
        proof = assessment.line_ids.evidence_ids
        self.assertEqual((proof.name, proof.document_number), ("Kế hoạch cải cách", "7/KH-STN"))
        self.assertEqual(proof.line_ids.criterion_id, self.criteria["1.1.1"])
        self.assertEqual(proof.attachment_id.raw, PDF)
        self.assertEqual(proof.create_uid, self.officer)
        rest = assessment.evidence_ids - proof
        self.assertEqual(rest.create_uid, self.leader)
        self.assertEqual(rest.with_user(self.officer).proposed_line_id.criterion_id.code, "1.2")
        logged = self.env["cchc.log"].search(
            [("assessment_id", "=", assessment.id), ("action", "=", "file")]
        )
        self.assertEqual(logged.user_id, self.officer | self.leader)
        self.assertEqual(len(self.period.assessment_ids.evidence_ids), 3)
        self.assertTrue(other and waiting)

    def test_which_year(self):
        """This year's until its form is there, then the next one's; in a period's last days that of the year before."""
        first = self._gather()
        self.assertEqual((first.year, first.rubric_id), (self.today.year, self.rubric))
        foreign = self._gather(content=make_pdf("b"), year=self.today.year + 1)
        self._open()
        self.assertEqual(self._left(), foreign)
        self.assertEqual(self._gather(content=make_pdf("c")).year, self.today.year + 1)
        with self.assertRaisesRegex(UserError, "No period is open"):
            foreign.action_hand_over()
        foreign.year = self.today.year
        foreign.action_hand_over()
        self.assertEqual(len(self.assessment.evidence_ids), 2)

    def test_the_year_before(self):
        """While its period is being prepared, what comes in January is that year's."""
        self.period.year = self.today.year - 1
        self.assertEqual(self._gather().year, self.today.year - 1)
        self.period.rubric_ids = self.env["cchc.rubric"]
        self.assertEqual(self._gather(content=make_pdf("b")).year, self.today.year)

    def test_newer_versions_of_the_rubric(self):
        """What was gathered by the rubric of two versions ago is filed in the one that was opened, criteria too."""
        document = self._gather(criterion_ids=[Command.set(self.criteria["1.1.1"].ids)])
        version = self.rubric
        for _number in range(2):
            version = version.browse(version.action_new_version()["res_id"])
            version._publish()
        self.period.rubric_ids = version
        self.assertEqual(self._gather(content=make_pdf("b")).rubric_id, version)
        self._open()
        self.assertFalse(document.exists())
        (line,) = self.assessment.line_ids.filtered("evidence_ids")
        self.assertEqual(line.criterion_id.lineage_id, self.criteria["1.1.1"])

    def test_a_rubric_of_its_own(self):
        """Opened by a rubric that comes from nowhere: the officers are told, and file it by one press."""
        document = self._gather(criterion_ids=[Command.set(self.criteria["1.1.1"].ids)])
        other = self.rubric.copy()
        other._publish()
        self.period.rubric_ids = other
        self.period.with_user(self.secretary).action_open()
        before = self.env["mail.message"].search([])
        for _day in range(2):
            with self.enter_registry_test_mode():
                self.env.ref("cchc_assessment.ir_cron_hand_over").method_direct_trigger()
            self.env.invalidate_all()
        self.assertIn("another rubric", document.problem)
        told = (self.env["mail.message"].search([]) - before).filtered("partner_ids")
        self.assertEqual(told.partner_ids, self.officer.partner_id)
        self.assertEqual(len(told), 1)
        document.with_user(self.officer).action_hand_over()
        assessment = self.period.assessment_ids.filtered(lambda a: a.unit_id == self.unit)
        self.assertEqual(assessment.evidence_ids.create_uid, self.officer)
        # the same under the same code
        self.assertEqual(assessment.evidence_ids.line_ids.code, "1.1.1")

    def test_criteria_that_are_the_councils_now(self):
        """Nothing that was chosen goes without a word: the first stands in the reason, all of them in the answer."""
        chosen = self.criteria["1.1.1"] | self.criteria["1.2"]
        document = self._gather(criterion_ids=[Command.set(chosen.ids)])
        version = self.env["cchc.rubric"].browse(self.rubric.action_new_version()["res_id"])
        twins = version.criterion_ids.filtered(lambda one: one.origin_id in chosen)
        twins.scored_by = "council"
        version._publish()
        self.period.rubric_ids = version
        self._open()
        self.assertIn("1.1.1 Ban hành kế hoạch is no criterion of the open form", document.problem)
        answer = document.with_user(self.officer).action_hand_over()
        for criterion in chosen:
            self.assertIn(criterion.display_name, answer["params"]["message"])
        self.assertEqual(len(self.assessment.evidence_ids), 1)

    def test_merged_units(self):
        """What a unit gathered before it was merged is its last successor's: seen there, and filed there."""
        document = self._gather(user=self.other_officer, unit=self.other_unit)
        between = self.other_unit.copy({"name": "Sở Ở giữa", "code": "T-SOG"})
        between.predecessor_ids = self.other_unit
        self.unit.predecessor_ids = between
        (self.other_unit | between).active = False
        self.env["cchc.tray.document"].sudo()._follow_mergers()
        self.env.invalidate_all()
        self.assertEqual(document.with_user(self.officer).unit_id, self.unit)
        self._open()
        self.assertFalse(document.exists())
        self.assertEqual(self.assessment.evidence_ids.create_uid, self.env.ref("base.user_root"))

    def test_merged_units_that_have_the_same_file(self):
        """It stands once, with what both had chosen for it."""
        kept = self._gather(criterion_ids=[Command.set(self.criteria["1.1.1"].ids)])
        document = self._gather(
            user=self.other_officer,
            unit=self.other_unit,
            criterion_ids=[Command.set(self.criteria["1.2"].ids)],
        )
        self.unit.predecessor_ids = self.other_unit
        self.other_unit.active = False
        self.env["cchc.tray.document"].sudo()._follow_mergers()
        self.assertFalse(document.exists())
        self.assertEqual(kept.criterion_ids, self.criteria["1.1.1"] | self.criteria["1.2"])

    def test_a_unit_without_a_successor(self):
        """Of units that follow each other in a circle, or of several, none is meant."""
        document = self._gather(user=self.other_officer, unit=self.other_unit)
        self.other_unit.active = False
        third = self.unit.copy({"name": "Sở Thứ ba", "code": "T-STB"})
        for followers in (third.browse(), self.unit | third):
            followers.predecessor_ids = self.other_unit
            self.env["cchc.tray.document"].sudo()._follow_mergers()
            self.assertEqual(document.unit_id, self.other_unit)

    def test_a_unit_with_documents_stays(self):
        self._gather()
        with self.assertRaisesRegex(UserError, "has gathered documents"):
            self.unit.with_user(self.secretary).unlink()

    def test_what_cannot_be_filed_stays(self):
        """With the sentence; when it is mended the job, or a button, files it. One that fails stops no other."""
        document = self._gather()
        self.env["ir.config_parameter"].set_param("cchc_assessment.evidence_kinds", "word")
        self._open()
        self.assertEqual(self._left(), document)
        self.assertIn("12_BC-STN.pdf", document.problem)
        answer = document.with_user(self.officer).action_hand_over()
        self.assertEqual(answer["params"]["type"], "warning")
        self.env["ir.config_parameter"].set_param("cchc_assessment.evidence_kinds", "pdf")
        broken = self._gather(content=make_pdf("b"), year=self.today.year)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = '00/none' WHERE id = %s",
            broken.sudo().attachment_id.ids,
        )
        self.env.invalidate_all()
        (document | broken).with_user(self.officer).action_hand_over()
        self.assertEqual(self._left(), broken)
        self.assertTrue(broken.problem)
        self.assertEqual(len(self.assessment.evidence_ids), 1)

    def test_who_has_left(self):
        """What somebody gathered who is none of the unit's any more is filed by the system."""
        self._gather()
        self.unit.officer_ids = self.env["res.users"]
        self._open()
        self.assertFalse(self._left())
        self.assertEqual(self.assessment.evidence_ids.create_uid, self.env.ref("base.user_root"))

    def test_who_lost_their_rights(self):
        """Named in the unit still, and with no right to file: the system files what they gathered."""
        self._gather()
        self.officer.group_ids = self.env.ref("base.group_user")
        self._open()
        self.assertFalse(self._left())
        self.assertEqual(self.assessment.evidence_ids.create_uid, self.env.ref("base.user_root"))

    def test_what_the_file_says(self):
        """Number, day, type and subject come from it, the type from the province's own list; the rest is its name."""
        kinds = self.env["cchc.document.type"]
        _common, own = (
            kinds.search([("code", "=", "BC"), ("company_id", "=", company)])
            or kinds.create({"name": "Báo cáo", "code": "BC", "company_id": company})
            for company in (False, self.unit.company_id.id)
        )
        said = self._gather("Báo cáo số 12-BC-STN ngày 05-01-2026 về cải cách.pdf")
        self.assertEqual(
            (said.name, said.document_number, str(said.document_date)),
            ("Báo cáo về cải cách", "12/BC-STN", "2026-01-05"),
        )
        self.assertEqual(said.document_type_id, own)
        silent = self._gather("x.pdf", make_pdf("b"), folder="1. Kế hoạch")
        self.assertTrue(silent.name)
        self.assertFalse(silent.document_number or silent.document_date or silent.document_type_id)
        self.assertEqual(silent.folder_name, "1. Kế hoạch")

    def test_past_the_deadline(self):
        """Nothing comes into a form whose time is over."""
        document = self._gather()
        self.period.with_user(self.secretary).action_open()
        self.period.self_deadline = Datetime.add(Datetime.now(), seconds=-1)
        self._hand_over()
        self.assertTrue(document.exists())

    def test_the_same_file_twice(self):
        document = self._gather()
        self.assertEqual(self._gather("khac.pdf"), document)
        self.assertEqual(len(self._left()), 1)

    def test_bounds(self):
        """So many wait, and no more; what is no document is refused as it is in an upload."""
        with patch("odoo.addons.cchc_assessment.models.tray.cchc_tray_document.MOST_WAITING", 1):
            self._gather()
            with self.assertRaisesRegex(UserError, "At most 1 documents"):
                self._gather(content=make_pdf("b"))
        with self.assertRaises(UserError):
            self._gather("x.pdf", b"MZ program")
        self.rubric.action_archive_rubric()
        with self.assertRaisesRegex(UserError, "No rubric is published"):
            self._gather(content=make_pdf("c"))

    def test_criteria_of_the_rubric(self):
        version = self.env["cchc.rubric"].browse(self.rubric.action_new_version()["res_id"])
        with self.assertRaisesRegex(UserError, "no criterion of"):
            self._gather().sudo().criterion_ids = version.criterion_ids[0]


@tagged("post_install", "-at_install")
class TestTrayDoors(TrayCase, RemoteCase):
    """Nobody sees another unit's tray: not the council, not the secretary, not the administrator, by no door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._gather(name="Bí mật của đơn vị")
        cls.clerk = cls._make_user("clerk", "contributor")
        cls.unit.contributor_ids = cls.clerk
        cls.strangers = (
            cls.other_officer | cls.other_leader | cls.appraiser | cls.secretary | cls.clerk
        )

    def test_reading(self):
        ids = self.document.ids
        for user in self.strangers:
            for method, args in (
                ("read", [ids]),
                ("web_read", [ids, {"name": {}}]),
                ("export_data", [ids, ["name"]]),
                ("action_open_file", [ids]),
                ("action_hand_over", [ids]),
                ("action_accept_proposals", [ids]),
                ("write", [ids, {"name": "x"}]),
                ("unlink", [ids]),
                ("copy", [ids]),
            ):
                with self.subTest(user=user.login, method=method):
                    answer = self._call("cchc.tray.document", method, *args, user=user)
                    self.assertRegex(str(answer), DENIED)
                    self.assertNotIn("Bí mật", str(answer))
            for method, args in (
                ("search_read", [[["name", "ilike", "mật"]], ["name"]]),
                ("search_count", [[["name", "ilike", "mật"]]]),
                ("name_search", ["Bí"]),
            ):
                with self.subTest(user=user.login, method=method):
                    answer = self._call("cchc.tray.document", method, *args, user=user)
                    self.assertTrue(
                        not answer or str(answer).startswith("AccessError"), str(answer)
                    )
            with self.subTest(user=user.login, method="files"):
                found = self._call(
                    "ir.attachment",
                    "search_read",
                    [["res_model", "=", "cchc.tray.document"]],
                    ["name", "raw"],
                    user=user,
                )
                self.assertTrue(not found or str(found).startswith("AccessError"), str(found))
                url = f"/cchc/tray/{self.document.id}"
                self.assertEqual(self._get(user, url).status_code, 404)
                file = self.document.sudo().attachment_id
                self.assertNotEqual(self._get(user, f"/web/content/{file.id}").content, PDF)
        self.assertTrue(self.document.exists())

    def test_the_units_own_people(self):
        for user in self.officer | self.leader:
            answer = self._get(user, f"/cchc/tray/{self.document.id}")
            self.assertEqual((answer.status_code, answer.content), (200, PDF))
            self.assertIn("attachment", answer.headers["Content-Disposition"])

    def test_writing(self):
        """Neither the unit, the file nor who made it is anybody's to say; nobody makes one without a file."""
        ids, call = self.document.ids, self._call
        for vals in (
            {"unit_id": self.other_unit.id},
            {"sha256": "0" * 64},
            {"attachment_id": False},
            {"file_name": "x.exe"},
            {"problem": "x"},
            {"create_uid": self.leader.id},
        ):
            with self.subTest(vals=vals):
                answer = call("cchc.tray.document", "write", ids, vals, user=self.officer)
                self.assertRegex(str(answer), DENIED)
        values = {"unit_id": self.unit.id, "year": 2027, "rubric_id": self.rubric.id, "name": "x"}
        answer = call("cchc.tray.document", "create", [values], user=self.officer)
        self.assertRegex(str(answer), DENIED)
        file = self.document.sudo().attachment_id
        for method, args in (("write", [{"raw": "eA=="}]), ("unlink", [])):
            answer = call("ir.attachment", method, file.ids, *args, user=self.officer)
            self.assertRegex(str(answer), DENIED)
        self.assertEqual(file.raw, PDF)
        self.assertTrue(call("cchc.tray.document", "unlink", ids, user=self.officer))
        self.assertFalse(file.exists())

    def test_gathering_for_others(self):
        """Whoever is no officer or leader of the unit is refused, also as its contributor."""
        for user in self.strangers - self.other_officer - self.other_leader:
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._gather(user=user, content=make_pdf("x"))
        with self.assertRaises(AccessError):
            self._gather(user=self.other_officer, content=make_pdf("x"))


@tagged("post_install", "-at_install")
class TestTrayUpload(TrayCase, HttpCase):
    """Files come in through the same door as any other."""

    def _upload(self, user, content=PDF, name="12_BC-STN.pdf"):
        self.authenticate(user.login, user.login)
        with mute_logger("odoo.http"):
            response = self.url_open(
                "/cchc/evidence/upload",
                data={
                    "csrf_token": http.Request.csrf_token(self),
                    "tray_unit_id": self.unit.id,
                },
                files={"file": (name, content, "application/octet-stream")},
            )
        return response.status_code, response.json()

    def test_upload(self):
        status, answer = self._upload(self.officer)
        self.assertEqual((status, answer["created"]), (200, True), answer)
        document = self._left()
        self.assertEqual(document.id, answer["id"])
        self.assertEqual(document.sudo().attachment_id.raw, PDF)
        self.assertEqual(self._upload(self.leader)[1]["existing"]["id"], document.id)
        self.assertEqual(self._upload(self.officer, b"MZ program", "x.pdf")[0], 422)
        for user, refusals in (
            (self.other_officer, (403, 404)),
            (self.appraiser, (403, 404)),
            (self.secretary, (403, 404)),
        ):
            self.assertIn(self._upload(user, make_pdf("x"))[0], refusals)
        # named in the unit, without the rights of an officer
        self.officer.group_ids = self.env.ref("base.group_user")
        self.assertIn(self._upload(self.officer, make_pdf("x"))[0], (403, 404))
        self.assertEqual(len(self._left()), 1)


@tagged("post_install", "-at_install")
class TestTrayTour(TrayCase, WebCase):
    """An officer gathers in Chromium."""

    def test_gathering(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.officer.lang = "vi_VN"
        self._play(
            "cchc_officer_gathers_ahead",
            self.officer,
            "action-cchc_assessment.cchc_tray_document_action",
        )
        self.assertEqual(len(self._left()), 2)
        self.assertEqual(self._left().criterion_ids, self.criteria["1.2"])
