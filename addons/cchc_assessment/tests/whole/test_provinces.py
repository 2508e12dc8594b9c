import base64
import importlib.util
import json
import operator
from functools import cache
from itertools import count

from odoo.exceptions import UserError
from odoo.fields import Command, Datetime
from odoo.models import MAGIC_COLUMNS
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, file_open, file_path

from ...models.receiving.cchc_unit import SERVICE_PARAMETER
from ..common_council import CouncilRights
from ..common_rights import RightsCase, SnapshotCase
from ..rights import DIALOG, MATRIX

OWNED = [model for model, row in MATRIX.items() if row.reach != DIALOG]
# Rules that let in whoever the access rows let in: they change nothing, and say who is meant.
SAYING_SO = {
    f"cchc_assessment.{name}"
    for name in (
        "cchc_assignment_rule_appraiser",
        "cchc_assignment_rule_secretary",
        "cchc_publication_rule_secretary",
        "cchc_reminder_rule_secretary",
    )
}
# What makes codes unique.
NUMBERS = count(1)
# What a caller may ask for by itself, and what stands in it of the province that is asked about.
READINGS = {
    "read": lambda ids: [ids],
    "web_read": lambda ids: [ids, {"display_name": {}}],
    "search_read": lambda ids: [[["id", "in", ids]]],
    "web_search_read": lambda ids: [[["id", "in", ids]], {"display_name": {}}],
    "search_count": lambda ids: [[["id", "in", ids]]],
    "name_search": lambda ids: ["", [["id", "in", ids]]],
    "export_data": lambda ids: [ids, [".id", "display_name"]],
    "formatted_read_group": lambda ids: [[["id", "in", ids]], ["id"], ["__count"]],
}


# Of these the ones by which also those are tried who write nothing of their own.
FEW = ("read", "search_read", "name_search", "export_data")


def load_script(name):
    """Load a script of the migration, which is no module of any package."""
    path = file_path(f"cchc_assessment/migrations/19.0.1.1.0/{name}.py")
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


class Elsewhere(CouncilRights, RightsCase):
    """Another province in the same database, which has come as far as its results."""

    LOGIN = "cchc_elsewhere"

    @classmethod
    def _make(cls, env):
        company = env["res.company"].create({"name": "Tỉnh khác"})
        cls.company = company
        cls.env = env(context={**env.context, "allowed_company_ids": company.ids})
        cls._make_province()
        cls._make_rights()
        cls._submit_both()
        for assessment in (cls.assessment, cls.other_assessment):
            cls._start(assessment)
            cls._decide_all(assessment)
            cls._conclude(assessment)
        cls._assign()
        cls._publish()
        cls._make_drafts()


