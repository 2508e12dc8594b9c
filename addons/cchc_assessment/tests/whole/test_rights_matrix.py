import json

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from ..common import post
from ..common_rights import MethodsCase, ProtectedCase, RightsCase
from ..rights import (
    DIALOG,
    IN_FORCE,
    OPERATIONS,
    ROLES,
    UNITS,
    WORK,
    WRITABLE,
)


@tagged("post_install", "-at_install")
class TestRightsMatrix(RightsCase, TransactionCase):
    """Each role, model and operation, as declared in ``rights.MATRIX``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_province()
        cls._make_rights()

    def test_every_model_is_declared(self):
        """A model that nobody has said anything about is not let in."""
        models = {
            name
            for name, model in self.env.registry.items()
            if model._original_module == self.MODULE and not model._abstract
        }
        self.assertEqual(models, self.MATRIX.keys())

    def test_operations(self):
        """Each role may do with each model what the table says, and nothing else."""
        for model, row in self.MATRIX.items():
            for role in ROLES:
                for letter, operation in OPERATIONS.items():
                    with self.subTest(model=model, role=role, operation=operation):
                        self.assertEqual(
                            self.env[model].with_user(self.users[role]).has_access(operation),
                            letter in getattr(row, role),
                        )

    def test_reach_while_it_is_scored(self):
        """While units score, each sees its own work, the secretary all of it and an appraiser none."""
        self._assert_reach(submitted=False)

    def test_reach_after_submission(self):
        """What was submitted is read by the council, and still not by another unit."""
        self._submit_both()
        self._assert_reach(submitted=True)
        self.assertTrue(self._of_unit("cchc.submission", self.other_unit))

    def _assert_reach(self, submitted):
        for model, row in self.MATRIX.items():
            if row.reach not in (UNITS, WORK):
                continue
            own, foreign = (self._of_unit(model, unit) for unit in (self.unit, self.other_unit))
            if submitted or not model.startswith("cchc.submission"):
                self.assertTrue(own and foreign, f"no {model} to find")
            for role in ROLES:
                if "r" not in getattr(row, role):
                    continue
                in_council = role in ("appraiser", "secretary", "admin")
                sees_work = row.reach == UNITS or submitted or role == "secretary"
                expected = self.env[model]
                if in_council and sees_work:
                    expected = own | foreign
                elif not in_council:
                    expected = own
                with self.subTest(model=model, role=role):
                    records = self.env[model].with_user(self.users[role])
                    found = records.with_context(active_test=False).search(
                        [("id", "in", (own | foreign).ids)]
                    )
                    self.assertEqual(found, expected)

    def test_drafts_are_the_councils(self):
        """Units see no rubric that is being written and no period that is being prepared."""
        self._make_drafts()
        for model, row in self.MATRIX.items():
            if row.reach != IN_FORCE:
                continue
            draft = self._draft(model)
            self.assertTrue(draft, model)
            for role in ("officer", "leader", "appraiser", "secretary"):
                with self.subTest(model=model, role=role):
                    found = (
                        self.env[model]
                        .with_user(self.users[role])
                        .search([("id", "in", draft.ids)])
                    )
                    self.assertEqual(
                        found, draft if role in ("appraiser", "secretary") else found[:0]
                    )

    def _draft(self, model):
        if model == "cchc.period":
            return self.draft_period
        field = "id" if model == "cchc.rubric" else "rubric_id"
        return self.env[model].search([(field, "=", self.draft.id)])

    def test_dialogs_are_their_own(self):
        """A dialog is seen by whoever opened it, and by nobody else of the same role."""
        for model, row in self.MATRIX.items():
            if row.reach != DIALOG:
                continue
            for role in ("leader", "secretary"):
                if not getattr(row, role):
                    continue
                dialog = self._make_dialog(model, self.users[role])
                twin = self.users[role].copy({"login": f"twin_{role}_{model}"})
                self.unit.leader_ids |= twin
                with self.subTest(model=model, role=role):
                    self.assertTrue(dialog.has_access("read"))
                    self.assertFalse(dialog.with_user(twin).has_access("read"))
                    self.assertFalse(
                        self.env[model].with_user(twin).search([("id", "=", dialog.id)])
                    )


@tagged("post_install", "-at_install")
class TestPublicMethods(MethodsCase):
    """The answer has to be a refusal, or to hold nothing of the other unit; and nothing of it has changed."""

    def test_the_way_in_works_for_the_own_unit(self):
        """The unit's own officer does get its work by these calls: the attacks fail for the right reason."""
        told = set()
        for model in ("cchc.assessment", "cchc.assessment.line", "cchc.evidence"):
            for name, method in self._methods(model):
                if name in ("create", "write", "unlink", "copy", "load"):
                    continue
                answer = self._attack(self.officer, model, name, method, self._sample(model).ids)
                if any(word in json.dumps(answer, ensure_ascii=False) for word in self._secrets()):
                    told.add(name)
        self.assertLessEqual(
            {
                "read",
                "search_read",
                "web_read",
                "web_search_read",
                "name_search",
                "export_data",
            },
            told,
        )

    def test_calls_answer_as_over_the_wire(self):
        """Calls without a server in between are answered as Odoo answers them over HTTP: what is refused is refused."""
        line = self._line("1.2")
        answers = set()
        for user, model, method, args, kwargs in (
            (self.officer, "cchc.assessment", "read", [self.assessment.ids, ["deadline"]], {}),
            (self.officer, "cchc.assessment", "web_read", [self.assessment.ids, {"state": {}}], {}),
            (self.officer, "cchc.assessment", "get_sheet_rows", [self.assessment.ids, []], {}),
            (self.officer, "cchc.assessment.line", "write", [line.ids, {"manual_score": 9}], {}),
            (self.officer, "cchc.assessment.line", "write", [line.ids, {"self_score": 1}], {}),
            (self.officer, "cchc.evidence", "create", [[{}]], {"context": {"default_name": "x"}}),
            (self.officer, "cchc.assessment", "_transition", [self.assessment.ids, "x"], {}),
            (self.officer, "cchc.assessment", "no_such_method", [self.assessment.ids], {}),
            (self.officer, "cchc.assessment", "search", [[["nothing", "=", 1]]], {}),
            (self.officer, "cchc.log", "load", [[".id"], [["1"]]], {}),
            (self.other_officer, "cchc.assessment", "read", [self.assessment.ids], {}),
            (self.other_officer, "cchc.assessment.line", "unlink", [line.ids], {}),
            (self.other_officer, "cchc.assessment", "search_count", [[]], {}),
            (self.secretary, "cchc.unit", "write", [self.unit.ids, {"group_id": 0}], {}),
            (self.users["portal"], "cchc.unit", "search_read", [[]], {}),
        ):
            with self.subTest(user=user.login, model=model, method=method):
                answer = self._call(model, method, *args, user=user, **kwargs)
                wire = self._call_over_the_wire(model, method, *args, user=user, **kwargs)
                self.assertEqual(answer, wire)
                answers.add(str(answer).partition(":")[0])
        self.assertGreater(len(answers), 5)

    def test_another_units_officer(self):
        """Another unit's officer gets nothing and changes nothing, by no method."""
        self._assert_closed(self.other_officer)

    def test_a_user_of_no_group(self):
        """An employee who has nothing to do with it gets nothing and changes nothing."""
        self._assert_closed(self.users["groupless"])

    def test_a_portal_user(self):
        """A portal user gets nothing and changes nothing."""
        self._assert_closed(self.users["portal"])


