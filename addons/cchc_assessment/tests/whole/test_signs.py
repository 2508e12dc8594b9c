import hashlib
import re

from odoo import fields
from odoo.models import MAGIC_COLUMNS
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ...core.tlog import make_digest, serialize
from ...models.log.cchc_log import COUNCIL_ACTIONS
from ..common import RemoteCase
from ..common_council import Council
from .signs import CLOSED, COUNCIL_SIGNS, FILTERED, SIGNS, VISIBLE

OWN_UNIT = ("contributor_ids", "officer_ids", "leader_ids")


class SignsCase(Council, RemoteCase):
    """Two units in the council's hands, results being corrected, and people of both units who may export."""

    # another addon's tests have their own
    MODULE = "cchc_assessment"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_case()
        for user in (cls.officer, cls.other_officer, cls.appraiser):
            user.group_ids |= cls.env.ref("base.group_allow_export")
        cls.env.flush_all()

    @classmethod
    def _make_case(cls):
        cls._make_council()
        common = cls._make_common("2.1")
        cls._give(common, (cls.unit, 85, 100), (cls.other_unit, 85, 100))
        for unit in (cls.unit, cls.other_unit):
            cls._give(common, (unit, 85, 100), reason="Rà soát")
        cls._conclude_both()
        checks = cls.env["cchc.submission.check"]
        checks._check(cls._publish())
        checks._check(cls.assessment.submission_ids)
        cls.other_assessment.with_user(cls.secretary)._transition("action_reopen", reason="Sai.")
        cls._decide_all(cls.other_assessment)
        cls._conclude(cls.other_assessment)
        cls._compute_results()
        cls.assessment.with_user(cls.secretary)._transition("action_reopen", reason="Sai.")
        cls._assign()
        cls._appraisal("1.1.1").action_score_again()
        cls._appraisal("1.1.1").write({"remark": "Ý kiến mật."})
        cls._ask()
        cls.merged = cls.unit.copy({"code": "T-CU", "officer_ids": False, "leader_ids": False})
        cls.unit.predecessor_ids = cls.merged
        cls.reader = cls.officer

    def authenticate(self, user, password, **kwargs):
        # hundreds of calls: who is signed in already need not sign in again
        if getattr(self, "_signed_in", None) != user:
            super().authenticate(user, password, **kwargs)
            self._signed_in = user

    def _find_models(self):
        return [
            name
            for name, model in self.env.registry.items()
            if name.startswith("cchc.") and not model._abstract and not model._transient
        ]

    def _get_conditions(self, model):
        """What of ``model`` the reader sees, as the set of the conditions of its rules."""
        if not self.env[model].with_user(self.reader).has_access("read"):
            return {"nothing"}
        rules = self.env["ir.rule"].search(
            [("model_id.model", "=", model), ("perm_read", "=", True)]
        )
        groups = self.reader.all_group_ids
        conditions = set()
        for rule in rules.filtered(lambda rule: not rule.groups or rule.groups & groups):
            for leaf in safe_eval(rule.domain_force, {"user": self.reader, "company_ids": [1]}):
                if len(leaf) != 3 or leaf[0] == 1:
                    continue
                *_path, name = leaf[0].split(".")
                if name != "company_id":
                    conditions.add("own unit" if name in OWN_UNIT else (name, *map(str, leaf[1:])))
        return conditions

    def _find_signs(self):
        """Return ``{(model, field)}`` of what might tell of rows that the reader does not see."""
        seen = {model: self._get_conditions(model) for model in self._find_models()}
        found = {
            (model, field.name)
            for model, conditions in seen.items()
            if conditions != {"nothing"}
            for field in self.env[model]._fields.values()
            if field.relational
            and field.comodel_name in seen
            and (
                seen[field.comodel_name] - conditions
                or (field.comodel_name == model and conditions)
            )
        }
        hidden = {sign for sign in found if self.table.get(sign) != VISIBLE}
        for model, conditions in seen.items():
            if conditions == {"nothing"}:
                continue
            for field in self.env[model]._fields.values():
                if field.compute and (field.store or field.compute_sudo):
                    paths = self.env.registry.field_depends[field]
                    if any(self._passes(model, path, hidden) for path in paths):
                        found.add((model, field.name))
        # whose act is computed into a stored field of another record is its last writer
        for model, name in hidden:
            relation = self.env[model]._fields[name]
            for field in self.env[relation.comodel_name]._fields.values():
                if field.store and not self.env[relation.comodel_name].with_user(
                    self.reader
                )._has_field_access(field, "read"):
                    found |= {
                        (dependent.model_name, writer)
                        for dependent in self.env.registry.get_dependent_fields(field)
                        if dependent.store
                        and seen.get(dependent.model_name, {"nothing"}) != {"nothing"}
                        for writer in ("write_uid", "write_date")
                        if dependent.model_name not in ("cchc.result", "cchc.result.domain")
                    }
        return {sign for sign in found if self._is_own(*sign)}

    def _is_own(self, model, name):
        """Whether it is this addon that brings the field: what others bring is declared in their tests."""
        if name in MAGIC_COLUMNS:
            return self.env.registry[model]._original_module == self.MODULE
        return self.MODULE in self.env[model]._fields[name]._modules

    def _passes(self, model, path, hidden):
        for name in path.split("."):
            field = self.env[model]._fields[name]
            if (model, name) in hidden:
                return True
            if not field.relational:
                return False
            model = field.comodel_name
        return False

    def _get_calls(self, model, name, ids):
        """Every way in which the reader may ask by a field."""
        path = f"{name}.id" if self.env[model]._fields[name].relational else name
        own = [("id", "in", ids)]
        return [
            ("read", [ids, [name]]),
            ("web_read", [ids, {name: {}}]),
            ("search_read", [own, [name]]),
            ("web_search_read", [own, {name: {}}]),
            ("search", [[(name, "!=", False)]]),
            ("search_count", [[(path, "in", [1, 2, 3])]]),
            ("search_read", [own, ["id"], 0, None, f"{name} desc"]),
            ("formatted_read_group", [own, [name], ["__count"]]),
            ("read_progress_bar", [own, name, {"field": name, "colors": {}}]),
            ("export_data", [ids, [name]]),
            ("export_data", [ids, [path.replace(".", "/")]]),
            ("search_panel_select_range", [name]),
        ]

    def _check_filtered(self):
        for (model, name), verdict in self.table.items():
            if verdict != FILTERED:
                continue
            rows = self.env[model].with_user(self.reader).search([])
            everything = rows.sudo().with_context(active_test=False)[name]
            hidden = everything - everything.with_user(self.reader)._filtered_access("read").sudo()
            with self.subTest(model=model, name=name):
                self.assertTrue(hidden, "there is nothing to find")
                read = self._call(model, "read", rows.ids, [name], user=self.reader)
                told = {number for row in read for number in row[name]}
                self.assertFalse(told & set(hidden.ids))
                exported = self._call(
                    model, "export_data", rows.ids, [f"{name}/.id"], user=self.reader
                )
                self.assertFalse(
                    {cell for row in exported["datas"] for cell in row} & set(map(str, hidden.ids))
                )
                for domain, like in (
                    ([(name, "in", hidden.ids)], [(name, "in", [2**30])]),
                    ([(name, "not in", hidden.ids)], [(name, "not in", [2**30])]),
                    ([(name, "=", hidden.ids[0])], [(name, "=", 2**30)]),
                    ([(f"{name}.id", "in", hidden.ids)], [(f"{name}.id", "in", [2**30])]),
                    (
                        [(name, "any", [("id", "in", hidden.ids)])],
                        [(name, "any", [("id", "=", 0)])],
                    ),
                    ([(name, "!=", False)], [(name, "any", [])]),
                    ([(name, "=", False)], [(name, "not any", [])]),
                ):
                    self.assertEqual(
                        self._call(model, "search", domain, user=self.reader),
                        self._call(model, "search", like, user=self.reader),
                        domain,
                    )
                if self.env[model]._fields[name].type == "many2many":
                    groups = str(
                        self._call(
                            model,
                            "formatted_read_group",
                            [],
                            [name],
                            ["__count"],
                            user=self.reader,
                        )
                    )
                    self.assertNotIn(hidden[0].display_name, groups)


