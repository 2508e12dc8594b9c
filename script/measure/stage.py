"""A small province whose people have passwords, for what is tried over HTTP; all of it is committed."""

import base64
import random
import sys
from datetime import timedelta

import odoo.api
import odoo.modules.registry
from odoo.fields import Command, Datetime

from .papers import make_pdf
from .province import Province

PASSWORD = "cchc_bench"


def install(database, addons):
    """Install these addons in the database, with what they need."""
    if not addons:
        return
    with odoo.modules.registry.Registry(database).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
        modules = env["ir.module.module"]
        modules.update_list()
        modules.search([("name", "in", list(addons))]).button_immediate_install()


class Stage:
    """People, units and periods to try things on, and the database as it is at this moment."""

    def __init__(self, options):
        # the addon can be imported once Odoo knows where addons are
        from odoo.addons.cchc_assessment.models.period import cchc_work

        # what is set up here stands when it is asked for, at any size; the servers have their own limit
        cchc_work.MOST_AT_ONCE = sys.maxsize
        self.options = options
        self.registry = odoo.modules.registry.Registry(options.d)
        self.dice = random.Random(options.seed)
        with self.registry.cursor() as cr:
            env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {"tracking_disable": True})
            self._prepare(env)

    def _prepare(self, env):
        province = Province(env, self.options, self.dice)
        province.officer.password = PASSWORD
        self.group_id = province.group.id
        self.rubric_id = province.rubric.id
        self.unit_ids = province.units.ids
        self.officer_id = province.officer.id
        self.people = {"officer": province.officer.login}
        for role in ("secretary", "appraiser"):
            user = env["res.users"].create(
                {
                    "name": f"Người thử {role}",
                    "login": f"cchc_bench_{role}",
                    "password": PASSWORD,
                    "group_ids": [
                        Command.link(env.ref(f"cchc_assessment.cchc_assessment_group_{role}").id)
                    ],
                }
            )
            self.people[role] = user.login
            setattr(self, f"{role}_id", user.id)
        self.scale_id = env["cchc.rating.scale"].search([], limit=1).id

    def transaction(self):
        """A transaction of the superuser, committed at its end."""
        return _Transaction(self.registry)

    def open_period(self, env, units=None, state="draft", **values):
        """Open a period for these units, whose assessments are then in ``state``, decided where that asks for it.

        :return: the assessments.
        """
        everybody = env["cchc.unit"].browse(self.unit_ids)
        chosen = everybody if units is None else everybody[:units]
        (everybody - chosen).active = False
        period = env["cchc.period"].create(
            {
                "name": "Kỳ thử",
                "year": 2026,
                "self_deadline": Datetime.now() + timedelta(days=30),
                "review_deadline": Datetime.now() + timedelta(days=90),
                "rubric_ids": [Command.set([self.rubric_id])],
                "rating_scale_id": self.scale_id,
                **values,
            }
        )
        period.action_open()
        everybody.active = True
        assessments = period.assessment_ids
        if state == "draft":
            return assessments
        env.flush_all()
        env.cr.execute(
            "UPDATE cchc_assessment SET state = 'submitted' WHERE id IN %s",
            [tuple(assessments.ids)],
        )
        env.invalidate_all()
        secretary = assessments.with_user(self.secretary_id)
        if state in ("appraisal", "appraised"):
            for assessment in secretary:
                assessment._transition("action_start_appraisal")
            self.decide(assessments)
        if state == "appraised":
            for assessment in secretary:
                assessment._transition("action_conclude")
        return assessments

    def decide(self, assessments):
        """Let the council decide whatever is undecided."""
        appraisals = assessments.appraisal_ids.filtered(
            lambda one: one.is_current and not one.is_decided
        ).with_user(self.secretary_id)
        appraisals._decide(
            {
                one: {"option_id": one.criterion_id.option_ids[self.dice.randrange(3)].id}
                for one in appraisals
            }
        )

    def pdf(self):
        """Return a PDF of its own each time."""
        return make_pdf(self.dice, 3_000)

    def rubric_file(self):
        """A workbook with the rubric, as it is exported."""
        with self.transaction() as env:
            content, _type = env["ir.actions.report"]._render(
                "cchc_assessment.rubric_export_report", [self.rubric_id]
            )
        return base64.b64encode(content).decode()


class _Transaction:
    def __init__(self, registry):
        self._cursor = registry.cursor()

    def __enter__(self):
        return odoo.api.Environment(
            self._cursor.__enter__(), odoo.api.SUPERUSER_ID, {"tracking_disable": True}
        )

    def __exit__(self, *error):
        return self._cursor.__exit__(*error)
