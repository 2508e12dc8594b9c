from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.models import BaseModel
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.cchc_assessment.tests.common_addons import AddonMethods, AddonRights
from odoo.addons.cchc_assessment.tests.common_rights import MethodsCase, ProtectedCase, RightsCase

from .certificates import authority_values, make_certificate
from .rights import MATRIX, WRITABLE


class SignatureRights(RightsCase):
    """The main addon's sample province, with signatures in each unit's documents and a trusted authority."""

    MODULE = "cchc_assessment_signature"
    MATRIX = MATRIX

    @classmethod
    def _make_rights(cls):
        super()._make_rights()
        cls.certificate = cls.env["cchc.trusted.certificate"].create(
            authority_values(make_certificate("CA"), "Cơ quan chứng thực thử nghiệm")
        )
        cls.signatures = BaseModel.create(
            cls.env["cchc.evidence.signature"],
            [
                {"evidence_id": evidence.id, "signer": evidence.unit_id.name}
                for evidence in (cls.assessment | cls.other_assessment).evidence_ids
            ],
        )

    @classmethod
    def _sample(cls, model):
        if model == "cchc.trusted.certificate":
            return cls.certificate.sudo()
        return super()._sample(model)


@tagged("post_install", "-at_install")
class TestSignatureRights(AddonRights, SignatureRights, TransactionCase):
    """Each role, model and operation, as declared in ``rights.MATRIX``."""

    def test_nobody_writes_down_what_was_read(self):
        """Not even the superuser makes, changes or takes away a signature that was read."""
        signature = self.signatures[0]
        for user in (self.officer, self.secretary, self.users["admin"], self.env.user):
            rows = self.env["cchc.evidence.signature"].with_user(user)
            with self.assertRaises(AccessError):
                rows.create({"evidence_id": signature.evidence_id.id, "signer": "x"})
        for attempt in (lambda: signature.write({"signer": "x"}), signature.unlink):
            with self.assertRaises(AccessError):
                attempt()

    def test_another_province(self):
        """The secretary of another company reads none, by the company's rule alone."""
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        stranger = new_test_user(
            self.env,
            "cchc_signature_stranger",
            groups="cchc_assessment.cchc_assessment_group_secretary",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        rows = self.env["cchc.evidence.signature"].with_user(stranger)
        self.assertTrue(self.signatures)
        self.assertFalse(rows.search([]))
        self.env.ref(f"{self.MODULE}.cchc_evidence_signature_rule_company").active = False
        self.assertEqual(rows.search([]), self.signatures)

    def test_each_rule_is_needed(self):
        """While units score, each rule switched off lets its role read more, or less."""
        self.assertTrue(self.signatures)
        for role in ("officer", "appraiser", "secretary"):
            with self.subTest(role=role), self.cr.savepoint() as savepoint:
                rows = self.env["cchc.evidence.signature"].with_user(self.users[role])
                seen = rows.search([])
                self.env.ref(f"{self.MODULE}.cchc_evidence_signature_rule_{role}").active = False
                self.assertNotEqual(rows.search([]), seen)
                savepoint.rollback()
                self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestSignatureMethods(AddonMethods, SignatureRights, MethodsCase):
    """Over the network, by no method, anybody else gets a word of them or changes a thing."""

    ATTACKED = MATRIX


@tagged("post_install", "-at_install")
class TestSignatureFields(SignatureRights, ProtectedCase):
    """By no door that writes, whoever scores or appraises writes what was read."""

    def test_units_while_they_score(self):
        """The unit's own leader writes no field of a signature."""
        self._assert_protected(self.leader, WRITABLE)

    def test_the_council(self):
        """The secretary writes none either, once it is submitted."""
        self._submit_both()
        self._assert_protected(self.secretary, WRITABLE)
