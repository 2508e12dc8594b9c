from datetime import timedelta

from odoo.tests import new_test_user, tagged

from odoo.addons.cchc_assessment.tests.filing.test_evidence_filing import UploadCase, make_pdf

from .certificates import authority_values
from .pure.signing_fixtures import (
    NOW,
    YEAR,
    Authority,
    appended,
    signed,
    stamped,
    with_revocation_lists,
)


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
            .create(authority_values(cls.authority.certificate, "CA mẫu"))
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
            (signed(self.plain, self.authority.signer(), digest="sha1"), "weak"),
            (signed(self.plain, Authority("CA khác").signer()), "untrusted"),
            (self.plain, "unsigned"),
        ):
            with self.subTest(status=status):
                evidence = self._file_signed(content)
                self.assertEqual(evidence.signature_status, status)
                problems = evidence.signature_ids.mapped("problem")
                self.assertEqual(bool(problems and all(problems)), status != "unsigned")
                # what has become of a signature is pointed out; who is not known is only shown
                remarks = evidence.filing_remarks or ""
                pointed_out = any(problem in remarks for problem in problems)
                self.assertEqual(pointed_out, status in ("altered", "expired", "weak"))

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

    def test_each_has_its_own_word(self):
        """Of several signatures each says what it is worth, with which timestamp and for how long it is kept."""
        now = self.authority.timestamper()
        first = signed(self.plain, self.authority.signer("Một"), "One", timestamper=now)
        kept = with_revocation_lists(first, self.authority.revocation_list())
        twice = signed(kept, Authority("CA khác").signer("Hai"), "Two")
        evidence = self._file_signed(twice)
        said = {
            one.signer: (one.status, one.stamp, one.level, one.digest)
            for one in evidence.signature_ids
        }
        self.assertEqual(
            said,
            {
                "Một": ("valid", "trusted", "lt", "sha256"),
                "Hai": ("untrusted", "none", "b", "sha256"),
            },
        )
        archived = self._file_signed(stamped(kept, now))
        self.assertEqual(archived.signature_ids.mapped("level"), ["lta"])

    def test_who_signed_is_compared_with_the_issuer(self):
        """A document of one agency that only another's people signed is remarked on, and filed all the same."""
        department = self.authority.signer("Nguyễn Văn Mẫu", part="Sở Nội vụ")
        province = self.authority.signer("Trần Thị Mẫu")
        stranger = Authority("CA khác").signer("Ai đó", part="Sở Tài chính")
        for signer, issuer, is_remarked in (
            (department, "Sở Nội vụ", False),
            (department, "SỞ NỘI VỤ TỈNH MẪU", False),
            (department, "Sở Tài chính", True),
            (department, "UBND xã Mẫu", True),
            # it may have been signed for any of the province's agencies
            (province, "Sở Tài chính", False),
            # whom nobody knows is said by the signature itself
            (stranger, "Sở Nội vụ", False),
            (department, "", False),
        ):
            with self.subTest(issuer=issuer, signer=signer.signing_cert.subject.human_friendly):
                evidence = self._file_signed(signed(self.plain, signer))
                evidence.issuer = issuer
                said = evidence.filing_remarks or ""
                self.assertEqual("is signed by" in said, is_remarked, said)

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
            evidence.with_user(self.officer)._get_sheet_chips()[0]["mark"]
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
