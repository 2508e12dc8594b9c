import base64
import inspect
import io
import json
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import islice
from unittest.mock import patch

from odoo.api import Environment
from odoo.exceptions import AccessError
from odoo.fields import Command, Date, Datetime
from odoo.models import MAGIC_COLUMNS, BaseModel
from odoo.service.model import call_kw, get_public_method, retrying
from odoo.tests import new_test_user
from odoo.tools import SQL, mute_logger
from odoo.tools.json import json_default

from .common import LOGGERS_OF_CALLS, PDF, Province, RemoteCase
from .rights import (
    COUNCIL,
    DIALOG,
    FILED_ONCE,
    FROM_A_FILE,
    MATRIX,
    UNITS,
    WORK,
)

REFUSALS = (
    "AccessError",
    "ObstaclesError",
    "UserError",
    "MissingError",
    "ValidationError",
    "RedirectWarning",
)
# Written by the reader's or the author's own acts and by every change, whether it changes anything or not.
CHATTER = ("message_", "activity_", "website_message_", "my_activity_")
# What belongs to records of other models, with the field that says to which model's.
THREADS = {
    "mail.message": "model",
    "mail.activity": "res_model",
    "mail.followers": "res_model",
    "ir.attachment": "res_model",
}


class RightsCase(Province):
    """The sample province with a record of each model for each of the two units, and a user for each role."""

    # another addon's tests have their own
    MODULE = "cchc_assessment"
    MATRIX = MATRIX

    @classmethod
    def _make_rights(cls):
        cls.criteria["1.1.1"].requirement_ids = [Command.create({"name": "Kế hoạch"})]
        cls.scale = cls.env["cchc.rating.scale"].create(
            {
                "name": "Thang thử nghiệm",
                "company_id": cls.env.company.id,
                "class_ids": [Command.create({"name": "Tốt", "minimum_percent": 0})],
            }
        )
        cls.period.rating_scale_id = cls.scale
        cls.rubric.action_set_standard_columns()
        cls.document_type = cls.env["cchc.document.type"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls._open_period()
        cls._fill_in()
        cls._fill_in(cls.other_assessment, cls.other_officer)
        cls.env["cchc.log"]._append(
            [
                {"assessment_id": assessment.id, "action": "state", "reason": "Thử nghiệm"}
                for assessment in cls.assessment | cls.other_assessment
            ]
        )
        cls.env["cchc.unit.deputy"].create(
            [
                {
                    "unit_id": unit.id,
                    "user_id": leader.id,
                    "date_to": cls.env.company._cchc_today(),
                    "reason": "Đi công tác",
                }
                for unit, leader in ((cls.unit, cls.leader), (cls.other_unit, cls.other_leader))
            ]
        )
        cls.env["cchc.note"].create(
            [
                {"line_id": assessment.line_ids[0].id, "body": "Trao đổi riêng của đơn vị"}
                for assessment in cls.assessment | cls.other_assessment
            ]
        )
        cls._make_team()
        for unit, officer in ((cls.unit, cls.officer), (cls.other_unit, cls.other_officer)):
            cls._gather(officer, unit)
        cls.env["cchc.due.date"]._create_as_system(
            [
                {
                    "unit_id": unit.id,
                    "year": 2026,
                    "criterion_id": cls.criteria["1.1.1"].id,
                    "day": Date.add(Date.today(), days=20),
                }
                for unit in (cls.unit, cls.other_unit)
            ]
        )
        cls.common = cls._make_common("1.1.2")
        # as the units have it, so that what writes it again changes nothing
        cls._give(cls.common, (cls.unit, 8, 10))
        cls._give(cls.common, (cls.other_unit, 8, 10), reason="Bổ sung")
        cls.env["cchc.reminder"]._nudge(
            cls.assessment | cls.other_assessment, "Nhắc thử nghiệm", cls.secretary
        )
        cls.env["cchc.ledger"]._fold_assessments(cls.assessment | cls.other_assessment)
        cls.env["cchc.ledger.day"]._enter(cls.env.company)
        cls.env["cchc.seal.review"]._begin_renewal(cls.env.company)
        works = cls.env["cchc.work"].with_user(cls.secretary)
        cls.work = works._begin("opening", cls.period, cls.unit).sudo()
        cls.work.part_ids._do_waiting()
        cls.work._finish()
        # without it every export is refused, whosever record it is
        for user in (cls.contributor, cls.officer, cls.leader, cls.other_officer):
            user.group_ids |= cls.env.ref("base.group_allow_export")
        cls.users = {
            role: getattr(cls, role)
            for role in ("contributor", "officer", "leader", "appraiser", "secretary")
        } | {
            "admin": new_test_user(cls.env, f"{cls.LOGIN}_admin", groups="base.group_system"),
            "groupless": new_test_user(cls.env, f"{cls.LOGIN}_groupless", groups="base.group_user"),
            "portal": new_test_user(cls.env, f"{cls.LOGIN}_portal", groups="base.group_portal"),
        }

    @classmethod
    def _gather(cls, user, unit, content=PDF, name="12_BC-STN.pdf"):
        """Let ``user`` gather a document for the next period of ``unit``."""
        documents = cls.env["cchc.tray.document"].with_user(user)
        return documents._take_in_file(io.BytesIO(content), name, unit.with_user(user))[0]

    @classmethod
    def _make_team(cls):
        """Let the work of both units be given to a division and a person, and be checked."""
        cls.contributor, cls.other_contributor = cls._make_users(
            {"contributor": "contributor", "other_contributor": "contributor"}
        )
        for assessment, leader, user in (
            (cls.assessment, cls.leader, cls.contributor),
            (cls.other_assessment, cls.other_leader, cls.other_contributor),
        ):
            unit = assessment.unit_id
            unit.contributor_ids = user
            division = (
                cls.env["cchc.division"]
                .with_user(leader)
                .create(
                    {
                        "name": f"Văn phòng {unit.code}",
                        "unit_id": unit.id,
                        "user_ids": [Command.set(user.ids)],
                    }
                )
            )
            cls.env["cchc.task"].with_user(leader).create(
                {
                    "assessment_id": assessment.id,
                    "criterion_id": cls.criteria["1.1"].id,
                    "division_ids": [Command.set(division.ids)],
                    "date": Date.add(Date.today(), days=10),
                }
            )
            line = cls._line("1.1.1", assessment)
            assessment.with_user(leader).action_hand_back(line.ids, "Thiếu phụ lục")

    @classmethod
    def _make_drafts(cls):
        cls.draft = cls.env["cchc.rubric"].create({"name": "Dự thảo"})
        cls.draft.action_set_standard_columns()
        cls.env["cchc.criterion"].create(
            {
                "rubric_id": cls.draft.id,
                "name": "Tiêu chí dự thảo",
                "max_score": 1,
                "rule_type": "choice",
                "option_ids": [Command.create({"name": "Có", "score": 1})],
                "requirement_ids": [Command.create({"name": "Báo cáo"})],
            }
        )
        cls.draft_period = cls.env["cchc.period"].create({"name": "Năm sau", "year": 2027})

    @classmethod
    def _submit_both(cls):
        for assessment, officer, leader in (
            (cls.assessment, cls.officer, cls.leader),
            (cls.other_assessment, cls.other_officer, cls.other_leader),
        ):
            assessment.with_user(officer).action_send_to_leader()
            assessment.with_user(leader)._transition(
                "action_approve",
                dispatch_number=f"99/{assessment.unit_id.code}",
                dispatch_date=Date.today(),
                responsibility_confirmed=True,
            )
        cls.env["cchc.submission.check"]._check(
            (cls.assessment | cls.other_assessment).submission_ids
        )

    @classmethod
    def _return_both(cls):
        for assessment in cls.assessment | cls.other_assessment:
            assessment.with_user(cls.secretary)._transition(
                "action_return_to_unit",
                reason="Bổ sung",
                new_deadline=Datetime.add(Datetime.now(), days=40),
            )

    @classmethod
    def _of_unit(cls, model, unit):
        """Every record of ``model`` that is ``unit``'s, archived ones included."""
        records = cls.env[model].sudo().with_context(active_test=False)
        if model in ("cchc.assignment", "cchc.publication"):
            return records.search([("period_id.assessment_ids.unit_id", "=", unit.id)])
        if model == "cchc.figure.batch":
            return records.search([("figure_ids.unit_id", "=", unit.id)])
        return records.search([("id" if model == "cchc.unit" else "unit_id", "=", unit.id)])

    @classmethod
    def _sample(cls, model):
        """A record of ``model`` that belongs to the sample unit, or to the sample period."""
        if cls.MATRIX[model].reach in (UNITS, WORK, COUNCIL):
            return cls._of_unit(model, cls.unit)[:1]
        records = cls.env[model].sudo()
        for field, value in (
            ("rubric_id", cls.rubric.id),
            ("scale_id", cls.scale.id),
            # what the log is folded into, and the days of its province
            ("assessment_id", cls.assessment.id),
            ("ledger_id", cls.env["cchc.ledger.day"]._get_register(cls.env.company).id),
        ):
            if field in records._fields:
                return records.search([(field, "=", value)], limit=1)
        return {
            "cchc.unit.group": cls.group,
            "cchc.rubric": cls.rubric,
            "cchc.rating.scale": cls.scale,
            "cchc.period": cls.period,
            "cchc.document.type": cls.document_type,
            "cchc.common.figure": cls.common,
            "cchc.work": cls.work,
            "cchc.work.part": cls.work.part_ids,
            "cchc.seal.review": cls.env["cchc.seal.review"].search(
                [("company_id", "=", cls.env.company.id)], limit=1
            ),
        }[model].sudo()

    @classmethod
    def _make_dialog(cls, model, user):
        """A dialog as ``user`` opens it, with what its fields require and no more."""
        dialogs, values = cls.env[model].with_user(user), cls._required_values(model, user)
        if model in FROM_A_FILE:
            return BaseModel.create(dialogs, [values])
        return dialogs.create(values)

    @classmethod
    def _required_values(cls, model, user):
        return {
            name: cls._any_value(field, user)
            for name, field in cls.env[model]._fields.items()
            if field.required and field.store and not (field.compute or field.default)
        }

    @classmethod
    def _any_value(cls, field, user):
        if field.type == "many2one":
            if cls.MATRIX[field.comodel_name].reach == DIALOG:
                return cls._make_dialog(field.comodel_name, user).id
            return cls._sample(field.comodel_name).id
        if field.type == "many2many":
            return [Command.set(cls._sample(field.comodel_name).ids)]
        if field.type == "reference":
            return f"cchc.assessment,{cls.assessment.id}"
        if field.type == "selection":
            return field.get_values(cls.env)[0]
        return {
            "binary": base64.b64encode(PDF),
            "boolean": True,
            "date": Date.today(),
            "datetime": Datetime.add(Datetime.now(), days=60),
            "float": 1,
            "integer": 1,
        }.get(field.type, "x")


class SnapshotCase(RightsCase, RemoteCase):
    """Calls over JSON-RPC after which everything that belongs to the sample unit has to be as it was."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._contexts = {}
        cls._make_rights()
        cls._submit_both()
        cls._return_both()

    def authenticate(self, user, password, **kwargs):
        # thousands of calls: who is signed in already need not sign in again
        if getattr(self, "_signed_in", None) != user:
            super().authenticate(user, password, **kwargs)
            self._signed_in = user

    def _call(self, model, method, /, *args, user, **kwargs):
        """Call as a request to ``/web/dataset/call_kw`` does: as JSON, in a transaction of its own, as that user.

        Thousands of calls: a server and a client in between would take three times as long. That the answers are
        the same is seen by ``_call_over_the_wire``.
        """
        args, kwargs = json.loads(json.dumps([args, kwargs], default=json_default))
        # as before each request
        self.env.cr.flush()
        self.env.cr.clear()
        context = self._contexts.get(user)
        if context is None:
            context = self._contexts[user] = dict(
                self.env["res.users"].with_user(user).context_get()
            )
        try:
            with mute_logger(*LOGGERS_OF_CALLS), self.registry.cursor() as cr:
                # whoever is first in a transaction is who asked
                env = Environment(cr, user.id, context)
                result = retrying(partial(call_kw, env[model], method, args, kwargs), env)
                answer = json.loads(json.dumps(result, default=json_default))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
            return f"{type(error).__name__}: {error}"
        return answer

    @contextmanager
    def _refused_without_words(self):
        """Let a refusal say nothing, where nobody reads it: its sentence asks the database more than all else.

        What sentences tell is looked at where methods are called, records read and numbers forged.
        """
        with ExitStack() as stack:
            for model in ("ir.rule", "ir.model.access"):
                refusal = patch.object(
                    self.registry[model], "_make_access_error", lambda *_about: AccessError("no")
                )
                stack.enter_context(refusal)
            yield

    def _call_over_the_wire(self, model, method, /, *args, user, **kwargs):
        return super()._call(model, method, *args, user=user, **kwargs)

    def _forge_numbers(self, user, make_target):
        """Let ``user`` name by each relation of each form what is hidden from them, then what does not exist.

        :param make_target: ``(name of a model, user) → record``: a hidden one, or nothing.
        :return: the relations that were tried, as ``(model, field)``.
        """
        tried = set()
        for model in self.MATRIX:
            forms = self.env[model].with_user(user)
            may_create, may_write = (forms.has_access(one) for one in ("create", "write"))
            if not (may_create or may_write):
                continue
            names = list(forms.fields_get(attributes=["type"]))
            shown = self._show_everything(forms, names)
            own = self._get_own_values(model, user) if may_create else None
            mine = may_write and self._find_own(model, user)
            for name in names:
                field = forms._fields[name]
                if name in MAGIC_COLUMNS:
                    continue
                for target, forge in self._get_forgeries_of(field, user, make_target):
                    tried.add((model, name))
                    secret = target.display_name
                    hidden, unknown = (
                        self._get_doors(name, forge(record), shown, own, mine)
                        for record in (target, target.browse(2**30))
                    )
                    for method, args, context in hidden:
                        answers = [
                            self._call(model, method, *arguments, user=user, context=defaults)
                            for arguments, defaults in ((args, context), next(unknown)[1:])
                        ]
                        with self.subTest(
                            user=user.login, model=model, method=method, args=args[:2], **context
                        ):
                            self.assertEqual(*map(self._leave_out_own, answers))
                            # a name of one letter stands in every answer
                            if len(secret or "") > 1:
                                text = json.dumps(answers[0], ensure_ascii=False)
                                self.assertNotIn(secret, text)
        return tried

    def _leave_out_own(self, answer):
        """Return what a call has answered, without what only says which record it made, and when."""
        if not isinstance(answer, list):
            return answer
        own = ("id", "display_name", "create_date", "write_date", "__last_update")
        return [
            {name: value for name, value in row.items() if name not in own}
            if isinstance(row, dict)
            else row
            for row in answer
        ]

    def _get_doors(self, name, forged, shown, own, mine):
        """Yield ``(method, arguments, context)`` by which a form is filled in, kept and read again."""
        default = {f"default_{name}": forged}
        yield "default_get", [[name]], default
        if own is not None:
            yield "onchange", [[], {name: forged}, [name], shown], {}
            yield "onchange", [[], {}, [], shown], default
            yield "web_save", [[], {**own, name: forged}, shown], {}
            yield "web_save", [[], {one: own[one] for one in own if one != name}, shown], default
        if mine:
            yield "onchange", [mine.ids, {name: forged}, [name], shown], {}
            yield "web_save", [mine.ids, {name: forged}, shown], {}

    def _get_forgeries_of(self, field, user, make_target):
        """Yield ``(hidden record, record → what a caller sends to name it by this field)``."""
        if field.type == "reference":
            for model in field.get_values(self.env):
                if target := make_target(model, user):
                    yield target, lambda record: f"{record._name},{record.id}"
            return
        target = field.relational and make_target(field.comodel_name, user)
        if target and field.type == "many2one":
            yield target, lambda record: record.id
            yield target, lambda record: {"id": record.id, "display_name": "x"}
        elif target:
            yield target, lambda record: [Command.set(record.ids)]
            yield target, lambda record: [Command.update(record.id, {"display_name": "x"})]
        if field.type in ("one2many", "many2many") and field.comodel_name in self.MATRIX:
            for name, nested in self.env[field.comodel_name]._fields.items():
                if nested.type != "many2one" or name in MAGIC_COLUMNS:
                    continue
                if target := make_target(nested.comodel_name, user):
                    yield target, partial(self._name_nested, name)

    def _name_nested(self, name, record):
        return [Command.create({name: record.id})]

    def _get_own_values(self, model, user):
        """What a form of this model requires, of the user's own."""
        values = {}
        for name, field in self.env[model]._fields.items():
            if not field.required or not field.store or field.compute:
                continue
            if field.default and (
                not field.relational or field.default(self.env[model].with_user(user))
            ):
                continue
            if field.relational:
                target = self._find_own(field.comodel_name, user)
                values[name] = target.id if field.type == "many2one" else [Command.set(target.ids)]
            elif field.type == "reference":
                target = self._find_own("cchc.assessment", user)
                values[name] = f"{target._name},{target.id}"
            else:
                values[name] = self._any_value(field, user)
        return values

    def _find_own(self, model, user):
        records = self.env[model].with_user(user)
        row = self.MATRIX.get(model)
        if row and row.reach == DIALOG and model not in FROM_A_FILE:
            return records.create(self._get_own_values(model, user))
        return records.search([], limit=1)

    def _show_everything(self, records, names):
        """A specification of all these fields, with the names of what they lead to."""
        named = {"fields": {"display_name": {}}}
        return {name: named if records._fields[name].relational else {} for name in names}

    def _watch(self):
        """Yield, again and again, everything stored of the sample unit's work, read anew where anything differs."""
        digest, state = self._digest(), self._snapshot()
        while True:
            yield state
            if digest != (now := self._digest()):
                digest, state = now, self._snapshot()

    def _digest(self):
        """A sum of every row of each table that a snapshot is read from: a twentieth of its cost."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(" UNION ALL ").join(
                SQL(
                    "SELECT md5(string_agg(line::text, '' ORDER BY line::text)) FROM %s line",
                    SQL.identifier(table),
                )
                for table in self._watched_tables()
            )
        )

    def _watched_tables(self):
        tables = {self.env[thread]._table for thread in THREADS}
        for model, row in self.MATRIX.items():
            # a report has no table: it is read from those of the others
            if row.reach in (UNITS, WORK, COUNCIL) and self.env[model]._auto:
                fields = self.env[model]._fields.values()
                tables.add(self.env[model]._table)
                tables |= {one.relation for one in fields if one.store and one.type == "many2many"}
        return sorted(tables)

    def _snapshot(self):
        """Everything stored of the sample unit's work, as text."""
        self.env.invalidate_all()
        state = {}
        for model, row in self.MATRIX.items():
            if row.reach not in (UNITS, WORK, COUNCIL):
                continue
            records = self._of_unit(model, self.unit)
            names = [
                name
                for name, field in records._fields.items()
                if field.store
                and field.type != "binary"
                and not name.startswith(("write_", *CHATTER))
            ]
            state[model] = records.read(names, load=None)
            for thread, field in THREADS.items():
                state[model, thread] = (
                    self.env[thread]
                    .sudo()
                    .search([(field, "=", model), ("res_id", "in", records.ids)], order="id")
                    .ids
                )
        return json.dumps(
            {str(key): value for key, value in state.items()},
            default=str,
            ensure_ascii=False,
            sort_keys=True,
        )


class MethodsCase(SnapshotCase):
    """Every public method, found in the registry, called with the numbers of another unit's records."""

    # The models that are attacked; those of the council wait for its work, see test_council_rights.
    ATTACKED = {model: row for model, row in MATRIX.items() if row.reach != COUNCIL}

    # What an attacker would send for a parameter that has no default.
    ARGUMENTS = {
        "above_id": False,
        "act_type_xmlids": ["mail.mail_activity_data_todo"],
        "attachment_ids": [],
        "data": [["1"]],
        "evidence_ids": [],
        "field_name": "display_name",
        "field_names": ["display_name"],
        "fields": ["display_name"],
        "fields_spec": {"display_name": {}},
        "fields_to_export": ["display_name"],
        "full_name": "display_name.x",
        "group_by": "create_uid",
        "groupby": ["create_uid"],
        "grouping_sets": [["create_uid"], []],
        "help_message": "",
        "message": "From: a@example.com\nTo: b@example.com\nSubject: x\nMessage-Id: <x@y>\n\nx",
        "message_dict": {},
        "model": "cchc.assessment",
        "msg_dict": {},
        "name": "",
        "new": False,
        "new_thread": False,
        "notification_type": "email",
        "operation": "read",
        "parent_field": "create_uid",
        "progress_bar": {"field": "create_uid", "colors": {}},
        "rate": 5,
        "reason": "x",
        "rows": [],
        "seen_revision": 0,
        "side": "unit",
        "source_ref": "mail.message_origin_link",
        "specification": {"display_name": {}},
        "template": 1,
        "template_id": 1,
        "translations": {"en_US": "x"},
        "vals": {"name": "x"},
        "user_ids": [],
        "values": {},
        "view_id": False,
        "view_type": "list",
        "views": [[False, "list"]],
    }
    # Neither refused nor answered, for a reason that has nothing to do with whose record it is.
    FAILS_FOR_EVERYBODY = {
        "action_archive": "the model has no field “active”",
        "action_unarchive": "the model has no field “active”",
        "copy_translations": "its argument is a recordset, which no remote caller can send",
        "get_property_definition": "the model has no properties",
        "is_transient": "it takes no records",
        "message_change_thread": "its argument is a recordset, which no remote caller can send",
        "message_parse": "its argument is a parsed e-mail, which no remote caller can send",
        "message_route": "its argument is a parsed e-mail, which no remote caller can send",
        "rating_apply": "it takes the token of a question that nobody was asked",
        "rating_send_request": "its argument is a recordset, which no remote caller can send",
        "toggle_active": "the model has no field “active”",
    }

    def _methods(self, model):
        """Names and functions that anybody may call by name; of shared models the addon's own only."""
        for name in dir(type(self.env[model])):
            try:
                method = get_public_method(self.env[model], name)
            except Exception:  # noqa: BLE001 - whatever it is, it is no endpoint
                continue
            # queue_job, where it is installed: what it returns is of no use to a remote caller, and it logs that
            if inspect.isclass(method) or name in ("delayable", "with_delay"):
                continue
            ours = "cchc_assessment" in inspect.unwrap(method).__module__
            if ours or self.MATRIX[model].reach in (UNITS, WORK, COUNCIL):
                yield name, method

    def _attack(self, user, model, name, method, ids):
        args = [] if getattr(method, "_api_model", False) else [ids]
        kwargs = {}
        known = {
            "domain": [["id", "in", ids]],
            "line_ids": self.assessment.line_ids.ids,
            "vals_list": [{}],
            **self.ARGUMENTS,
        }
        for parameter in list(inspect.signature(method).parameters.values())[1:]:
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            if parameter.default is parameter.empty:
                args.append(known[parameter.name])
            elif parameter.name == "domain":
                kwargs["domain"] = known["domain"]
        with mute_logger("odoo.models"):
            return self._call(model, name, *args, user=user, **kwargs)

    def _secrets(self):
        """Words that stand in the sample unit's work and nowhere else."""
        evidence = self.assessment.evidence_ids[:1]
        return [self.unit.name, self.unit.code, evidence.name, "Năm nay không có sáng kiến."]

    def _assert_closed(self, user):
        watch = self._watch()
        before = next(watch)
        secrets = self._secrets()
        for model, row in self.ATTACKED.items():
            target = (
                self._make_dialog(model, self.leader if row.leader else self.secretary)
                if row.reach == DIALOG
                else self._sample(model)
            )
            self.assertTrue(target, f"no {model} to attack")
            for name, method in self._methods(model):
                with self.subTest(user=user.login, model=model, method=name):
                    answer = self._attack(user, model, name, method, target.ids)
                    self._assert_tells_nothing(name, answer, secrets)
                    if "domain" in inspect.signature(method).parameters:
                        self.assertEqual(answer, self._attack(user, model, name, method, [0]))
            with self.subTest(user=user.login, model=model):
                self.assertEqual(next(watch), before, "something was changed")
        self.assertEqual(self._snapshot(), before, "something was changed unnoticed")

    def _assert_tells_nothing(self, name, answer, secrets):
        text = json.dumps(answer, ensure_ascii=False)
        for secret in secrets:
            self.assertNotIn(secret, text)
        error = answer.partition(":")[0] if isinstance(answer, str) else ""
        if (
            error.endswith(("Error", "Exception", "Warning"))
            and name not in self.FAILS_FOR_EVERYBODY
        ):
            self.assertIn(error, REFUSALS, answer)


class ProtectedCase(SnapshotCase):
    """Every field that isn't writable, by every door that writes."""

    # Looking at everything costs more than an attack does. Of more fields one might put right what another has changed.
    TOGETHER = 10

    def _forged(self, record, field):
        """A value for ``field`` that is not the one it has, as JSON carries it."""
        value = record[field.name]
        if field.type == "many2one":
            other = self.env[field.comodel_name].sudo().search([("id", "!=", value.id)], limit=1)
            return other.id or False
        if field.type in ("one2many", "many2many"):
            return [Command.clear()]
        if field.type == "selection":
            return next((key for key in field.get_values(self.env) if key != value), False)
        return {
            "binary": base64.b64encode(PDF).decode(),
            "boolean": not value,
            "date": "2031-01-01",
            "datetime": "2031-01-01 00:00:00",
            "float": 77,
            "integer": 77,
        }.get(field.type, "Giả mạo")

    def _doors(self, record, name, value):
        """Each way of writing that a client has: (model, method, arguments, keyword arguments)."""
        model, ids = record._name, record.ids
        vals = {name: value}
        yield model, "write", [ids, vals], {}
        yield model, "web_save", [ids, vals, {}], {}
        if name in FILED_ONCE.get(model, ()):
            return
        yield model, "create", [[vals]], {}
        yield model, "create", [[{}]], {"context": {f"default_{name}": value}}
        yield model, "copy", [ids, vals], {}
        yield model, "load", [[".id", name], [[str(record.id), str(value)]]], {}
        if "assessment_id" in record._fields:
            yield model, "create", [[{"assessment_id": self.assessment.id, **vals}]], {}
        inverse = {"cchc.assessment.line": "line_ids", "cchc.evidence": "evidence_ids"}.get(model)
        if inverse:
            for command in (Command.update(record.id, vals), Command.create(vals)):
                yield "cchc.assessment", "write", [self.assessment.ids, {inverse: [command]}], {}

    def _assert_protected(self, user, writable):
        """``user`` changes no field of the sample unit's records of these models, but for those that are named."""
        watch = self._watch()
        before = next(watch)
        for model in writable:
            record = self._of_unit(model, self.unit)[:1]
            if not record:
                self.fail(f"no {model} to attack")
            fields = [
                field
                for name, field in record._fields.items()
                if name != "id" and name not in writable[model] and not name.startswith(CHATTER)
            ]
            for start in range(0, len(fields), self.TOGETHER):
                attacked = fields[start : start + self.TOGETHER]
                with self.env.cr.savepoint() as savepoint:
                    with self._refused_without_words():
                        for field in attacked:
                            self._force(record, field, user)
                    if next(watch) == before:
                        continue
                    savepoint.rollback()
                    changed = self._find_changed(record, attacked, user)
                    savepoint.rollback()
                with self.subTest(user=user.login, model=model):
                    self.fail(f"something was changed by one of these, or by several: {changed}")
        self.assertEqual(self._snapshot(), before, "something was changed unnoticed")

    def _force(self, record, field, user):
        """Try each door to write this field."""
        doors = self._doors(record, field.name, self._forged(record, field))
        # what has neither a column nor an inverse is kept nowhere, by whichever door it comes
        is_kept = field.store or field.inverse
        for target, method, args, kwargs in doors if is_kept else islice(doors, 1):
            self._call(target, method, *args, user=user, **kwargs)

    def _find_changed(self, record, fields, user):
        """Attack one field after the other once more; return the names of those by which something is changed."""
        watch, found = self._watch(), []
        before = next(watch)
        for field in fields:
            self._force(record, field, user)
            if before != (after := next(watch)):
                found.append(field.name)
                before = after
        return found
