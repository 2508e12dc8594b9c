from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import ormcache

from ...compat import get_html_link, get_window, write_each
from ...core.scoring import Node, Outline, ScoringError, build_tree, to_decimal, total
from ...core.word.fields import describe_fields
from ...core.word.report_data import Report
from ...core.workbook.appendix.data import DEFAULT_COLUMNS
from ...fields import SCORE_DIGITS, STATEMENT_LENGTH, LimitedChar, LimitedText, ScoreFloat
from ..common.opening import open_fields
from ..common.screens import download, notify, open_form
from ..common.system_voice import as_system
from .rubric_checks import RubricChecks, as_checked, find_capped
from .rubric_comparison import RubricComparison

RUBRIC_STATES = [("draft", "Draft"), ("published", "Published"), ("archived", "Archived")]
MAXIMUM_BASES = [
    ("sum", "The sum of what stands below"),
    ("stated", "The maximum stated, as a cap"),
]
# What follows from the buttons and from the tree, or is known by the system alone.
SYSTEM_FIELDS = {"state", "max_score", "origin_id"}


class CchcRubric(models.Model):
    """A set of criteria fixed by a provincial decision for some unit groups."""

    _name = "cchc.rubric"
    _description = "Rubric"
    _inherit = [
        "cchc.closed.mixin",
        "cchc.thread.mixin",
        "cchc.owned.mixin",
        "cchc.lock.mixin",
        "cchc.templated.mixin",
    ]
    _stays = False
    _order = "appendix_label, id desc"
    _equips_company = True
    _template_kinds = {"report_template": Report}

    name = LimitedChar(required=True, tracking=True)
    appendix_label = LimitedChar(
        help='As printed above the form, such as "Phụ lục 01".', tracking=True
    )
    legal_basis = LimitedText(
        help="The decision that fixes this rubric.", tracking=True, max_length=STATEMENT_LENGTH
    )
    group_ids = fields.Many2many(
        "cchc.unit.group", string="Unit Groups", ondelete="restrict", check_company=True
    )
    state = fields.Selection(
        RUBRIC_STATES, default="draft", required=True, readonly=True, copy=False, tracking=True
    )
    criterion_ids = fields.One2many("cchc.criterion", "rubric_id", "Criteria")
    criterion_count = fields.Integer(compute="_compute_counts")
    leaf_count = fields.Integer("Criteria to Score", compute="_compute_counts")
    max_score = fields.Float(
        "Maximum Score",
        digits=SCORE_DIGITS,
        aggregator=None,
        compute="_compute_max_score",
        store=True,
        help="What the domains of the base section are worth; bonus and penalty stand outside it.",
    )
    maximum_basis = fields.Selection(
        MAXIMUM_BASES,
        "Maximum of a Branch",
        help="Which maximum holds for a branch that states another one than its criteria add up to: on every "
        "screen, in every document and in each percentage. Chosen when the rubric is published.",
    )
    bonus_cap = ScoreFloat(
        digits=SCORE_DIGITS, aggregator=None, help="The bonus counts up to this score. 0: no cap."
    )
    penalty_cap = ScoreFloat(
        digits=SCORE_DIGITS, aggregator=None, help="The penalty counts up to this score. 0: no cap."
    )
    direct_bands = fields.Boolean(
        "Bands May Be Chosen Directly",
        default=True,
        help="A unit that has no figures for a band of percentages or counts may choose the band itself. It is then "
        "marked as without figures, for its leader and for the council.",
    )
    appendix_column_ids = fields.One2many(
        "cchc.appendix.column",
        "rubric_id",
        "Appendix Columns",
        copy=True,
        help="Which columns the appendix has, in their order. None: the standard ones.",
    )
    origin_id = fields.Many2one(
        "cchc.rubric",
        "Copied From",
        ondelete="set null",
        readonly=True,
        copy=False,
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)
    report_template = fields.Binary(
        attachment=True,
        help="A Word document (.docx) with the fields below. Left empty, the standard one is used.",
    )
    report_template_name = LimitedChar()
    report_field_list = fields.Html(
        "Fields of the Template", compute="_compute_report_field_list", sanitize=False
    )

    _caps_positive = models.Constraint(
        "CHECK(bonus_cap >= 0 AND penalty_cap >= 0)",
        "The caps of bonus and penalty cannot be negative: penalties too are positive numbers.",
    )

    @api.depends(
        "criterion_ids.max_score",
        "criterion_ids.parent_id",
        "criterion_ids.section",
        "criterion_ids.counts_best",
        "maximum_basis",
    )
    def _compute_max_score(self):
        for rubric in self:
            try:
                rubric.max_score = rubric._add_up_maxima().maximum
            except ScoringError:
                # a tree that is being typed may be none yet
                rubric.max_score = 0

    @api.depends("name", "origin_id")
    @api.depends_context("lang", "uid")
    def _compute_display_name(self):
        """Tell rubrics of one name from each other: by the year in which they came about, and their version."""
        alike = {
            (company, name)
            for company, name, count in self._read_group(
                [("name", "in", self.mapped("name"))], ["company_id", "name"], ["__count"]
            )
            if count > 1
        }
        for rubric in self:
            rubric.display_name = rubric.name
            if rubric.create_date and (rubric.company_id, rubric.name) in alike:
                rubric.display_name = self.env._(
                    "%(name)s (%(year)s, version %(number)s)",
                    name=rubric.name,
                    year=rubric.create_date.year,
                    number=len(rubric._get_versions()),
                )

    @api.depends("criterion_ids.is_leaf")
    def _compute_counts(self):
        counts = {
            rubric: (total, len([leaf for leaf in leaves if leaf]))
            for rubric, total, leaves in self.env["cchc.criterion"]._read_group(
                [("rubric_id", "in", self.ids)], ["rubric_id"], ["__count", "is_leaf:array_agg"]
            )
        }
        for rubric in self:
            rubric.criterion_count, rubric.leaf_count = counts.get(rubric, (0, 0))

    def _compute_report_field_list(self):
        self.report_field_list = self._list_fields(describe_fields(Report))

    @api.constrains("appendix_column_ids")
    def _check_appendix_columns(self):
        """Refuse columns that make no form.

        :raises ValidationError: naming the rubric and what is missing.
        """
        for rubric in self.filtered("appendix_column_ids"):
            kinds = rubric.appendix_column_ids.sorted().mapped("kind")
            scores = {"max_score", "self_score", "appraised_score"}
            if "name" not in kinds or not scores & set(kinds) or kinds[0] in scores:
                raise ValidationError(
                    self.env._(
                        "The appendix of “%(rubric)s” needs a column for the criterion and one for a "
                        "score, and cannot begin with a score.",
                        rubric=rubric.name,
                    )
                )

    @api.model
    def _get_open_fields(self):
        return {
            **super()._get_open_fields(),
            **dict.fromkeys(self._fields.keys() - SYSTEM_FIELDS, "_check_is_draft"),
            **dict.fromkeys(self._fields_open_when_published()),
        }

    def _refuse_fields(self, names):
        if "max_score" in names:
            raise UserError(
                self.env._("The maximum score of a rubric is the sum of its domains; change those.")
            )
        super()._refuse_fields(names)

    @contextmanager
    def _following(self, vals):
        with super()._following(vals):
            yield
        if "criterion_ids" in vals:
            self._sort_criteria()

    @api.model_create_multi
    def create(self, vals_list):
        # whatever a caller sends, a rubric begins as a draft, and its maximum follows from its domains
        return super().create(
            [
                {**{name: vals[name] for name in vals if name != "max_score"}, "state": "draft"}
                for vals in vals_list
            ]
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_is_draft()

    def copy_data(self, default=None):
        return [
            {**vals, "name": self.env._("%(name)s (copy)", name=rubric.name), **(default or {})}
            for rubric, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def copy(self, default=None):
        """Copy the rubrics with their trees. Only a new version remembers where it comes from."""
        copies = super().copy(default)
        for rubric, twin in zip(self, copies, strict=True):
            rubric._copy_criteria(twin)
        return copies

    def action_publish(self):
        """Fix the rubric: from now on neither it nor anything below it changes.

        Where branches state other maxima than they add up to, the dialog asks which of them holds.

        :return: nothing when it is published; the dialog that lists what was found when something
            is wrong or odd: errors have to be mended, warnings confirmed there.
        :raises UserError: when the rubric is no draft, or when one of several cannot be published.
        """
        self.check_access("write")
        self._check_is_draft()
        self._sort_criteria()
        findings = {rubric: rubric._get_findings() for rubric in self}
        if len(self) == 1 and findings[self]:
            return self._open_findings()
        for rubric, found in findings.items():
            if found:
                raise UserError(
                    self.env._(
                        "“%(rubric)s” needs to be looked at first. Publish it on its own.",
                        rubric=rubric.name,
                    )
                )
        return self._publish()

    def action_check(self):
        """Show what publishing would find, or say that all is well."""
        self.ensure_one()
        self.check_access("read")
        if self._get_findings():
            return self._open_findings()
        return self._notify(
            self.env._("Nothing is wrong with “%(rubric)s”.", rubric=self.name), "success"
        )

    def _get_versions(self):
        """Return this rubric and those that it came from, one after the other."""
        versions = origin = self
        while (origin := origin.origin_id) and origin not in versions:
            versions |= origin
        return versions

    def action_new_version(self):
        """Copy a rubric in force into a draft that remembers the origin of each criterion.

        :return: the action that opens the new version.
        :raises UserError: when the rubric is a draft, which can be changed itself.
        """
        self.ensure_one()
        self.check_access("write")
        if self.state == "draft":
            raise UserError(
                self.env._(
                    "“%(rubric)s” is a draft: change it as it is, or duplicate it.",
                    rubric=self.name,
                )
            )
        version = super().copy({"name": self.name, "origin_id": self.id, "active": True})
        self._copy_criteria(version, remember_origin=True)
        as_system(version).message_post(
            body=self.env._(
                "New version of %(rubric)s.", rubric=get_html_link(self, self.display_name)
            )
        )
        return open_form(version)

    def action_renumber_codes(self):
        """Give the criteria the codes 1, 1.1, 1.1.1 … in printed order."""
        self.check_access("write")
        self._check_is_draft()
        self._sort_criteria()
        codes, counts = {}, {}
        for criterion in self._get_ordered_criteria():
            parent = criterion.parent_id
            key = parent or criterion.rubric_id
            counts[key] = counts.get(key, 0) + 1
            codes[criterion] = f"{codes[parent]}.{counts[key]}" if parent else str(counts[key])
        self._write_each("code", codes)

    def action_archive_rubric(self):
        """Take a published rubric out of use; what was scored on it stays."""
        self.check_access("write")
        for rubric in self:
            if rubric.state != "published":
                raise UserError(
                    self.env._(
                        "“%(rubric)s” is not published, so there is nothing to archive.",
                        rubric=rubric.name,
                    )
                )
        self._write_state("archived")

    def action_set_standard_columns(self):
        """Give the appendix the standard columns, to be changed from there."""
        self.ensure_one()
        self.appendix_column_ids = [
            Command.clear(),
            *(
                Command.create(
                    {
                        "sequence": 10 * place,
                        "kind": column.kind,
                        "heading": column.heading,
                        "width": column.width,
                    }
                )
                for place, column in enumerate(DEFAULT_COLUMNS, start=1)
            ),
        ]

    def action_view_criteria(self):
        self.ensure_one()
        return get_window(
            self.env,
            "cchc_assessment.cchc_criterion_action",
            domain=[("rubric_id", "=", self.id)],
            context={"default_rubric_id": self.id},
        )

    def _write_state(self, state):
        open_fields(self, {"state"}).write({"state": state})

    def _check_is_draft(self):
        """Refuse to go on when one of these rubrics is in force.

        :raises UserError: naming the rubric and the way out.
        """
        for rubric in self.sudo():
            if rubric.state != "draft":
                raise UserError(
                    self.env._(
                        "“%(rubric)s” has been published and cannot change. "
                        "Make a new version of it and change that.",
                        rubric=rubric.name,
                    )
                )
        # a change and a publication that happen at the same time
        self._lock_for_update()

    @api.model
    def _fields_open_when_published(self):
        """Fields that say nothing about how a unit is scored; what was sealed before keeps its report."""
        return {
            "appendix_column_ids",
            "message_follower_ids",
            "message_ids",
            "message_main_attachment_id",
            "report_template",
            "report_template_name",
        }

    def _get_findings(self):
        """Return the ``RubricFinding`` of this rubric, errors first, else in printed order."""
        self.ensure_one()
        return sorted(self._make_checks().run(), key=lambda found: found.severity != "error")

    def _make_checks(self):
        caps = {"bonus": to_decimal(self.bonus_cap), "penalty": to_decimal(self.penalty_cap)}
        return RubricChecks(
            self.env, as_checked(self.criterion_ids), caps, has_groups=bool(self.group_ids)
        )

    def _open_findings(self):
        """Return the dialog with what is found now. The dialogs above the models give it."""
        raise NotImplementedError

    def _differs_in_maxima(self):
        """Whether a branch states another maximum than what stands below it adds up to."""
        self.ensure_one()
        return self._make_checks().differs_in_maxima()

    def _publish(self, confirmed=()):
        """Publish these drafts, which have been checked, and log who confirmed which warnings.

        :param confirmed: the ``RubricFinding`` that a person saw and let stand.
        :raises UserError: when nobody has chosen which of two maxima holds.
        """
        for rubric in self:
            if not rubric.maximum_basis and rubric._differs_in_maxima():
                raise UserError(
                    self.env._(
                        "“%(rubric)s”: choose which maximum holds where a branch states another one than its "
                        "criteria add up to.",
                        rubric=rubric.name,
                    )
                )
        self._write_state("published")
        if confirmed:
            as_system(self).message_post(
                body=self.env._("Published with these warnings, each confirmed:")
                + Markup("<ul>%s</ul>")
                % Markup().join(
                    Markup("<li>%s</li>")
                    % " – ".join(filter(None, (found.criterion.display_name, found.message)))
                    for found in confirmed
                )
            )

    def _compare_with(self, other):
        """Return what changed from ``other`` to this version, criterion by criterion.

        See ``RubricComparison.run`` for the list of dicts.
        """
        self.ensure_one()
        return RubricComparison(self, other).run()

    def _compare_itself_with(self, other):
        """Return what changed of the rubric as a whole: maximum, caps and groups.

        :return: a list of (field label, old text, new text).
        """
        return RubricComparison(self, other).compare_rubrics()

    def _copy_criteria(self, target, remember_origin=False):
        """Copy the whole tree below ``target``, in as many batches as the tree has levels."""
        copies = self.env["cchc.criterion"]
        twins = {copies: copies}
        by_level = self._get_ordered_criteria().grouped("level")
        for level in sorted(by_level):
            originals = by_level[level]
            copies = copies.create(
                [
                    {
                        **vals,
                        "parent_id": twins[original.parent_id].id,
                        "sequence": original.sequence,
                        "origin_id": original.id if remember_origin else False,
                    }
                    for original, vals in zip(
                        originals, originals.copy_data({"rubric_id": target.id}), strict=True
                    )
                ]
            )
            twins |= dict(zip(originals, copies, strict=True))
        # made a level at a time, they stand in the cache in that order
        target.invalidate_recordset(["criterion_ids"])

    def _add_up_maxima(self):
        """Return the ``scoring.Totals`` of this rubric: what its branches and all of it are worth.

        A branch is worth what is chosen; in a draft where nothing is, what it states.
        """
        self.ensure_one()
        return total(
            build_tree(
                (replace(node, declared=None), parent)
                for node, parent in self._make_nodes(self.maximum_basis or "stated")
            )
        )

    def _get_nodes(self):
        """Return the tree as ``build_tree`` takes it, before anybody has scored anything.

        Of a leaf whose points the council settles later, ``declared`` is False.
        """
        self.ensure_one()
        return self._get_made("_make_nodes")

    def _get_outline(self):
        """Return the tree as the ``scoring.Outline`` that adds up what is said of its leaves."""
        self.ensure_one()
        return self._get_made("_make_outline")

    def _get_maxima(self):
        """Return ``{criterion id: what it is worth}``, to be read alone."""
        self.ensure_one()
        return self._get_made("_make_maxima")

    def _is_issued(self):
        """Whether this rubric is in force, or was: it stays as it is."""
        # sudo: the state decides, whoever asks
        return bool(self.id) and self.sudo().state != "draft"

    def _get_made(self, maker):
        """Return what the method of this name makes of this rubric, for nobody to change.

        Of a rubric that stays as it is that is made once in each process.
        """
        # sudo: what is scored by it is scored by the whole of it
        rubric = self.sudo()
        return rubric._get_kept(maker) if self._is_issued() else getattr(rubric, maker)()

    # by the moment at which it was issued: a publication that failed, and was seen by itself alone, was another one
    @ormcache("self.id", "self.write_date", "maker")
    def _get_kept(self, maker):
        return getattr(self, maker)()

    def _make_nodes(self, basis=None):
        caps = self._get_caps(basis)
        return tuple(
            (
                Node(
                    key=criterion.id,
                    max_score=criterion.max_score,
                    section=criterion.section,
                    scored_by=criterion.scored_by,
                    cap=caps.get(criterion.id),
                    best=criterion.counts_best,
                    declared=False if criterion._is_relative() else None,
                ),
                criterion.parent_id.id or None,
            )
            for criterion in self.criterion_ids
        )

    def _make_outline(self):
        return Outline(build_tree(self._get_nodes()))

    def _make_rules(self):
        """Return ``{criterion id: rule}`` of the leaves."""
        return {leaf.id: leaf._get_rule() for leaf in self.criterion_ids.filtered("is_leaf")}

    def _make_maxima(self):
        subtotals = self._add_up_maxima().by_key
        return MappingProxyType({key: subtotal.maximum for key, subtotal in subtotals.items()})

    def _get_caps(self, basis=None):
        """Return the maxima that hold for branches whatever stands below them, by the branches' ids.

        :param basis: in place of the one chosen
        """
        caps = {"bonus": to_decimal(self.bonus_cap), "penalty": to_decimal(self.penalty_cap)}
        branches = (
            (branch.id, to_decimal(branch.max_score), branch._get_counted_section())
            for branch in self.criterion_ids.parent_id
        )
        return find_capped(branches, caps, basis or self.maximum_basis)

    def _get_ordered_criteria(self):
        return self.criterion_ids.sorted(lambda criterion: (criterion.sequence, criterion.id))

    def _sort_criteria(self):
        """Number the criteria of these drafts 10, 20, 30 … in printed order.

        Each criterion comes before what stands below it, and siblings keep the order of their
        numbers: whoever moves one moves its whole branch.
        """
        for rubric in self:
            children = rubric.env["cchc.criterion"].search([("rubric_id", "=", rubric.id)])
            children = children.grouped("parent_id")
            ordered, stack = [], [self.env["cchc.criterion"]]
            while stack:
                node = stack.pop()
                ordered += node
                stack += reversed(children.get(node, node.browse()))
            rubric._write_each(
                "sequence", {node: 10 * place for place, node in enumerate(ordered, start=1)}
            )
            # they are in the cache in the order that they had
            rubric.invalidate_recordset(["criterion_ids"])
            self.env["cchc.criterion"].union(*ordered).invalidate_recordset(["child_ids"])

    def _write_each(self, name, values):
        """Write one field of criteria of these drafts, a value for each, in one statement.

        ``write`` would search what depends on the field once for each of them.
        """
        wrong = {c: value for c, value in values.items() if c[name] != value}
        if wrong:
            criteria = self.env["cchc.criterion"].union(*wrong)
            criteria.flush_recordset([name])
            write_each(criteria, [{name: value} for value in wrong.values()])
            criteria.invalidate_recordset([name], flush=False)
            criteria.modified([name])

    def _notify(self, message, kind):
        return notify(message, kind)

    def action_download_report_template(self):
        """Download the template that is used now, to change it in Word."""
        self.ensure_one()
        return download(f"/cchc/report/template/{self.id}")
