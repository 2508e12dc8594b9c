from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import PDF, CchcCase, RemoteCase, make_pdf
from ..pure import documents_fixtures as fixtures

HIDDEN = "One of these files does not exist, or is not yours to use as evidence."


class GatheringCase:
    """Files that lie elsewhere in the ERP, some of which the unit's officer may read."""

    @classmethod
    def _make_files(cls):
        cls._open_period()
        (cls.officer | cls.leader | cls.other_officer).lang = "en_US"
        cls.line = cls._line("1.1.1")
        cls.partner = cls.env["res.partner"].create({"name": "Cong van den thang 3"})
        cls.attached = cls._attach("12_BC-STN.pdf", PDF, cls.partner)

    @classmethod
    def _attach(cls, name, content, record=None, user=None, **values):
        return (
            cls.env["ir.attachment"]
            .with_user(user or cls.env.user)
            .create(
                {
                    "name": name,
                    "raw": content,
                    **({"res_model": record._name, "res_id": record.id} if record else {}),
                    **values,
                }
            )
        )

    def _make_hidden(self):
        """Return attachments that the officer may not use, by the reason."""
        foreign = self._file(
            self._line("1.1.1", self.other_assessment), user=self.other_officer, name="1/BC-K"
        )
        own = self._file(self._line("1.2"), name="2/BC-STN")
        return {
            "somebody's own": self._attach("rieng.pdf", make_pdf("own"), user=self.other_officer),
            "another unit's": self._attach(
                "khac.pdf", make_pdf("foreign"), self.other_assessment.sudo()
            ),
            "of a field": self._attach(
                "anh.pdf", make_pdf("field"), self.partner, res_field="image_1920"
            ),
            "a filed document's, of another unit": foreign.sudo().attachment_id,
            "a filed document's": own.sudo().attachment_id,
            "a link": self.env["ir.attachment"].create(
                {
                    "name": "x.pdf",
                    "type": "url",
                    "url": "https://example.com/x.pdf",
                    "res_model": "res.partner",
                    "res_id": self.partner.id,
                }
            ),
        }


