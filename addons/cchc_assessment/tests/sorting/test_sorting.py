from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import CchcCase, RemoteCase, make_pdf


class SortingCase:
    """Documents that were dropped on an assessment all at once."""

    @classmethod
    def _drop(cls, name, file_name="van ban.pdf", user=None):
        content = make_pdf(f"{name}, {file_name}")
        document = cls._file(
            cls._line("1.1.1"), name, user=user, content=content, file_name=file_name
        )
        document.write({"line_ids": [Command.clear()], "name": name})
        return document


@tagged("post_install", "-at_install")
class TestSorting(SortingCase, CchcCase):
    """What a document may prove is proposed to the unit that filed it, with the reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        criterion = cls.rubric.criterion_ids.filtered(lambda one: one.code == "2.1")
        criterion.requirement_ids = [Command.create({"name": "Bảng tổng hợp chỉ số thành phần"})]
        cls._open_period()
        cls.coded = cls._drop("Văn bản số 1", "1.2 Sang kien.pdf")
        cls.worded = cls._drop("Hoàn thành kế hoạch cải cách hành chính")
        cls.strange = cls._drop("Thực đơn tiệc tất niên")

    def test_proposals_and_their_reasons(self):
        self.assertEqual(self.coded.proposed_line_id, self._line("1.2"))
        self.assertTrue(self.coded.is_proposal_sure)
        self.assertEqual(self.coded.proposal_reason, "Code in the file's name: 1.2")
        self.assertEqual(self.worded.proposed_line_id, self._line("1.1.2"))
        self.assertFalse(self.worded.is_proposal_sure)
        self.assertIn("Hoàn thành kế hoạch", self.worded.proposal_reason)
        self.assertIn(self._line("1.1.1"), self.worded.other_line_ids)
        self.assertFalse(self.strange.proposed_line_id or self.strange.proposal_reason)

    def test_what_is_sure_is_filed_at_once(self):
        """The rest stays to be looked at; what is filed is proposed nothing any more."""
        documents = self.coded | self.worded | self.strange
        assessment = self.assessment.with_user(self.officer)
        self.assertEqual(assessment.unsorted_count, 3)
        action = assessment.action_sort_documents()
        self.assertEqual(self.env["cchc.evidence"].search(action["domain"]), documents)
        documents.action_accept_sure_proposals()
        self.assertEqual(self.coded.line_ids, self._line("1.2"))
        self.assertFalse(self.worded.line_ids | self.strange.line_ids)
        self.assertFalse(self.coded.proposed_line_id)
        answer = (self.worded | self.strange).action_accept_proposals()
        self.assertIn("Left to sort: 1", answer["params"]["message"])
        self.assertEqual(self.worded.line_ids, self._line("1.1.2"))
        with self.assertRaisesRegex(UserError, "Nothing can be filed this way"):
            self.strange.action_accept_proposals()
        assessment.invalidate_recordset()
        self.assertEqual(assessment.unsorted_count, 1)

    def test_it_learns_from_what_was_filed(self):
        """A subject that the unit has filed for a criterion leads there."""
        self.strange.line_ids = self._line("2.1")
        again = self._drop("Thực đơn tiệc tất niên", "lan hai.pdf")
        self.assertEqual(again.proposed_line_id, self._line("2.1"))
        self.assertTrue(again.is_proposal_sure)

    def test_what_is_asked_for_is_proposed(self):
        """The criterion that asks for a document by name gets it, and the reason names it."""
        asked = self.rubric.criterion_ids.requirement_ids.ensure_one()
        document = self._drop(f"{asked.name} của đơn vị", "tep.pdf")
        self.assertEqual(document.proposed_line_id.criterion_id, asked.criterion_id)
        self.assertIn(asked.name, document.proposal_reason)

    def test_a_criterion_is_offered_what_fits(self):
        """The other way round: what would be proposed for it, with the reason, until it is proven or closed."""
        assessment = self.assessment.with_user(self.officer)
        fitting = assessment.get_fitting_documents()
        [offered] = fitting[self._line("1.2").id]
        self.assertEqual(offered["id"], self.coded.id)
        self.assertEqual(offered["reason"], "Code in the file's name: 1.2")
        self.assertTrue(offered["is_sure"])
        self.assertIn(self.worded.id, [one["id"] for one in fitting[self._line("1.1.2").id]])
        self.assertNotIn(self.strange.id, [one["id"] for row in fitting.values() for one in row])
        self.coded.line_ids = self._line("1.2")
        fitting = assessment.get_fitting_documents()
        self.assertNotIn(self._line("1.2").id, fitting, "it is proven")
        self.assertIn(self._line("1.1.2").id, fitting, "another one is not")
        seen = self.assessment.with_user(self.leader).get_fitting_documents()
        self.assertEqual(seen.keys(), fitting.keys(), "who leads the unit files documents as well")
        self._fill_in()
        self._send()
        for user in (self.officer, self.leader):
            self.assertEqual(self.assessment.with_user(user).get_fitting_documents(), {})

    def test_what_fits_costs_the_same_for_many(self):
        """The form is read once for all of its criteria and documents."""
        assessment = self.assessment.with_user(self.officer)
        count = self._count_queries(assessment.get_fitting_documents)
        for n in range(6):
            self._drop(f"Hoàn thành kế hoạch quý {n}")
        self.assertLessEqual(self._count_queries(assessment.get_fitting_documents), count + 1)

    def test_what_speaks_against_a_document_is_said(self):
        """Where it is filed, and in the sheet; whoever reads it reads that, and files it all the same."""
        criterion = self._line("2.1")
        self.assertNotIn("is assessed", self.worded.filing_remarks or "")
        year = self.assessment.year
        self.worded.write(
            {
                "document_date": f"{year - 2}-05-05",
                "issuer": "Sở Không Có Thật",
                "line_ids": [Command.set((self._line("1.1.2") | criterion).ids)],
                "document_type_id": self.env.ref("cchc_assessment.document_type_report").id,
            }
        )
        self.worded.requirement_ids = criterion.criterion_id.requirement_ids
        remarks = self.worded.filing_remarks
        self.assertIn(f"the year that is assessed is {year}", remarks)
        self.assertIn("It is filed for 2.1 as well", remarks)
        chip = self.worded._get_sheet_chips()[0]
        self.assertIn(remarks, chip["remarks"])
        self.assertEqual(self.worded.with_user(self.leader).filing_remarks, remarks)

    def test_what_is_in_force_no_more_is_pointed_out_until_it_is_settled(self):
        """A later document that replaces or revokes one that proves something is named there, until that is done."""
        for verb, said in (("thay thế", "replaced by"), ("BÃI BỎ", "revoked by")):
            with self.subTest(verb=verb):
                old = self._file(self._line("1.1.1"), name=f"Quy chế {verb} 0")
                old.write({"document_number": f"{len(verb)}/QĐ-STC", "document_date": "2025-03-01"})
                self.assertNotIn(said, old.filing_remarks or "")
                later = self._file(
                    self._line("1.2"), name=f"Quy chế mới, {verb} Quyết định {old.document_number}"
                )
                later.document_date = "2025-06-01"
                self.env.invalidate_all()
                self.assertIn(said, old.filing_remarks)
                self.assertIn(later.display_name, old.filing_remarks)
                self.assertNotIn(said, later.filing_remarks or "")
                old.line_ids = [Command.clear()]
                self.assertNotIn(said, old.filing_remarks or "")
                old.line_ids = [Command.link(self._line("1.1.1").id)]
                self.assertIn(said, old.filing_remarks)
                old.active = False
                self.assertNotIn(said, old.filing_remarks or "")

    def test_another_units_document_takes_nothing_out_of_force(self):
        """What another unit files says nothing of a document of the same number here, and is not named."""
        old = self._file(self._line("1.1.1"))
        old.write({"document_number": "12/QĐ-STC", "document_date": "2025-03-01"})
        foreign = self._line("1.1.1", self.other_assessment)
        other = self._file(foreign, name="Thay thế 12/QĐ-STC", user=self.other_officer)
        other.document_date = "2025-06-01"
        self.env.invalidate_all()
        self.assertNotIn("replaced by", old.filing_remarks or "")
        later = self._file(self._line("1.2"), name="Thay thế 12/QĐ-STC")
        later.document_date = "2025-06-01"
        self.env.invalidate_all()
        self.assertIn("replaced by", old.filing_remarks)

    def test_what_the_reader_may_not_see_is_not_named(self):
        """A document that takes another one out of force is named to those alone who may read it."""
        old = self._file(self._line("1.1.1"))
        old.write({"document_number": "12/QĐ-STC", "document_date": "2025-03-01"})
        later = self._file(self._line("1.2"), name="Thay thế 12/QĐ-STC")
        later.document_date = "2025-06-01"
        self.env["ir.rule"].create(
            {
                "name": "Kept back",
                "model_id": self.env["ir.model"]._get(later._name).id,
                "domain_force": f"[('id', '!=', {later.id})]",
            }
        )
        self.env.invalidate_all()
        self.assertNotIn("replaced by", old.with_user(self.officer).filing_remarks or "")
        self.assertIn("replaced by", old.sudo().filing_remarks)

    def test_the_same_number_of_another_year(self):
        """Each year begins with the same numbers: the one of the year that is named, and issued before, is meant."""
        old = self._file(self._line("1.1.1"))
        later = self._file(self._line("1.2"), name="Thay thế 12/QĐ-STC ngày 01/03/2024")
        for own_day, day, number, is_meant in (
            ("2024-03-01", "2025-06-01", "12/QĐ-STC", True),
            ("2025-03-01", "2025-06-01", "12/QĐ-STC", False),
            ("2024-03-01", "2024-02-01", "12/QĐ-STC", False),
            ("2024-03-01", "2024-03-01", "12/QĐ-STC", False),
            (False, "2025-06-01", "12/QĐ-STC", False),
            ("2024-03-01", False, "12/QĐ-STC", False),
            ("2024-03-01", "2025-06-01", "13/QĐ-STC", False),
        ):
            with self.subTest(own_day=own_day, day=day, number=number):
                old.write({"document_number": number, "document_date": own_day})
                later.document_date = day
                self.env.invalidate_all()
                self.assertEqual("replaced by" in (old.filing_remarks or ""), is_meant)
        # without a year it is the own one
        later.write({"name": "Thay thế 12/QĐ-STC", "document_date": "2025-06-01"})
        for own_day, is_meant in (("2024-03-01", False), ("2025-03-01", True)):
            old.write({"document_number": "12/QĐ-STC", "document_date": own_day})
            self.env.invalidate_all()
            self.assertEqual("replaced by" in (old.filing_remarks or ""), is_meant)

    def test_nobody_else_is_proposed_anything(self):
        """Neither whoever reads only, nor the unit once its work lies with the leader."""
        self._fill_in()
        self._send()
        (self.coded | self.worded).invalidate_recordset()
        self.assertFalse((self.coded | self.worded).proposed_line_id)
        self._approve()
        seen = self.worded.with_user(self.secretary)
        self.assertFalse(seen.proposed_line_id or seen.proposal_reason)

    def test_queries_do_not_grow_with_the_documents(self):
        """The form is read once, whoever asks for one document or for ten."""

        def count(documents):
            self.env.flush_all()
            self.env.invalidate_all()
            return self._count_queries(lambda: documents.mapped("proposed_line_id"))

        more = self.env["cchc.evidence"].union(*(self._drop(f"Công văn {n}") for n in range(8)))
        count(more)
        self.assertLessEqual(count(more | self.coded), count(self.coded) + 1)


@tagged("post_install", "-at_install")
class TestSortingAttacked(SortingCase, RemoteCase):
    """Sorting writes no more than its caller may."""

    def test_another_units_documents(self):
        """Their proposals are neither read nor accepted; they are not counted either."""
        self._open_period()
        document = self._drop("Văn bản số 1", "1.2 Sang kien.pdf")
        for user in (self.other_officer, self.other_leader, self.appraiser):
            for method in ("action_accept_proposals", "action_accept_sure_proposals"):
                with self.assertRaises(AccessError):
                    getattr(document.with_user(user), method)()
            with self.assertRaises(AccessError):
                document.with_user(user).read(["proposed_line_id"])
            for method in ("action_sort_documents", "get_fitting_documents"):
                with self.assertRaises(AccessError):
                    getattr(self.assessment.with_user(user), method)()
            with self.assertRaises(AccessError):
                document.with_user(user).read(["filing_remarks", "folder_name"])
        self.assertFalse(document.line_ids)