@tagged("post_install", "-at_install")
class TestProtectedFields(ProtectedCase):
    """What isn't in ``rights.WRITABLE``."""

    def test_what_is_written_is_noticed(self):
        """A value, a relation, a message and a follower each make a difference: without any, nothing is found."""
        line = self._line("1.1.2").sudo()
        watch = self._watch()
        before = next(watch)
        self.assertEqual(next(watch), before)
        for change in (
            lambda: line.write({"explanation": "Giả mạo"}),
            lambda: self.unit.sudo().write({"officer_ids": [Command.clear()]}),
            lambda: post(self.assessment.sudo(), "Giả mạo"),
            lambda: self.assessment.sudo().message_unsubscribe(self.leader.partner_id.ids),
        ):
            change()
            after = next(watch)
            self.assertNotEqual(after, before)
            before = after

    def test_units_while_they_score(self):
        """The unit's own leader writes what is filled in, and no other field, by no door."""
        self._assert_protected(self.leader, WRITABLE)

    def test_units_after_submission(self):
        """After approval the unit's own leader writes no field at all."""
        self._submit_both()
        self._assert_protected(self.leader, dict.fromkeys(WRITABLE, ()))

    def test_the_council(self):
        """The secretary writes none of a unit's fields, whatever the state."""
        self._submit_both()
        self._assert_protected(self.secretary, dict.fromkeys(WRITABLE, ()))
