import base64
from datetime import timedelta

from odoo.tests import new_test_user, tagged

from odoo.addons.cchc_assessment.tests.filing.test_evidence_filing import UploadCase, make_pdf

from .pure.signing_fixtures import NOW, YEAR, Authority, appended, signed


@tagged("post_install", "-at_install")
class TestEvidenceSignatures(UploadCase):
    """What is shown of the digital signatures in filed PDFs, by an authority that the administrator trusts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.authority = Authority()
        admin = new_test_user(cls.env, "cchc_admin", groups="base.group_system")
        cls.certificate = (
            cls.env["cchc.trusted.certificate"]
            .with_user(admin)
            .create({"name": "CA mẫu", "file": base64.b64encode(cls.authority.pem())})
        )
        cls.plain = make_pdf("Bao cao da ky")
        cls.good = signed(cls.plain, cls.authority.signer())

    def _file_signed(self, content):
        """File ``content`` as the officer's browser does; return the document as the officer reads it."""
        status, answer = self._upload(content)
        self.assertEqual(status, 200, answer)
        return self.env["cchc.evidence"].with_user(self.officer).browse(answer["id"])

    def test_a_good_signature(self):
        """Who signed, when, that nothing was changed since, and that the authority is trusted."""
        evidence = self._file_signed(self.good)
        self.assertEqual(evidence.signature_status, "valid")
        signature = evidence.signature_ids
        self.assertEqual(
            (signature.signer, signature.organisation), ("Sở Nội vụ mẫu", "UBND tỉnh Mẫu")
        )
        self.assertLess(abs(signature.signed_at - NOW.replace(tzinfo=None)), timedelta(hours=1))
        self.assertTrue(signature.intact and signature.covers_whole_file and signature.trusted)
        self.assertFalse(signature.expired or signature.problem)
        self.assertEqual(evidence.form, "signed")

    def test_signatures_with_something_wrong(self):
        """Altered, added to, expired and foreign signatures are filed all the same, and said to be what they are."""
        expired = self.authority.signer(start=NOW - 3 * YEAR, end=NOW - YEAR)
        for content, status in (
            (self.good.replace(b"Bao cao da ky", b"Bao cao da sua"[:13]), "altered"),
            (appended(self.good), "altered"),
            (signed(self.plain, expired), "expired"),
            (signed(self.plain, Authority("CA khác").signer()), "untrusted"),
            (self.plain, "unsigned"),
        ):
            with self.subTest(status=status):
                evidence = self._file_signed(content)
                self.assertEqual(evidence.signature_status, status)
                problems = evidence.signature_ids.mapped("problem")
                self.assertEqual(bool(problems and all(problems)), status != "unsigned")

    def test_several_signatures(self):
        """Each of several signatures is listed; the document's status is that of the worst."""
        twice = signed(
            signed(self.plain, self.authority.signer("Người ký thứ nhất"), "One"),
            self.authority.signer("Cơ quan"),
            "Two",
        )
        evidence = self._file_signed(twice)
        self.assertEqual(evidence.signature_status, "valid")
        self.assertEqual(evidence.signature_ids.mapped("signer"), ["Người ký thứ nhất", "Cơ quan"])
        foreign = self._file_signed(signed(twice, Authority("CA khác").signer("Người lạ"), "Three"))
        self.assertEqual(foreign.signature_status, "untrusted")
        self.assertEqual(foreign.signature_ids.mapped("trusted"), [True, True, False])

    def test_an_authority_that_is_trusted_no_more(self):
        """An archived certificate vouches for nothing that is filed from then on; what was read stays."""
        before = self._file_signed(self.good)
        self.certificate.active = False
        after = self._file_signed(signed(self.plain, self.authority.signer("Người ký sau")))
        self.assertEqual(after.signature_status, "untrusted")
        self.assertEqual(before.signature_status, "valid")

    def test_the_sheet_marks_it(self):
        """The sheet's document bears a mark where its signature is good or broken, and none otherwise."""
        altered = self._file_signed(self.good.replace(b"Bao cao da ky", b"Bao cao da sua"[:13]))
        marks = [
            evidence.with_user(self.officer)._get_sheet_chip()["mark"]
            for evidence in (self._file_signed(self.good), altered, self._file_signed(self.plain))
        ]
        self.assertEqual(marks, ["good", "bad", False])

    def test_the_seal_keeps_what_was_read(self):
        """What is approved is sealed with what was read of its signatures, which is never compared."""
        evidence = self._file_signed(self.good)
        self._fill_in()
        self._send()
        self._approve()
        submission = self.assessment.submission_ids.sudo()
        sealed = {entry["id"]: entry for entry in submission._get_manifest()["evidence"]}
        self.assertEqual(sealed[evidence.id]["signature_status"], "valid")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_evidence SET signature_status = 'not_checked' WHERE id = %s", evidence.ids
        )
        self.env.invalidate_all()
        self.assertEqual(submission._find_seal_problems()[0], [])

    def test_a_document_of_another_year(self):
        """A document that is taken over into another year brings along what was read of its signatures."""
        evidence = self._file_signed(self.good)
        next_year = self.period.copy({"name": "Năm sau", "year": self.period.year + 1})
        next_year.self_deadline = self.period.self_deadline
        next_year.with_user(self.secretary).action_open()
        later = next_year.assessment_ids.filtered(lambda one: one.unit_id == self.unit)
        line = later.line_ids.filtered(lambda line: line.criterion_id.code == "1.2")
        copy = evidence._take_over(line.with_user(self.officer))
        self.assertEqual(copy.signature_status, "valid")
        self.assertEqual(
            copy.signature_ids.mapped("signer"), evidence.signature_ids.mapped("signer")
        )
        self.assertNotEqual(copy.signature_ids, evidence.signature_ids)
        self.assertEqual(copy.form, "signed")
