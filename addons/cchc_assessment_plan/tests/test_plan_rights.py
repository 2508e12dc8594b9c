"""Who gets a word of a plan, and who changes one: by no door anybody else."""

import base64
import json

from odoo.exceptions import AccessError
from odoo.fields import Command, Date
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.cchc_assessment.tests.common import PDF, RemoteCase
from odoo.addons.cchc_assessment.tests.common_addons import AddonMethods, AddonRights
from odoo.addons.cchc_assessment.tests.common_rights import MethodsCase, ProtectedCase, RightsCase
from odoo.addons.cchc_assessment.tests.whole import test_rights_matrix as main
from odoo.addons.cchc_assessment.tests.whole.signs import CLOSED, VISIBLE
from odoo.addons.cchc_assessment.tests.whole.test_signs import SignsCase

from .common import Plans
from .rights import MATRIX, WRITABLE

SIGNS = {
    **{
        (model, name): VISIBLE
        for model, names in {
            "cchc.plan": ("replaces_id",),
            "cchc.plan.line": ("criterion_id", "domain_id"),
            "cchc.plan.measure": ("criterion_id", "domain_id", "origin_id"),
        }.items()
        for name in names
    },
    # other units' results stand in the same publication
    ("cchc.plan", "result_id"): CLOSED,
}


class PlanRights(RightsCase):
    """The main addon's sample province, with a plan of each unit that was agreed."""

    MODULE = "cchc_assessment_plan"
    MATRIX = MATRIX

    @classmethod
    def _make_rights(cls):
        super()._make_rights()
        plans = cls.env["cchc.plan"]
        for assessment, people, leader in (
            (cls.assessment, cls.contributor, cls.leader),
            (cls.other_assessment, cls.other_contributor, cls.other_leader),
        ):
            # as if it had been published: the tests of the main addon go on with the year
            plan = plans._create_as_system(
                [
                    {
                        "assessment_id": assessment.id,
                        "unit_id": assessment.unit_id.id,
                        "year": 2027,
                        "lost": 2,
                        "general": f"Mật của {assessment.unit_id.name}",
                    }
                ]
            )
            line = cls._line("1.2", assessment)
            cls.env["cchc.plan.line"]._create_as_system(
                [
                    {
                        "plan_id": plan.id,
                        "line_id": line.id,
                        "criterion_id": line.criterion_id.id,
                        "maximum": 2,
                        "lost": 2,
                        "expected": 1,
                        "cause": f"Nguyên nhân của {assessment.unit_id.name}",
                    }
                ]
            )
            cls.env["cchc.plan.measure"].with_user(leader).create(
                {
                    "line_id": plan.line_ids.id,
                    "name": f"Biện pháp của {assessment.unit_id.name}",
                    "user_ids": [Command.set(people.ids)],
                    "date": Date.add(Date.today(), days=10),
                }
            )
            plan = plan.with_user(leader)
            plan.action_submit()
            plan.action_agree()

    @classmethod
    def _sample(cls, model):
        if model == "cchc.plan.cause":
            return cls.env.ref("cchc_assessment_plan.plan_cause_late").sudo()
        return super()._sample(model)


