from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.cchc_assessment.tests.common_addons import AddonMethods, AddonRights
from odoo.addons.cchc_assessment.tests.common_rights import MethodsCase, ProtectedCase, RightsCase

from .common import Records
from .rights import MATRIX, WRITABLE


class RecordRights(Records, RightsCase):
    """The main addon's sample province, with a figure of each unit that was taken from records."""

    MODULE = "cchc_assessment_records"
    MATRIX = MATRIX

    @classmethod
    def _make_rights(cls):
        super()._make_rights()
        cls.requests = cls._make_requests(4)
        cls.requests[:3].employee = True
        cls.source = cls._make_source()
        for assessment, officer in (
            (cls.assessment, cls.officer),
            (cls.other_assessment, cls.other_officer),
        ):
            cls._line("2.1", assessment).with_user(officer).take_record_figure()
        cls.figures = cls.env["cchc.record.figure"].search([])

    @classmethod
    def _sample(cls, model):
        return cls.source.sudo() if model == "cchc.record.source" else super()._sample(model)


@tagged("post_install", "-at_install")
class TestRecordRights(AddonRights, RecordRights, TransactionCase):
    """Each role, model and operation, as declared in ``rights.MATRIX``."""

    def test_another_province(self):
        """The secretary of another company reads none, by the company's rule alone."""
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        values = {"company_id": company.id, "company_ids": [Command.set(company.ids)]}
        secretary = new_test_user(
            self.env,
            "cchc_records_stranger",
            groups="cchc_assessment.cchc_assessment_group_secretary",
            **values,
        )
        administrator = new_test_user(
            self.env, "cchc_records_other_admin", groups="base.group_system", **values
        )
        for model, user, records in (
            ("cchc.record.figure", secretary, self.figures),
            ("cchc.record.source", administrator, self.source),
        ):
            rows = self.env[model].with_user(user)
            self.assertTrue(records)
            self.assertFalse(rows.search([]))
            rule = self.env.ref(f"{self.MODULE}.{model.replace('.', '_')}_rule_company")
            rule.active = False
            self.assertEqual(rows.search([]), records)

    def test_each_rule_is_needed(self):
        """While units score, each rule switched off lets its role read more, or less."""
        self.assertEqual(len(self.figures), 2)
        for role in ("contributor", "officer", "appraiser", "secretary"):
            with self.subTest(role=role), self.cr.savepoint() as savepoint:
                rows = self.env["cchc.record.figure"].with_user(self.users[role])
                seen = rows.search([])
                self.env.ref(f"{self.MODULE}.cchc_record_figure_rule_{role}").active = False
                self.assertNotEqual(rows.search([]), seen)
                savepoint.rollback()
                self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestRecordMethods(AddonMethods, RecordRights, MethodsCase):
    """Over the network, by no method, anybody else gets a word of them or changes a thing."""

    ATTACKED = MATRIX


@tagged("post_install", "-at_install")
class TestRecordFields(RecordRights, ProtectedCase):
    """By no door that writes, whoever scores or appraises writes what was taken."""

    def test_units_while_they_score(self):
        """The unit's own leader writes no field of a figure."""
        self._assert_protected(self.leader, WRITABLE)

    def test_the_council(self):
        """The secretary writes none either, once it is submitted."""
        self._submit_both()
        self._assert_protected(self.secretary, WRITABLE)