@tagged("post_install", "-at_install")
class TestSigns(SignsCase):
    """What is hidden gives no sign: neither by a value, nor by a search, a group, an order or a hash."""

    table = SIGNS

    def test_every_sign_is_declared(self):
        """A relation to rows that a unit does not see, or what follows from one, is not let in unsaid."""
        found = self._find_signs()
        self.assertIn(("cchc.assessment", "log_ids"), found)
        self.assertIn(("cchc.assessment.line", "write_uid"), found)
        self.assertEqual(found - SIGNS.keys(), set())
        for model, name in SIGNS:
            self.assertIn(name, self.env[model]._fields, model)

    def test_closed_fields(self):
        """No way of asking by a closed field is open to a unit's people, for their own records and for another's."""
        for (model, name), verdict in SIGNS.items():
            if verdict != CLOSED:
                continue
            records = self.env[model].with_user(self.officer).search([])
            if model in ("cchc.result", "cchc.result.domain"):
                self.assertTrue(self.env[model].search([]), model)
            else:
                self.assertTrue(records, model)
            for user in (self.officer, self.other_officer):
                for method, args in self._get_calls(model, name, records.ids[:2]):
                    with self.subTest(model=model, name=name, user=user.login, method=method):
                        answer = self._call(model, method, *args, user=user)
                        self.assertRegex(str(answer), "^(AccessError|UserError|ValueError): ")
            with self.subTest(model=model, name=name):
                self.assertNotIn(
                    name, self._call(model, "fields_get", user=self.officer), "its name is told"
                )

    def test_paths_through_closed_fields(self):
        """Several dots, names and orders of another model lead no way round."""
        for model, domain in (
            ("cchc.assessment", [("line_ids.log_ids.digest", "like", "a")]),
            ("cchc.assessment", [("line_ids.appraisal_ids.remark", "like", "mật")]),
            ("cchc.assessment", [("line_ids.appraised_score", ">", 0)]),
            ("cchc.evidence", [("line_ids.appraisal_ids.is_decided", "=", True)]),
            ("cchc.evidence", [("assessment_id.log_ids.salt", "like", "a")]),
            ("cchc.log", [("ledger_id.size", ">", 3)]),
            ("cchc.submission", [("assessment_id.log_ids.action", "=", "appraise")]),
            ("cchc.period", [("assignment_ids.appraiser_id", "!=", False)]),
            ("cchc.assessment", [("period_id.write_uid", "=", self.secretary.id)]),
        ):
            for method, args in (("search_count", [domain]), ("search_read", [domain, ["id"]])):
                with self.subTest(model=model, domain=domain, method=method):
                    answer = self._call(model, method, *args, user=self.officer)
                    self.assertRegex(str(answer), "^AccessError: ")
        for model, name in (
            ("cchc.evidence", "assessment_id.log_ids.sequence_number"),
            ("cchc.log", "digest"),
        ):
            answer = self._call(model, "name_search", "", [(name, "!=", False)], user=self.officer)
            self.assertRegex(str(answer), "^AccessError: ")

    def test_filtered_relations(self):
        """Who guesses the number of a hidden row is told what is told of a number that nobody has."""
        self._check_filtered()

    def test_rules_go_through_no_list_that_is_shown(self):
        """What a rule reads of a list as the system, the reader would find in the cache: such a list is nobody's."""
        found = False
        for rule in self.env["ir.rule"].search([("model_id.model", "=like", "cchc.%")]):
            for name in re.findall(r"'([a-z_]+)\.[a-z_.]+'", rule.domain_force or ""):
                field = self.env[rule.model_id.model]._fields.get(name)
                if field and field.type == "one2many":
                    found = True
                    with self.subTest(rule=rule.name):
                        self.assertEqual(field.groups, fields.NO_ACCESS)
        self.assertTrue(found)

    def test_visible_relations(self):
        """What such a relation leads to from a record that is seen is seen as well, so that it hides nothing."""
        found = False
        for (model, name), verdict in SIGNS.items():
            if verdict != VISIBLE:
                continue
            for user in (self.officer, self.leader, self.other_officer):
                rows = self.env[model].with_user(user).search([])
                targets = rows.sudo()[name]
                found |= bool(targets)
                with self.subTest(model=model, name=name, user=user.login):
                    self.assertEqual(
                        targets.with_user(user)._filtered_access("read").ids, targets.ids
                    )
        self.assertTrue(found)

    def test_counts_of_changes(self):
        """A unit counts the changes that it sees: what the council does moves neither number, date nor sheet."""
        names = ["revision", "unit_log_count", "last_change", "message_needaction"]

        def tell(user):
            self.env.flush_all()
            sheet = self._call("cchc.assessment", "get_sheet", self.assessment.ids, user=user)
            told = self._call("cchc.assessment", "read", self.assessment.ids, names, user=user)
            lines = self._call(
                "cchc.assessment.line",
                "search_read",
                [("assessment_id", "=", self.assessment.id)],
                ["revision"],
                user=user,
            )
            return told, lines, sheet["revision"]

        self._answer_all()
        before = tell(self.officer)
        councils = tell(self.secretary)
        self._appraisal("1.2").action_score_again()
        self._appraisal("1.2").write({"remark": "Cần xem lại.", "manual_score": 1})
        self.env.invalidate_all()
        self.assertEqual(tell(self.officer), before)
        self.assertNotEqual(tell(self.secretary), councils)

    def _answer_all(self):
        self._appraisal("1.1.1", self.officer).write({"explanation": "Kế hoạch số 5."})
        self.assessment.with_user(self.leader)._transition("action_send_explanation")

    def test_hashes_say_nothing(self):
        """Nobody who knows all but the salt finds by trying what was hashed, and the log is whole all the same."""
        self.assertFalse(self.env["cchc.log"]._find_breaks(self.assessment))
        hidden = self.assessment.log_ids.filtered(lambda row: row.action in COUNCIL_ACTIONS)[0]
        values = {
            name: hidden[name].id if hidden._fields[name].relational else hidden[name]
            for name in (
                "assessment_id",
                "line_id",
                "user_id",
                "date",
                "action",
                "field",
                "old_value",
                "new_value",
                "reason",
            )
        }
        content = {name: value or None for name, value in values.items()}
        content["date"] = content["date"].isoformat()
        guess = serialize(content).encode()
        self.assertNotIn(
            hidden.digest,
            (hashlib.sha256(guess).hexdigest(), make_digest("00" * 16, content).hex()),
        )
        self.assertEqual(make_digest(hidden.salt, content).hex(), hidden.digest)
        salts = self.assessment.log_ids.mapped("salt")
        self.assertEqual(len(set(salts)), len(salts))

    def test_a_stranger_is_told_nothing_either(self):
        """Whoever has no group reads none of it."""
        stranger = new_test_user(self.env, "cchc_stranger", groups="base.group_user")
        for model in {model for model, _name in SIGNS}:
            answer = self._call(model, "search_count", [], user=stranger)
            self.assertTrue(answer == 0 or str(answer).startswith("AccessError"), model)