@tagged("post_install", "-at_install")
class TestPlanRights(AddonRights, PlanRights, TransactionCase):
    """Each role, model and operation, as declared in ``rights.MATRIX``."""

    test_dialogs_are_their_own = main.TestRightsMatrix.test_dialogs_are_their_own

    def _plan_of(self, unit):
        return self._of_unit("cchc.plan", unit)

    def test_drafts_are_the_units(self):
        """Before the leader has agreed, and while a new version is written, the secretary finds nothing of it."""
        plan = self._plan_of(self.unit)
        secretary = self.secretary
        for state in ("draft", "submitted"):
            plan._write_as_system({"state": state})
            self.env.flush_all()
            for model in ("cchc.plan", "cchc.plan.line", "cchc.plan.measure"):
                with self.subTest(state=state, model=model):
                    found = self.env[model].with_user(secretary).search([])
                    self.assertEqual(found.unit_id, self.other_unit)
                    own = self.env[model].with_user(self.contributor).search([])
                    self.assertEqual(own.unit_id, self.unit)

    def test_each_rule_is_needed(self):
        """Each rule switched off lets its role read more, or less."""
        plan = self._plan_of(self.unit)
        plan._write_as_system({"state": "draft"})
        for model in ("cchc.plan", "cchc.plan.line", "cchc.plan.measure"):
            for role in ("contributor", "secretary"):
                with self.subTest(model=model, role=role), self.cr.savepoint() as savepoint:
                    rows = self.env[model].with_user(self.users[role])
                    seen = rows.search([])
                    self.assertTrue(seen)
                    name = f"{model.replace('.', '_')}_rule_{role}"
                    self.env.ref(f"{self.MODULE}.{name}").active = False
                    self.assertNotEqual(rows.search([]), seen)
                    savepoint.rollback()
                    self.env.invalidate_all()

    def test_a_contributor_writes_progress_of_their_own(self):
        """By the record rule alone, without the guard, another's measure is closed to a contributor."""
        colleague = self._make_user("colleague", "contributor")
        self.unit.contributor_ids |= colleague
        measure = self._of_unit("cchc.plan.measure", self.unit)
        self.assertTrue(measure.with_user(self.contributor).has_access("write"))
        self.assertTrue(measure.with_user(colleague).has_access("read"))
        self.assertFalse(measure.with_user(colleague).has_access("write"))
        with self.assertRaises(AccessError):
            measure.with_user(colleague).percent = 10
        # and by the guard alone
        with self.assertRaises(AccessError):
            measure.with_user(colleague).sudo().percent = 10
        with self.assertRaises(AccessError):
            self._of_unit("cchc.plan.measure", self.other_unit).with_user(
                self.contributor
            ).sudo().percent = 10
        measure.with_user(self.contributor).percent = 10

    def test_another_province(self):
        """The secretary of another company reads none, by the company's rule alone, and adds causes of their own."""
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        stranger = new_test_user(
            self.env,
            "cchc_plan_stranger",
            groups="cchc_assessment.cchc_assessment_group_secretary",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        for model in ("cchc.plan", "cchc.plan.line", "cchc.plan.measure"):
            rows = self.env[model].with_user(stranger)
            self.assertFalse(rows.search([]))
            name = f"{model.replace('.', '_')}_rule_company"
            self.env.ref(f"{self.MODULE}.{name}").active = False
            self.assertTrue(rows.search([]))
        causes = self.env["cchc.plan.cause"]
        shared = causes.with_user(stranger).search([])
        self.assertEqual(len(shared), 7)
        with self.assertRaises(AccessError):
            shared[0].name = "khác"
        own = causes.with_user(stranger).create({"name": "Nguyên nhân riêng"})
        self.assertEqual(own.company_id, company)
        self.assertNotIn(own, causes.with_user(self.officer).search([]))


@tagged("post_install", "-at_install")
class TestPlanMethods(AddonMethods, PlanRights, MethodsCase):
    """Over the network, by no method, anybody else gets a word of them or changes a thing."""

    ATTACKED = MATRIX


@tagged("post_install", "-at_install")
class TestPlanFields(PlanRights, ProtectedCase):
    """By no door that writes, anybody writes what was agreed, or what the system says."""

    def test_the_units_leader(self):
        self._assert_protected(self.leader, WRITABLE)

    def test_a_contributor(self):
        """Of their own measure the progress; who does it is not theirs to say."""
        of_measure = {"progress", "percent", "note", "document", "document_name"}
        self._assert_protected(
            self.contributor,
            {"cchc.plan": set(), "cchc.plan.line": set(), "cchc.plan.measure": of_measure},
        )

    def test_the_secretary(self):
        self._assert_protected(self.secretary, dict.fromkeys(WRITABLE, frozenset()))


@tagged("post_install", "-at_install")
class TestPlanAttacks(Plans, RemoteCase):
    """What a program of somebody's would try over JSON-RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_published()
        cls.plan = cls._make_agreed()
        cls.other = cls._make_plan(cls.other_assessment, cls.other_officer)
        cls._fill_in_plan(cls.other)

    def test_states_are_not_written(self):
        """Neither by write or create, nor by a default, a nested command or a forged opening."""
        ids = self.other.ids
        for user in (self.other_officer, self.other_leader):
            for method, args, context in (
                ("write", [ids, {"state": "agreed"}], {}),
                ("web_save", [ids, {"state": "agreed"}, {}], {}),
                ("write", [ids, {"state": "agreed"}], {"cchc_opening": True}),
                ("write", [ids, {"agreed_by_id": user.id}], {}),
                ("create", [[{"assessment_id": self.other_assessment.id}]], {}),
                ("create", [[{}]], {"default_state": "agreed"}),
                ("copy", [ids], {}),
            ):
                answer = self._call("cchc.plan", method, *args, user=user, context=context)
                with self.subTest(user=user.login, method=method, args=args):
                    self._assert_refused(answer)
        self.env.invalidate_all()
        self.assertEqual(self.other.state, "draft")
        # 12 characters of a measure that was never agreed to
        answer = self._call(
            "cchc.plan.measure",
            "create",
            [{"line_id": self.other.line_ids[0].id, "name": "x", "progress": "done"}],
            user=self.other_officer,
        )
        self._assert_refused(answer)
        made = self._call(
            "cchc.plan.measure",
            "create",
            [{"line_id": self.other.line_ids[0].id, "name": "x"}],
            user=self.other_officer,
            context={"default_progress": "done", "default_percent": 100},
        )
        measure = self.env["cchc.plan.measure"].browse(made)
        self.assertEqual((measure.progress, measure.percent), ("not_begun", 0))

    def test_steps_of_others(self):
        """No step is taken by who is not its actor: another unit's leader, a contributor, the secretary, a member."""
        for plan, action, users in (
            (
                self.other,
                "action_submit",
                (self.officer, self.leader, self.secretary, self.appraiser),
            ),
            (self.other, "action_propose", (self.officer, self.secretary, self.appraiser)),
            (
                self.plan,
                "action_new_version",
                (self.other_officer, self.contributor, self.secretary),
            ),
            (self.plan, "action_close", (self.officer, self.other_leader, self.secretary)),
            (self.plan, "action_print", (self.other_officer, self.appraiser)),
            (self.plan, "action_view_measures", (self.other_officer, self.appraiser)),
        ):
            for user in users:
                with self.subTest(action=action, user=user.login):
                    self._assert_refused(self._call("cchc.plan", action, plan.ids, user=user))
        for user in (self.officer, self.contributor, self.secretary, self.appraiser):
            answer = self._call(
                "cchc.plan.step",
                "create",
                [{"plan_id": self.other.id, "action": "action_return"}],
                user=user,
            )
            self._assert_refused(answer)

    def test_a_dialog_for_another_plan(self):
        """A leader's own dialog does nothing to another unit's plan, nor another step."""
        self.other.action_submit()
        answer = self._call(
            "cchc.plan.step",
            "create",
            [{"plan_id": self.other.id, "action": "action_return", "reason": "x"}],
            user=self.leader,
        )
        self._assert_refused(answer)
        answer = self._call(
            "cchc.plan.step",
            "create",
            [{"plan_id": self.other.id, "action": "action_agree", "reason": "x"}],
            user=self.other_leader,
        )
        self.assertRegex(str(answer), "^ValueError: ")

    def test_measures_of_other_plans(self):
        """A measure goes into no plan but a draft of one's own, and moves to no other."""
        own = self.plan.measure_ids[0]
        for user, values in (
            (self.other_officer, {"line_id": self.plan.line_ids[0].id, "name": "x"}),
            (self.officer, {"line_id": self.other.line_ids[0].id, "name": "x"}),
            (self.officer, {"line_id": self.plan.line_ids[0].id, "name": "x"}),
            (self.contributor, {"line_id": self.plan.line_ids[0].id, "name": "x"}),
        ):
            answer = self._call("cchc.plan.measure", "create", [values], user=user)
            with self.subTest(user=user.login, values=values):
                self._assert_refused(answer)
        for user in (self.officer, self.other_officer, self.contributor):
            answer = self._call(
                "cchc.plan.measure",
                "write",
                own.ids,
                {"line_id": self.other.line_ids[0].id},
                user=user,
            )
            self._assert_refused(answer)

    def test_what_leads_to_plans(self):
        """A member, another unit and nobody find neither document nor template; there is no such address for them."""
        for user, path, status in (
            (self.officer, f"/cchc/plan/{self.plan.id}", 200),
            (self.contributor, f"/cchc/plan/{self.plan.id}", 200),
            (self.secretary, f"/cchc/plan/{self.plan.id}", 200),
            (self.secretary, f"/cchc/plan/{self.other.id}", 404),
            (self.other_officer, f"/cchc/plan/{self.plan.id}", 404),
            (self.appraiser, f"/cchc/plan/{self.plan.id}", 404),
            (self.officer, f"/cchc/plan/{2**30}", 404),
            (self.secretary, f"/cchc/plan/template/{self.period.id}", 200),
            (self.officer, f"/cchc/plan/template/{self.period.id}", 404),
        ):
            with self.subTest(user=user.login, path=path):
                self.assertEqual(self._get(user, path).status_code, status)

    def test_a_document_by_other_doors(self):
        """Nobody deletes what was reported but by its field in its time, though Odoo becomes the superuser."""
        measure = self.plan.measure_ids[0]
        measure.with_user(self.contributor).write(
            {"document": base64.b64encode(PDF), "document_name": "bc.pdf"}
        )
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", measure._name),
                ("res_id", "=", measure.id),
                ("res_field", "!=", False),
            ]
        )
        self.assertTrue(attachment)
        for user in (self.contributor, self.officer, self.leader):
            self.authenticate(user.login, user.login)
            with mute_logger("odoo.http"):
                self._ask_to_delete(attachment)
        self.env.invalidate_all()
        self.assertTrue(attachment.exists())
        with self.assertRaises(AccessError):
            attachment.with_user(self.officer).sudo().unlink()
        # of a file that one does not see, nothing is told: not even that it is a measure's
        for number in (attachment.id, 2**30):
            answer = self._call("ir.attachment", "unlink", [number], user=self.other_officer)
            self.assertNotIn("measure", str(answer))
        measure.with_user(self.contributor).document = False
        self.assertFalse(attachment.exists())

    def test_an_administrator_moves_files(self):
        """As a change of the place of files does: the same bytes; neither others nor another name."""
        measure = self.plan.measure_ids[0]
        measure.with_user(self.contributor).write(
            {"document": base64.b64encode(PDF), "document_name": "bc.pdf"}
        )
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", measure._name), ("res_field", "=", "document")]
        )
        admin = self.env.ref("base.user_admin")
        admin.group_ids |= self.env.ref("base.group_system")
        file = attachment.with_user(admin).sudo()
        for vals in ({"raw": PDF}, {"datas": base64.b64encode(PDF)}, {"mimetype": "text/plain"}):
            file.write(vals)
        for vals in ({"raw": b"x"}, {"datas": base64.b64encode(b"x")}, {"raw": PDF, "name": "x"}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                file.write(vals)
        self.assertEqual(attachment.raw, PDF)

    def _ask_to_delete(self, attachment):
        """Ask Odoo's own address to delete the file, whatever it answers."""
        self.url_open(
            "/mail/attachment/delete",
            data=json.dumps({"params": {"attachment_id": attachment.id}}),
            headers={"Content-Type": "application/json"},
        )

    def test_the_button_of_the_list(self):
        """As the web client calls it, with nothing ticked."""
        self.authenticate(self.officer.login, self.officer.login)
        answer = self.url_open(
            "/web/dataset/call_button/cchc.plan/action_make",
            data=json.dumps(
                {
                    "params": {
                        "model": "cchc.plan",
                        "method": "action_make",
                        "args": [[]],
                        "kwargs": {"context": {}},
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()
        self.assertEqual(answer["result"]["res_id"], self.plan.id)

    def test_activities_tell_nobody(self):
        """Whose task is for which measure is nobody's to read."""
        answer = self._call(
            "mail.activity", "search_read", [], ["cchc_measure_id"], user=self.contributor
        )
        self._assert_refused(answer)


@tagged("post_install", "-at_install")
class TestPlanSigns(Plans, SignsCase):
    """What is hidden gives no sign by what plans lead to."""

    MODULE = "cchc_assessment_plan"
    table = SIGNS

    @classmethod
    def _make_case(cls):
        cls._make_published()
        cls._make_agreed()
        cls.reader = cls.officer

    def test_every_sign_is_declared(self):
        self.assertEqual(self._find_signs(), SIGNS.keys())

    def test_visible_relations(self):
        """What such a relation leads to from a record that is seen is seen as well."""
        for model, name in (sign for sign, verdict in SIGNS.items() if verdict == VISIBLE):
            for user in (self.officer, self.leader, self.contributor):
                targets = self.env[model].with_user(user).search([]).sudo()[name]
                with self.subTest(model=model, name=name, user=user.login):
                    self.assertEqual(
                        targets.with_user(user)._filtered_access("read").ids, targets.ids
                    )