@tagged("post_install", "-at_install")
class TestGathering(GatheringCase, CchcCase):
    """What lies elsewhere in the ERP becomes a document without being downloaded and uploaded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_files()

    def _use(self, attachments, line=None, user=None):
        line = line or self.line
        return line.with_user(user or self.officer).action_use_attachments(attachments.ids)

    def test_an_attachment_becomes_a_document(self):
        """It is filed as an upload is, its bytes are stored once, and it says where they were taken from."""
        [sentence] = self._use(self.attached)
        document = self.line.evidence_ids.with_user(self.officer)
        self.assertIn(document.display_name, sentence)
        self.assertEqual(
            (document.file_name, document.mimetype), ("12_BC-STN.pdf", "application/pdf")
        )
        self.assertEqual(document.document_number, "12/BC-STN")
        kept = document.sudo().attachment_id
        self.assertEqual(kept.store_fname, self.attached.store_fname)
        self.assertNotEqual(kept, self.attached)
        self.assertEqual(document.source_name, "Contact: Cong van den thang 3")
        action = document.action_open_source()
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", self.partner.id))
        self.attached.unlink()
        self.assertEqual(kept.raw, PDF)

    def test_the_same_file_is_used_again(self):
        """A file that is filed already proves another criterion, too, and is no second document."""
        self._use(self.attached)
        other = self._line("1.2")
        copy = self._attach("ban sao.pdf", PDF, self.partner)
        self.assertIn("filed already", self._use(copy, other)[0])
        self.assertEqual(self.line.evidence_ids, other.evidence_ids)
        self.assertEqual(len(self.line.evidence_ids), 1)

    def test_its_checks_are_an_uploads(self):
        """Too large, a program, of a wrong type, gone: none of all that were chosen is filed then."""
        program = self._attach("chay.pdf", b"MZ" + b"\0" * 200, self.partner)
        with self.assertRaisesRegex(UserError, "is a program"), self.env.cr.savepoint():
            self._use(self.attached | program)
        picture = self._attach("anh.png", fixtures.picture("PNG"), self.partner)
        self.env["ir.config_parameter"].sudo().set_param("cchc_assessment.evidence_kinds", "pdf")
        with self.assertRaisesRegex(UserError, "may not be filed"):
            self._use(picture)
        lost = self._attach("mat.pdf", make_pdf("lost"), self.partner)
        lost._get_stored_path().unlink()
        with self.assertRaisesRegex(UserError, "is gone from the file store"):
            self._use(lost)
        self.env["ir.config_parameter"].sudo().set_param(
            "cchc_assessment.evidence_max_megabytes", str((len(PDF) - 1) / 1024 / 1024)
        )
        with self.assertRaisesRegex(UserError, "is larger than"):
            self._use(self.attached)
        self.assertFalse(self.assessment.evidence_ids)
        self.env["ir.config_parameter"].sudo().set_param(
            "cchc_assessment.evidence_max_megabytes", str(len(PDF) / 1024 / 1024)
        )
        self._use(self.attached)
        self.assertTrue(self.assessment.evidence_ids, "as large as may be")

    def test_how_many_at_once(self):
        """None, and more than can be waited for, are answered in words."""
        line = self.line.with_user(self.officer)
        with self.assertRaisesRegex(UserError, "Choose the files"):
            line.action_use_attachments([])
        with self.assertRaisesRegex(UserError, "At most 20 files"):
            line.action_use_attachments(list(range(1, 22)))
        twenty = [self._attach(f"{n}.pdf", make_pdf(f"n {n}"), self.partner).id for n in range(20)]
        self.assertEqual(len(line.action_use_attachments(twenty)), 20)
        for wrong in ("1", {"id": 1}, [True], ["1"], [1.0], None):
            with self.assertRaisesRegex(UserError, "a list of numbers"):
                line.action_use_attachments(wrong)

    def test_the_source_is_named_to_its_readers_alone(self):
        """Who may not read where a file came from is told nothing of it; the reference itself is nobody's."""
        mine = self._attach("cua toi.pdf", make_pdf("mine"), user=self.officer)
        self._use(mine)
        document = self.line.evidence_ids
        self.assertEqual(document.with_user(self.officer).source_name, "Attachment: cua toi.pdf")
        self.assertFalse(document.with_user(self.leader).source_name)
        with self.assertRaisesRegex(UserError, "Nothing that you may read"):
            document.with_user(self.leader).action_open_source()
        with self.assertRaises(AccessError):
            document.with_user(self.officer).read(["source_ref"])
        with self.assertRaises(AccessError):
            document.with_user(self.officer).search([("source_ref", "!=", False)])
        mine.sudo().unlink()
        document.invalidate_recordset()
        self.assertFalse(document.with_user(self.officer).source_name)

    def test_a_source_that_is_gone_is_named_nobody(self):
        """Of a kind of record without rules, too, neither the document nor the choice of files stumbles over it."""
        category = self.env["res.partner.category"].create({"name": "Cong van den"})
        self.assertFalse(self.env["ir.rule"]._compute_domain(category._name), "it has no rules")
        scan = self._attach("quet.pdf", make_pdf("scan"), category)
        self._use(scan)
        document = self.line.evidence_ids.with_user(self.officer)
        self.assertTrue(document.source_name.endswith(": Cong van den"))
        # as a database that was restored in part is left
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM res_partner_category WHERE id = %s", [category.id])
        self.env.invalidate_all()
        self.assertFalse(document.source_name)
        with self.assertRaisesRegex(UserError, "Nothing that you may read"):
            document.action_open_source()
        files = self.env["ir.attachment"].with_user(self.officer)
        domain = [*self.env["cchc.evidence"].get_attachment_domain(), ("id", "=", scan.id)]
        for row in files.search_read(domain, ["cchc_source_name"]):
            self.assertFalse(row["cchc_source_name"])
        self.assertFalse(scan.with_user(self.officer).cchc_source_name)

    def test_the_choice_holds_what_may_be_taken(self):
        """By name and by text, and nothing that would be refused."""
        domain = self.env["cchc.evidence"].with_user(self.officer).get_attachment_domain()
        files = self.env["ir.attachment"].with_user(self.officer)
        self.attached.index_content = "chi so cai cach hanh chinh"
        hidden = self._make_hidden()
        found = files.search(domain)
        self.assertIn(self.attached, found)
        for reason, attachment in hidden.items():
            self.assertNotIn(attachment, found, reason)
        self.assertEqual(
            files.search([*domain, ("index_content", "ilike", "cai cach")]), self.attached
        )
        self.assertEqual(
            self.attached.with_user(self.officer).cchc_source_name, "Contact: Cong van den thang 3"
        )
        public = self._attach(
            "cong khai.pdf", make_pdf("public"), self.other_assessment.sudo(), public=True
        )
        self.assertFalse(public.with_user(self.officer).cchc_source_name)

    def test_the_dialog_of_any_attachment(self):
        """It knows the one assessment that is open, and files with a criterion or without."""
        dialogs = self.env["cchc.evidence.take"].with_user(self.officer)
        opened = dialogs.with_context(active_model="ir.attachment", active_ids=self.attached.ids)
        dialog = opened.create({})
        self.assertEqual(dialog.attachment_ids, self.attached)
        self.assertEqual(dialog.assessment_id, self.assessment)
        self.assertEqual(dialog.assessment_choice_ids, self.assessment)
        answer = dialog.action_use()
        document = self.assessment.evidence_ids
        self.assertFalse(document.line_ids)
        self.assertIn(document.display_name, answer["params"]["message"])
        second = self._attach("hai.pdf", make_pdf("two"), self.partner)
        dialog = dialogs.create(
            {
                "attachment_ids": [Command.set(second.ids)],
                "assessment_id": self.assessment.id,
                "line_id": self.line.id,
            }
        )
        dialog.action_use()
        self.assertEqual(self.line.evidence_ids.file_name, "hai.pdf")

    def test_the_dialog_files_all_that_were_chosen_or_none(self):
        """In the order of the choice; one that is deleted or closed before the click is not passed over."""
        dialogs = self.env["cchc.evidence.take"].with_user(self.officer)
        other = self.env["res.partner"].create({"name": "Cong van di"})
        # Odoo lists the newest first
        files = [self._attach(f"{n}_BC-STN.pdf", make_pdf(f"n {n}"), other) for n in (31, 32, 33)]
        files.insert(1, files.pop())

        def open_dialog():
            dialog = dialogs.create(
                {
                    "attachment_ids": [Command.set([one.id for one in files])],
                    "assessment_id": self.assessment.id,
                }
            )
            # each click is a request of its own
            self.env.flush_all()
            self.env.invalidate_all()
            return dialog

        deleted, closed = open_dialog(), open_dialog()
        gone = self._attach("mat.pdf", make_pdf("gone"), other)
        deleted.write({"attachment_ids": [Command.link(gone.id)]})
        gone.unlink()
        self.env.invalidate_all()
        with self.assertRaisesRegex(AccessError, HIDDEN):
            deleted.action_use()
        hidden = self.other_assessment.sudo()
        files[0].write({"res_model": hidden._name, "res_id": hidden.id})
        self.env.invalidate_all()
        with self.assertRaisesRegex(AccessError, HIDDEN):
            closed.action_use()
        self.assertFalse(self.assessment.evidence_ids)
        files[0].write({"res_model": other._name, "res_id": other.id})
        open_dialog().action_use()
        filed = self.assessment.evidence_ids.sorted("id").mapped("file_name")
        self.assertEqual(filed, [one.name for one in files])

    def test_a_closed_assessment_takes_nothing(self):
        """Once the work lies with the leader nothing is filed this way, and the dialog offers no assessment."""
        self._fill_in()
        self._send()
        filed = self.assessment.evidence_ids
        with self.assertRaisesRegex(UserError, "nothing in it can be changed"):
            self._use(self.attached)
        self.assertEqual(self.assessment.evidence_ids, filed)
        dialog = self.env["cchc.evidence.take"].with_user(self.officer)
        self.assertFalse(dialog.new({}).assessment_choice_ids)