@tagged("post_install", "-at_install")
class TestProvinces(CouncilRights, SnapshotCase):
    """Two provinces in one database, with records of every model in both: neither reads nor moves the other's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hand_over()
        cls._make_drafts()
        cls._open_next_year()
        cls.elsewhere = Elsewhere
        cls.elsewhere._make(cls.env)
        cls._make_doubles()
        cls._make_shared()
        cls._move_people()
        for province in (cls, cls.elsewhere):
            for role in ("officer", "leader", "appraiser", "secretary"):
                # without it every export is refused, whosever record it is
                province.users[role].group_ids |= cls.env.ref("base.group_allow_export")

    @classmethod
    def _open_next_year(cls):
        """Let the units be at work on another year, too, so that there are drafts of everything."""
        next_year = cls.period.copy({"name": "Năm kế tiếp", "year": 2030})
        next_year.self_deadline = Datetime.add(Datetime.now(), days=30)
        next_year.with_user(cls.secretary).action_open()
        for assessment in next_year.assessment_ids:
            officer = cls.officer if assessment.unit_id == cls.unit else cls.other_officer
            cls._file(cls._line("1.1.1", assessment), f"30/{assessment.unit_id.code}", user=officer)
        # what the unit that explains was asked for
        cls._file(cls._line("1.1.1"), "31/GT")

    @classmethod
    def _make_shared(cls):
        """Make what all companies share; a member of the council to whom nothing is assigned, besides."""
        code = {"name": "Dùng chung", "code": "T-CHUNG", "company_id": False}
        cls.env["cchc.unit.group"].create(code)
        cls.env["cchc.document.type"].create(code)
        cls.env["cchc.rating.scale"].create(
            {
                "name": "Dùng chung",
                "company_id": False,
                "class_ids": [Command.create({"name": "Đạt", "minimum_percent": 0})],
            }
        )
        cls.colleague = cls._make_user("colleague", "appraiser")

    @classmethod
    def _make_doubles(cls):
        """Make people of the unit who have another role besides."""
        group = "cchc_assessment.cchc_assessment_group_"
        cls.doubles = cls.env["res.users"].union(
            *(
                new_test_user(cls.env, f"cchc_double_{number}", groups=groups)
                for number, groups in enumerate(
                    (
                        f"{group}officer,{group}appraiser",
                        f"{group}officer,{group}secretary",
                        f"{group}officer,base.group_system",
                        f"{group}secretary,base.group_system",
                    )
                )
            )
        )
        cls.unit.officer_ids |= cls.doubles

    @classmethod
    def _move_people(cls):
        """Let the other province's people once have worked in this one's unit, where nobody struck them off."""
        for user in (cls.elsewhere.officer, cls.elsewhere.leader):
            user.company_ids |= cls.env.company
        cls.unit.officer_ids |= cls.elsewhere.officer
        cls.unit.leader_ids |= cls.elsewhere.leader
        for user in (cls.elsewhere.officer, cls.elsewhere.leader):
            user.company_ids = cls.elsewhere.company

    @classmethod
    def _of_province(cls, model, company):
        return (
            cls.env[model]
            .sudo()
            .with_context(active_test=False)
            .search([("company_id", "=", company.id)])
        )

    def _snapshot_of(self, company):
        """Everything stored of a province, its messages and its files, as text."""
        self.env.invalidate_all()
        state = {}
        for model in OWNED:
            records = self._of_province(model, company)
            names = [
                name
                for name, field in records._fields.items()
                if field.store and field.type != "binary" and not name.startswith("write_")
            ]
            state[model] = records.read(names, load=None)
            for thread, field in (("mail.message", "model"), ("ir.attachment", "res_model")):
                state[f"{model} {thread}"] = (
                    self.env[thread]
                    .sudo()
                    .search([(field, "=", model), ("res_id", "in", records.ids)], order="id")
                    .ids
                )
        templates = self.env["mail.template"].sudo()
        templates = templates.search([("cchc_company_id", "=", company.id)])
        state["mail.template"] = templates.read(["name", "subject", "body_html", "email_to"])
        return json.dumps(state, default=str, ensure_ascii=False, sort_keys=True)

    def test_every_model_belongs_to_somebody(self):
        """Each model has a company that stays, a rule that asks for it, and relations that heed it."""
        rules = self.env["ir.rule"].search([("global", "=", True)])
        ruled = {rule.model_id.model for rule in rules if "company_ids" in rule.domain_force}
        owned = set()
        for name, model in self.env.registry.items():
            if model._original_module != self.MODULE or model._abstract or model._transient:
                continue
            owned.add(name)
            self.assertIn("company_id", model._fields, name)
            self.assertIn(name, ruled)
            if model._auto:
                self.assertTrue(hasattr(model, "_check_owner_stays"), name)
                self.assertTrue(model._check_company_auto, name)
        self.assertEqual(owned, set(OWNED))
        for name in OWNED:
            for field in self.env[name]._fields.values():
                if field.comodel_name not in owned or not field.store or not self.env[name]._auto:
                    continue
                if field.type == "one2many" or field.related or field.compute:
                    continue
                self.assertTrue(field.check_company, field)
        self.assertTrue(owned)

    def test_there_is_something_in_both(self):
        """Of every model there are records in both provinces, and each one's secretary sees exactly its own."""
        for model in OWNED:
            own, foreign = (
                self._of_province(model, company)
                for company in (self.env.company, self.elsewhere.company)
            )
            self.assertTrue(own and foreign, f"no {model} to find")
            for province, records in ((self, own), (self.elsewhere, foreign)):
                with self.subTest(model=model, secretary=province.secretary.login):
                    seen = self.env[model].with_user(province.secretary)
                    if "r" not in MATRIX[model].secretary:
                        # a unit's own, for nobody else
                        self.assertFalse(seen.has_access("read"))
                        continue
                    seen = seen.with_context(active_test=False).search([])
                    shared = self._of_province(model, self.env["res.company"])
                    self.assertEqual(set(seen.ids), set((records | shared).ids))

    def test_nobody_sees_the_other_province(self):
        """No role of a province sees a record of the other one; also who once worked there does not."""
        for model in OWNED:
            for province, company in (
                (self, self.elsewhere.company),
                (self.elsewhere, self.env.company),
            ):
                records = self._of_province(model, company)
                for role, user in province.users.items():
                    if "r" not in getattr(MATRIX[model], role):
                        continue
                    with self.subTest(model=model, user=user.login):
                        found = self.env[model].with_user(user).with_context(active_test=False)
                        self.assertFalse(found.search([("id", "in", records.ids)]))

    def test_each_rule_is_needed(self):
        """Whichever record rule of the addon is switched off, somebody may do more, or less, than before."""
        self._make_one_of_each_dialog()
        self.env["ir.config_parameter"].set_param(SERVICE_PARAMETER, "mx.mau.gov.vn")
        self.unit.sudo().mailbox = "tlkc-thu"
        # a unit that is at work again on what the council had in hand
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_assessment SET state = 'draft' WHERE id = %s",
            self.elsewhere.other_assessment.ids,
        )
        self.env.invalidate_all()
        rules = self.env["ir.rule"].browse(
            self.env["ir.model.data"]
            .search([("module", "=", "cchc_assessment"), ("model", "=", "ir.rule")])
            .mapped("res_id")
        )
        self.assertGreater(len(rules), 80)
        rules = rules.filtered(lambda rule: rule.get_external_id()[rule.id] not in SAYING_SO)
        people = self._gather_people()
        idle, before = [], {}
        for rule in rules:
            model = rule.model_id.model
            if model not in before:
                before[model] = list(self._list_rights(model, people))
            rule.active = False
            # the first that differs is enough
            if all(map(operator.eq, self._list_rights(model, people), before[model])):
                idle.append(rule.name)
            rule.active = True
        self.assertFalse(idle, "\n".join(idle))

    def _make_one_of_each_dialog(self):
        for model, row in MATRIX.items():
            if row.reach == DIALOG:
                role = "leader" if row.leader else "secretary"
                self._make_dialog(model, self.users[role])

    def _gather_people(self):
        """Return a person of each role in each province, and some with two roles at once."""
        return [
            *self.users.values(),
            self.other_officer,
            self.other_leader,
            self.colleague,
            *self.elsewhere.users.values(),
            *self.doubles,
        ]

    def _list_rights(self, model, people):
        """Yield what each person may do with which records of a model, always in the same order."""
        records = self.env[model].sudo().with_context(active_test=False).search([])
        for user in people:
            seen = records.with_user(user)
            for operation in ("read", "write", "create", "unlink"):
                allowed = seen.browse().has_access(operation)
                yield allowed and seen._filtered_access(operation).ids

    def test_attacks_of_another_province(self):
        """Over the network nobody of another province reads a word of this one's or changes a thing in it."""
        before = self._snapshot_of(self.env.company)
        for role in ("secretary", "officer", "appraiser"):
            user = self.elsewhere.users[role]
            for model in OWNED:
                target = self._of_province(model, self.env.company)[:1]
                own = self._of_province(model, self.elsewhere.company)[:1]
                self.assertTrue(target and own, f"no {model} to attack")
                with self.subTest(role=role, model=model):
                    self._attack_by_reading(user, target, READINGS if role == "secretary" else FEW)
                    with self._refused_without_words():
                        if role == "secretary":
                            self._attack_by_writing(user, target, own)
                            self._attack_with_own(user, own, target)
                        else:
                            self._call(model, "write", target.ids, {"company_id": False}, user=user)
                            self._call(model, "unlink", target.ids, user=user)
            with self.subTest(role=role):
                self.assertEqual(self._snapshot_of(self.env.company), before)
                self.assertFalse(self._find_crossings())

    def test_forged_numbers_tell_no_names(self):
        """A form or a dialog says nothing of what its fields were made to lead to: all is as if it did not exist."""
        self._make_one_of_each_dialog()
        find_hidden = cache(self._find_hidden)
        tried = {
            user: self._forge_numbers(user, find_hidden)
            for user in (
                self.elsewhere.secretary,
                self.elsewhere.leader,
                self.other_leader,
                self.colleague,
            )
        }
        dialogs = {model for model, row in MATRIX.items() if row.reach == DIALOG}
        for user, models in (
            (self.elsewhere.secretary, dialogs - {"cchc.assessment.import"}),
            (self.other_leader, {"cchc.assessment.import", "cchc.assessment.approve"}),
        ):
            with self.subTest(user=user.login):
                names = {
                    (model, name)
                    for model in models
                    if self.env[model].with_user(user).has_access("create")
                    for name, field in self.env[model]._fields.items()
                    if field.comodel_name in OWNED and field.store
                }
                self.assertTrue(names)
                self.assertLessEqual(names, tried[user])

    def _find_hidden(self, model, user):
        """A record that is not the user's to see, of the first province if there is one."""
        records = self.env[model].sudo().with_context(active_test=False)
        records = records.search([], order="id desc", limit=500)
        hidden = records - records.with_user(user)._filtered_access("read").sudo()
        if "company_id" in hidden._fields:
            hidden = hidden.sorted(lambda record: record.company_id != self.env.company)
        return hidden[:1]

    def test_own_numbers_are_taken(self):
        """By the same calls the own records' names are told: the attacks are refused for the right reason."""
        told = set()
        for user in (self.secretary, self.leader):
            for model in MATRIX:
                forms = self.env[model].with_user(user)
                if not forms.has_access("create"):
                    continue
                for name in forms.fields_get(attributes=["type"]):
                    field = forms._fields[name]
                    if field.type != "many2one" or field.comodel_name not in OWNED:
                        continue
                    target = self._find_own(field.comodel_name, user)
                    if not target:
                        continue
                    shown = self._show_everything(forms, [name])
                    for args, context in (
                        ([[], {name: target.id}, [name], shown], {}),
                        ([[], {}, [], shown], {f"default_{name}": target.id}),
                    ):
                        answer = self._call(model, "onchange", *args, user=user, context=context)
                        with self.subTest(user=user.login, model=model, name=name):
                            self.assertIsInstance(answer, dict, answer)
                        if target.display_name in json.dumps(answer, ensure_ascii=False):
                            told.add((model, name))
        self.assertGreater(len(told), 20, told)

    def test_what_a_record_names_already_stays(self):
        """A hidden number is taken where it stands already, from those who read the record, and nowhere else."""
        self.env["ir.rule"].create(
            {
                "name": "thử: không thấy nhóm này",
                "model_id": self.env["ir.model"]._get_id("cchc.unit.group"),
                "domain_force": [("id", "!=", self.group.id)],
            }
        )
        vals = {"name": "Sở Thử nghiệm 3", "group_id": self.group.id}
        args = ("cchc.unit", "write", self.unit.ids, vals)
        self.assertIs(self._call(*args, user=self.secretary), True)
        other = self.env["cchc.unit.group"].create({"name": "Khác", "code": "T-K"})
        unit = self.env["cchc.unit"].create({"name": "Khác", "code": "T-K", "group_id": other.id})
        answers = {
            self._call("cchc.unit", "write", ids, {"group_id": number}, user=self.secretary)
            for ids in (unit.ids, (unit | self.unit).ids)
            for number in (self.group.id, 2**30, str(self.group.id), float(self.group.id))
        }
        self.assertRegex(answers.pop(), "^AccessError: .*does not exist or")
        self.assertFalse(answers)

    def test_debug_mode_names_nothing(self):
        """Anybody may switch on debug mode, in which Odoo says what it was that it refused."""
        there = self.elsewhere.secretary
        self.authenticate(there.login, there.login, session_extra={"debug": "1"})
        company = self.env.company
        answer = self._call_over_the_wire("res.company", "read", company.ids, ["phone"], user=there)
        self.assertIn(company.name, str(answer), "Odoo does not do it any more")
        for model in OWNED:
            target = self._of_province(model, self.env.company)[:1]
            answer = self._call_over_the_wire(model, "read", target.ids, ["id"], user=there)
            with self.subTest(model=model):
                self.assertRegex(answer, "^AccessError")
                self.assertNotIn(target.display_name, answer)

    def test_the_way_in_works_at_home(self):
        """By the same calls the own secretary does read its records: the attacks fail for the right reason."""
        for model in OWNED:
            if "r" not in MATRIX[model].secretary:
                continue
            target = self._of_province(model, self.env.company)[:1]
            for method, arguments in READINGS.items():
                answer = self._call(model, method, *arguments(target.ids), user=self.secretary)
                with self.subTest(model=model, method=method):
                    self.assertTrue(answer)
                    self.assertNotRegex(str(answer), r"^\w*(Error|Exception):")

    def _attack_by_reading(self, user, target, methods):
        for method in methods:
            arguments = READINGS[method](target.ids)
            answer = self._call(target._name, method, *arguments, user=user)
            if isinstance(answer, str):
                self.assertRegex(answer, r"^(AccessError|MissingError|UserError)", method)
            elif isinstance(answer, dict):
                self.assertFalse(answer.get("length") or answer.get("datas"), method)
            else:
                self.assertFalse(answer, method)

    def _attack_by_writing(self, user, target, own):
        model = target._name
        for vals in self._get_forgeries(target, own):
            self._call(model, "write", target.ids, vals, user=user)
        self._call(model, "copy", target.ids, {"company_id": own.company_id.id}, user=user)
        self._call(model, "unlink", target.ids, user=user)

    def _attack_with_own(self, user, own, target):
        """Put something of the other province's into one's own record, into a copy and into a new one."""
        model = own._name
        for vals in self._get_forgeries(own, target):
            self._call(model, "write", own.ids, vals, user=user)
            self._call(model, "copy", own.ids, vals, user=user)
            self._call(model, "create", [{**self._get_plain_values(own), **vals}], user=user)
            context = {f"default_{name}": value for name, value in vals.items()}
            self._call(model, "create", [self._get_plain_values(own)], user=user, context=context)

    def _get_plain_values(self, record):
        """What a record like this one takes: texts, numbers and relations, its code made unique."""
        values = {}
        for name, field in record._fields.items():
            if field.compute or field.related or not field.store or name in MAGIC_COLUMNS:
                continue
            if field.type == "many2one":
                values[name] = record[name].id
            elif field.type in ("char", "text", "float", "integer", "boolean", "selection"):
                values[name] = record[name]
        if "code" in values:
            values["code"] = f"{values['code']}-{next(NUMBERS)}"
        return values

    def _get_forgeries(self, record, other):
        """Values that carry ``record`` into the province of ``other``, or join the two; and a new name."""
        for name, field in record._fields.items():
            if name == "company_id":
                yield {name: other.company_id.id}
                yield {name: False}
            elif field.comodel_name in OWNED and field.store and field.type == "many2one":
                yield {name: self._get_named(other, name)}
            elif field.comodel_name in OWNED and field.type in ("many2many", "one2many"):
                yield {name: [Command.link(self._get_named(other, name))]}
        if record.company_id == self.env.company:
            for name in {"name", "heading", "explanation"} & record._fields.keys():
                yield {name: "Sửa từ tỉnh khác"}

    def _get_named(self, other, name):
        """Return the id of what ``other`` names by this field, or of any such record of its province."""
        found = other[name][:1] or self._of_province(other[name]._name, other.company_id)[:1]
        return found.id

    def _find_crossings(self):
        """Return what names something of another company, whichever way it came about."""
        self.env.invalidate_all()
        crossings = []
        for model in OWNED:
            if not self.env[model]._auto:
                continue
            records = self.env[model].sudo().with_context(active_test=False).search([])
            for field in records._fields.values():
                if field.comodel_name not in OWNED or field.type == "one2many" or not field.store:
                    continue
                for record in records:
                    named = record[field.name].company_id
                    if named - record.company_id:
                        crossings.append((record, field.name))
        return crossings

    def test_texts_of_messages_are_each_provinces_own(self):
        """Each secretary words the messages of her province, and no other's; they go out in her words."""
        for province, other in ((self, self.elsewhere), (self.elsewhere, self)):
            for name in (
                "cchc_submission_mail_template",
                "cchc_result_mail_template",
                "mail_template_reminder_before",
                "mail_template_reminder_after",
                "mail_template_nudge",
            ):
                template = province.env.company._cchc_get_own(name)
                self.assertEqual(template.cchc_company_id, province.env.company)
                vals = {"subject": f"Lời của {province.LOGIN}"}
                args = ("mail.template", "write", template.ids, vals)
                self.assertIs(self._call(*args, user=province.secretary), True)
                for vals in (
                    {"subject": "Lời của tỉnh khác"},
                    {"cchc_company_id": other.env.company.id},
                    {"cchc_company_id": False},
                ):
                    for user in (other.secretary, other.users["admin"]):
                        answer = self._call("mail.template", "write", template.ids, vals, user=user)
                        self.assertRegex(str(answer), "^AccessError")
                    if "subject" not in vals:
                        answer = self._call(
                            "mail.template", "write", template.ids, vals, user=province.secretary
                        )
                        self.assertRegex(str(answer), "^(UserError|AccessError)")
                self.assertFalse(
                    self._call(
                        "mail.template",
                        "search_count",
                        [["id", "in", template.ids]],
                        user=other.secretary,
                    )
                )
                self.assertEqual(template.subject, f"Lời của {province.LOGIN}")
        self.elsewhere.period.council_email = "hoidong@example.com"
        submission = self.elsewhere.assessment.submission_ids[:1]
        mail = submission.sudo()._make_council_mail()
        self.assertEqual(mail.subject, "Lời của cchc_elsewhere")

    def test_files_stay_within(self):
        """A document, a sealed appendix and a template are found by the own secretary, by no other province's."""
        evidence = self.assessment.evidence_ids[:1]
        appendix = self.assessment.submission_ids[:1].appendix_id
        with file_open("cchc_assessment/core/word/minute_template.docx", "rb") as template:
            self.draft_period.minute_template = base64.b64encode(template.read())
        addresses = [
            evidence.url,
            f"/web/content/{appendix.id}",
            f"/web/content/ir.attachment/{appendix.id}/datas",
            f"/web/content/cchc.period/{self.draft_period.id}/minute_template",
        ]
        for address in addresses:
            for user, status in ((self.secretary, 200), (self.elsewhere.secretary, 404)):
                self.authenticate(user.login, user.login)
                with self.subTest(address=address, user=user.login):
                    self.assertEqual(self.url_open(address).status_code, status)

    def test_the_active_company_is_no_right(self):
        """Companies in the context choose among one's own: they open none, and what is off is off."""
        units = {
            company: self._of_province("cchc.unit", company)[:1]
            for company in (self.env.company, self.elsewhere.company)
        }
        both = new_test_user(
            self.env,
            "cchc_both",
            groups="cchc_assessment.cchc_assessment_group_secretary",
            company_ids=[Command.set((self.env.company | self.elsewhere.company).ids)],
        )
        here, there = self.env.company.id, self.elsewhere.company.id
        for user, active, found in (
            (both, [here], {here}),
            (both, [there], {there}),
            (both, [there, here], {here, there}),
            (self.elsewhere.secretary, [there], {there}),
        ):
            for company, unit in units.items():
                count = self._call(
                    "cchc.unit",
                    "search_count",
                    [["id", "=", unit.id]],
                    user=user,
                    context={"allowed_company_ids": active},
                )
                self.assertEqual(count, int(company.id in found), (user.login, active))
        for active in ([here], [there, here], [here, there]):
            for model, method, args in (
                ("cchc.unit", "search_count", [[]]),
                ("cchc.unit", "write", [units[self.env.company].ids, {"name": "X"}]),
                ("cchc.unit.group", "create", [{"name": "X", "code": "X"}]),
                ("cchc.period", "create", [{"name": "X", "year": 2031}]),
                ("cchc.document.type", "create", [{"name": "X", "code": "X"}]),
                ("cchc.rubric", "action_new_version", [self.rubric.ids]),
            ):
                answer = self._call(
                    model,
                    method,
                    *args,
                    user=self.elsewhere.secretary,
                    context={"allowed_company_ids": active},
                )
                with self.subTest(active=active, model=model):
                    self.assertRegex(str(answer), "^AccessError")
        # who has both carries nothing over, either
        for active in ([there], [there, here]):
            for vals in (
                {"company_id": there},
                {"company_id": False},
                {"group_id": self.elsewhere.group.id},
                {"officer_ids": [Command.set(self.elsewhere.secretary.ids)]},
            ):
                answer = self._call(
                    "cchc.unit",
                    "write",
                    units[self.env.company].ids,
                    vals,
                    user=both,
                    context={"allowed_company_ids": active},
                )
                self.assertRegex(str(answer), "^(UserError|AccessError|ValidationError)")

    def test_an_owner_never_changes(self):
        """Not even the system moves a record to another company, directly or by what it hangs on."""
        moved = []
        for model in OWNED:
            if not self.env[model]._auto:
                continue
            own = self._of_province(model, self.env.company)[:1]
            there = self._of_province(model, self.elsewhere.company)[:1]
            self.assertTrue(own and there)
            for name in own._get_chain("company_id"):
                if own._fields[name].type != "many2one":
                    continue
                with self.subTest(model=model, field=name), self.assertRaises(UserError):
                    own.write({name: there[name].id})
                # the guard alone, without what else stands in the way of this model
                with (
                    self.subTest(model=model, guard=name),
                    self.assertRaisesRegex(UserError, "stays there"),
                ):
                    own._check_owner_stays({name: there[name].id})
                own._check_owner_stays({name: own[name].id})
                moved.append((model, name))
        self.assertGreater(len(moved), len(OWNED))

    def test_shared_lists_are_the_administrators(self):
        """What has no company is used by all, changed by the administrator, and copied by secretaries."""
        for model, vals in (
            ("cchc.unit.group", {"name": "Chung", "code": "CHUNG"}),
            ("cchc.document.type", {"name": "Chung", "code": "CHUNG"}),
            (
                "cchc.rating.scale",
                {
                    "name": "Chung",
                    "class_ids": [Command.create({"name": "Đạt", "minimum_percent": 0})],
                },
            ),
        ):
            vals = {**vals, "company_id": False}
            shared = self.env[model].browse(
                self._call(model, "create", [vals], user=self.users["admin"])
            )
            self.assertTrue(shared.exists(), model)
            for secretary in (self.secretary, self.elsewhere.secretary):
                with self.subTest(model=model, user=secretary.login):
                    self.assertTrue(shared.with_user(secretary).has_access("read"))
                    for method, args in (
                        ("write", [shared.ids, {"name": "Riêng"}]),
                        ("unlink", [shared.ids]),
                        ("create", [[{**vals, "code": "R"}] if "code" in vals else [vals]]),
                    ):
                        answer = self._call(model, method, *args, user=secretary)
                        self.assertRegex(str(answer), "^AccessError")
                    company = secretary.company_id.id
                    copy = self._call(
                        model,
                        "copy",
                        shared.ids,
                        {"company_id": company, **({"code": "R"} if "code" in vals else {})},
                        user=secretary,
                    )
                    copy = self.env[model].browse(copy)
                    self.assertEqual(copy.company_id, secretary.company_id)
                    self.assertIs(
                        self._call(model, "write", copy.ids, {"name": "Riêng"}, user=secretary),
                        True,
                    )
            answer = self._call(
                model, "write", shared.ids, {"name": "Mới"}, user=self.users["admin"]
            )
            self.assertIs(answer, True)

    def test_a_new_province_has_the_standard_lists(self):
        """A company that begins has document types, a scale and texts of its own, as standard, in Vietnamese."""
        standard = self.env.ref("cchc_assessment.document_type_report")
        standard.with_context(lang="en_US").name = "Renamed by the first province"
        self.env["res.lang"]._activate_lang("vi_VN")
        # a scale that all companies share is scale enough
        scales = self.env["cchc.rating.scale"].with_context(active_test=False)
        scales.search([("company_id", "=", False)]).unlink()
        company = self.env["res.company"].create({"name": "Tỉnh mới"})
        types = self.env["cchc.document.type"].search([("company_id", "=", company.id)])
        self.assertFalse(types)
        group = {"name": "Sở", "code": "SBN", "company_id": company.id}
        self.env["cchc.unit.group"].create(group)
        types = self.env["cchc.document.type"].search([("company_id", "=", company.id)])
        self.assertEqual(len(types), 27)
        report = types.filtered(lambda one: one.code == "BC")
        self.assertEqual(report.with_context(lang="en_US").name, "Report")
        self.assertEqual(report.with_context(lang="vi_VN").name, "Báo cáo")
        scale = self.env["cchc.rating.scale"].search([("company_id", "=", company.id)])
        self.assertEqual(len(scale.class_ids), 5)
        reminder = company._cchc_get_own("mail_template_reminder_before")
        self.assertEqual(reminder.cchc_company_id, company)
        self.assertNotEqual(
            reminder.with_context(lang="vi_VN").subject, reminder.with_context(lang="en_US").subject
        )
        # what became of them is the province's: nothing comes again
        types[:1].unlink()
        reminder.unlink()
        self.env["cchc.unit.group"].create({**group, "code": "XA"})
        types = self.env["cchc.document.type"].search([("company_id", "=", company.id)])
        self.assertEqual(len(types), 26)
        self.assertFalse(company._cchc_get_own("mail_template_reminder_before"))

    def test_secretary_of_the_only_province(self):
        """With one company nothing changed for its secretary: lists and texts are hers to edit."""
        for xmlid in ("document_type_report", "rating_scale_sample"):
            record = self.env.ref(f"cchc_assessment.{xmlid}")
            self.assertEqual(record.company_id, self.env.company)
            answer = self._call(
                record._name, "write", record.ids, {"name": "Của tỉnh"}, user=self.secretary
            )
            self.assertIs(answer, True)

    def test_a_write_does_not_carry_out_of_the_rule(self):
        """A write that takes a record out of the writer's own rule is refused, and nothing is written."""
        self.env["ir.rule"].create(
            {
                "name": "thử: chỉ nhóm này",
                "model_id": self.env["ir.model"]._get_id("cchc.unit"),
                "domain_force": [("group_id", "=", self.group.id)],
            }
        )
        group = self.group.copy({"code": "T-KHAC"})
        unit = self.unit.with_user(self.secretary)
        unit.write({"name": "Sở Thử nghiệm 2"})
        answer = self._call(
            "cchc.unit", "write", unit.ids, {"group_id": group.id}, user=self.secretary
        )
        self.assertRegex(str(answer), "^AccessError")
        self.env.invalidate_all()
        self.assertEqual(self.unit.group_id, self.group)

    def test_an_older_database_is_settled(self):
        """The migration gives each list to the company that uses it, and each province the words it had."""
        there = self.elsewhere.company
        self.env.flush_all()
        for table in ("cchc_unit_group", "cchc_document_type"):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET code = code || '-2' WHERE company_id = %s",
                    SQL.identifier(table),
                    there.id,
                )
            )
        for table in ("cchc_unit_group", "cchc_document_type", "cchc_rating_scale"):
            self.env.cr.execute(
                SQL("UPDATE %s SET company_id = %s", SQL.identifier(table), self.env.company.id)
            )
        standard = self.env.ref("cchc_assessment.mail_template_nudge")
        standard.subject = "Lời chung trước đây"
        there._cchc_get_own("mail_template_nudge").unlink()
        self.env.flush_all()
        self.env.cr.execute("UPDATE mail_template SET cchc_company_id = NULL")
        both = self.document_type
        (mine,) = self._of_province("cchc.evidence", self.env.company)[:1]
        (theirs,) = self._of_province("cchc.evidence", there)[:1]
        self.env.cr.execute(
            "UPDATE cchc_evidence SET document_type_id = %s WHERE id IN %s",
            [both.id, (mine.id, theirs.id)],
        )
        self.env.invalidate_all()
        for _time in range(2):
            load_script("post-provinces").migrate(self.env.cr, "19.0.1.0.0")
            self.env.invalidate_all()
            self.assertEqual(self.group.company_id, self.env.company)
            self.assertEqual(self.elsewhere.group.company_id, there)
            self.assertEqual(self.elsewhere.scale.company_id, there)
            self.assertFalse(both.company_id)
            self.assertEqual(standard.cchc_company_id, self.env.company)
            own = there._cchc_get_own("mail_template_nudge")
            self.assertEqual(own.subject, "Lời chung trước đây")
            self.assertEqual(own.cchc_company_id, there)
            self.assertTrue(there.cchc_is_equipped and self.env.company.cchc_is_equipped)