@tagged("post_install", "-at_install")
class TestCouncilSigns(SignsCase):
    """What a unit has not sent yet gives no sign to the council: one that has never submitted, one that got it back."""

    table = COUNCIL_SIGNS

    @classmethod
    def _make_case(cls):
        cls._make_council()
        cls.reader = cls.appraiser
        cls._submit()
        cls.assessment.with_user(cls.secretary)._transition(
            "action_return_to_unit", reason="Sai.", new_deadline=cls.period.self_deadline
        )
        given = cls.assessment.evidence_ids.ensure_one().with_user(cls.officer)
        given._supersede(cls._file(cls._line("1.1.1"), name="13/BC-STN", user=cls.officer))
        cls._fill_in(cls.other_assessment, cls.other_officer)

    def _get_conditions(self, model):
        # a document is seen by either of two conditions, which are one here
        conditions = super()._get_conditions(model)
        return {tuple(sorted(conditions))} if conditions - {"nothing"} else conditions

    def test_every_sign_is_declared(self):
        """A relation to rows that the council does not see, or what follows from one, is not let in unsaid."""
        found = self._find_signs()
        self.assertIn(("cchc.period", "assessment_ids"), found)
        self.assertEqual(found - self.table.keys(), set())
        for model, name in self.table:
            self.assertIn(name, self.env[model]._fields, model)

    def test_closed_fields(self):
        """No way of asking by a closed field is open to a member of the council."""
        for (model, name), verdict in self.table.items():
            records = self.env[model].with_user(self.reader).search([])
            if verdict == CLOSED and records:
                for method, args in self._get_calls(model, name, records.ids[:2]):
                    with self.subTest(model=model, name=name, method=method):
                        answer = self._call(model, method, *args, user=self.reader)
                        self.assertRegex(str(answer), "^(AccessError|UserError|ValueError): ")

    def test_what_is_seen_leads_to_what_is_seen(self):
        """The council reads the documents that it was given, and finds no way from them to those that are newer."""
        newer = self.assessment.evidence_ids.sorted("id")[-1]
        given = self.assessment.submission_ids.evidence_ids
        self.assertTrue(given.is_superseded)
        self.assertEqual(given.superseded_by_id, newer)
        rows = self.env["cchc.evidence"].with_user(self.reader).search([])
        self.assertEqual(rows, given)
        self.assertFalse(rows.newer_version_id)
        self.assertFalse(rows.earlier_version_ids)
        self.assertEqual(newer.with_user(self.officer).earlier_version_ids, given)
        self.assertEqual(given.with_user(self.officer).newer_version_id, newer)
        self.assertEqual(self.env["cchc.assessment"].with_user(self.reader).search_count([]), 0)
        self.assertFalse(self.period.with_user(self.reader).assessment_ids)
        self.assertFalse(rows.with_user(self.reader).line_ids)
        for number in (newer.id, 2**30):
            for model, name in (
                ("cchc.evidence", "line_ids.evidence_ids"),
                ("cchc.submission", "evidence_ids"),
                ("cchc.submission", "assessment_id.evidence_ids"),
                ("cchc.period", "assessment_ids.evidence_ids"),
            ):
                with self.subTest(model=model, name=name, number=number):
                    found = self._call(model, "search", [(name, "in", [number])], user=self.reader)
                    self.assertFalse(found)
        lines = self.assessment.line_ids.ids
        self.assertFalse(
            self._call("cchc.evidence", "search", [("line_ids", "in", lines)], user=self.reader)
        )