@tagged("post_install", "-at_install")
class TestGatheringAttacked(GatheringCase, RemoteCase):
    """Over JSON-RPC nobody files what they may not read, nor where they may not write."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_files()

    def _refused(self, *args, user=None):
        answer = self._call(*args, user=user or self.officer)
        self._assert_refused(answer)
        return answer

    def test_nobody_files_what_they_may_not_read(self):
        """Hidden, kept and missing numbers are answered by the same words; with one of them nothing is filed."""
        missing = self.env["ir.attachment"].search([], order="id desc", limit=1).id + 1000
        filed = self._make_hidden()
        before = self.assessment.evidence_ids
        for reason, number in (
            ("missing", missing),
            ("no number of a record", 2**31),
            ("negative", -1),
            *((reason, attachment.id) for reason, attachment in filed.items()),
        ):
            for numbers in ([number], [self.attached.id, number]):
                answer = self._refused(
                    "cchc.assessment.line", "action_use_attachments", self.line.ids, numbers
                )
                self.assertIn(HIDDEN, answer, reason)
                self.assertTrue(answer.startswith("AccessError"), reason)
        self.assertEqual(self.assessment.evidence_ids, before)

    def test_the_dialog_tells_nothing_of_hidden_files(self):
        """Every door of the dialog refuses a hidden number as it does a missing one."""
        missing = self.env["ir.attachment"].search([], order="id desc", limit=1).id + 1000
        hidden = self._attach("bi mat.pdf", make_pdf("secret"), user=self.other_officer)
        spec = {"attachment_ids": {"fields": {"name": {}, "display_name": {}}}}

        def knock(number):
            command = [[6, 0, [number]]]
            opened = {"active_model": "ir.attachment", "active_ids": [number]}
            values = {"attachment_ids": command, "assessment_id": self.assessment.id}
            model = "cchc.evidence.take"
            yield self._call(model, "create", [values], user=self.officer)
            yield self._call(model, "web_save", [], values, spec, user=self.officer)
            yield self._call(
                model, "onchange", [], values, ["attachment_ids"], spec, user=self.officer
            )
            yield self._call(
                model, "default_get", ["attachment_ids"], user=self.officer, context=opened
            )
            yield self._call(model, "create", [{}], user=self.officer, context=opened)

        for closed, absent in zip(knock(hidden.id), knock(missing), strict=True):
            self._assert_refused(closed)
            self.assertEqual(closed, absent)
            self.assertNotIn("bi mat", closed)
        for answer in knock(self.attached.id):
            self.assertNotIn("Error", str(answer))
        self.assertFalse(self.assessment.evidence_ids)

    def test_nobody_files_where_they_may_not_write(self):
        """Another unit's officer, the council and whoever has no part in it file nothing, by either way."""
        for user in (self.other_officer, self.other_leader, self.appraiser, self.secretary):
            self._refused(
                "cchc.assessment.line",
                "action_use_attachments",
                self.line.ids,
                self.attached.ids,
                user=user,
            )
            self._refused(
                "cchc.evidence.take",
                "create",
                [{"assessment_id": self.assessment.id, "line_id": self.line.id}],
                user=user,
            )
        foreign = self._line("1.1.1", self.other_assessment)
        answer = self._call(
            "cchc.evidence.take",
            "create",
            [
                {
                    "assessment_id": self.assessment.id,
                    "line_id": foreign.id,
                    "attachment_ids": [[6, 0, self.attached.ids]],
                }
            ],
            user=self.officer,
        )
        self._assert_refused(answer)
        self.assertFalse(self.assessment.evidence_ids | self.other_assessment.evidence_ids)

    def test_the_source_is_not_forged(self):
        """Where a file was taken from is said by nobody but the filing itself, and told to nobody else."""
        self._call(
            "cchc.assessment.line",
            "action_use_attachments",
            self.line.ids,
            self.attached.ids,
            user=self.officer,
        )
        document = self.line.evidence_ids
        before = document.sudo().source_ref
        self.assertEqual(before, f"res.partner,{self.partner.id}")
        for model, method, *args in (
            ("cchc.evidence", "write", document.ids, {"source_ref": "res.users,1"}),
            ("cchc.evidence", "web_save", document.ids, {"source_ref": "res.users,1"}, {}),
            ("cchc.evidence", "read", document.ids, ["source_ref"]),
            ("cchc.evidence", "search_count", [["source_ref", "=", before]]),
        ):
            self._refused(model, method, *args)
        self._refused("cchc.evidence", "action_open_source", document.ids, user=self.other_officer)
        self.assertEqual(document.sudo().source_ref, before)
