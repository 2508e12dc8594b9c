from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain

from ..assessment.assessment_workflow import DRAFT
from ..common.system_voice import get_asker


class CchcEvidence(models.Model):
    """Which documents are a contributor's: those that prove nothing but what was given to them.

    One that proves a colleague's criterion, too, is changed by officers alone.
    """

    _name = "cchc.evidence"
    _inherit = ["cchc.evidence"]

    is_given = fields.Boolean(
        compute="_compute_is_given",
        search="_search_is_given",
        groups=fields.NO_ACCESS,
        help="The user is a contributor of its unit, and it is theirs to change.",
    )

    @api.depends(
        "line_ids.filer_ids", "line_ids.assignee_ids", "requirement_ids", "assessment_id.state"
    )
    @api.depends_context("uid")
    def _compute_is_given(self):
        given = self._filter_given(self.env.user)
        for evidence in self:
            evidence.is_given = evidence._origin in given

    def _search_is_given(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_given_domain(self.env.user)

    @api.model
    def _get_given_domain(self, user):
        """Return the domain of what is ``user``'s to change, as a contributor. This is the one place that says so."""
        places = self.env["cchc.unit"]._get_contributor_places(user.id)
        if not places:
            return Domain.FALSE
        # sudo: whose it is decides
        lines, tasks = self.env["cchc.assessment.line"].sudo(), self.env["cchc.task"].sudo()
        of_user = Domain("unit_id", "in", list(places)) & Domain("assignee_ids", "in", user.id)
        wholly = lines.search(of_user & Domain("assessment_id.state", "=", DRAFT))
        parts = tasks.search(
            of_user
            & Domain("assessment_id.state", "=", DRAFT)
            & Domain("requirement_id", "!=", False)
        ).requirement_id
        reach = Domain("filer_ids", "in", user.id)
        allowed = (parts | wholly.criterion_id.requirement_ids).ids
        is_part = Domain("requirement_ids", "in", parts.ids) & Domain(
            "requirement_ids", "not any", Domain("id", "not in", allowed)
        )
        only_theirs = (
            Domain("line_ids", "any", reach)
            & Domain("line_ids", "not any", Domain("filer_ids", "not in", user.id))
            & (Domain("line_ids", "not any", Domain("id", "not in", wholly.ids)) | is_part)
        )
        # what was taken away from all that it proved is still its filer's
        own = Domain("create_uid", "=", user.id) & Domain("line_ids", "=", False)
        return (
            Domain("unit_id", "in", list(places))
            & Domain("assessment_id.state", "=", DRAFT)
            & (only_theirs | own)
        )

    def _filter_given(self, user):
        """Return those of these documents that are ``user``'s to change, as a contributor."""
        domain = self._get_given_domain(user)
        if domain.is_false() or not self.ids:
            return self.browse()
        found = (
            self.sudo()
            .with_context(active_test=False)
            .search(Domain("id", "in", self.ids) & domain)
        )
        return self.browse(found.ids)

    @api.depends("line_ids")
    @api.depends_context("uid")
    def _compute_is_editable(self):
        super()._compute_is_editable()
        closed = self.filtered(lambda evidence: not evidence.is_editable)
        if closed and self.env["cchc.unit"]._get_contributor_places(self.env.uid):
            given = closed._filter_given(self.env.user)
            for evidence in closed:
                if evidence._origin in given and not evidence.assessment_id._is_past_deadline():
                    evidence.is_editable = True

    @api.model_create_multi
    def create(self, vals_list):
        evidences = super().create(vals_list)
        evidences._name_given_part()
        evidences._check_given()
        return evidences

    @contextmanager
    def _following(self, vals):
        with super()._following(vals):
            yield
        self._check_given()

    def _check_given(self):
        """Refuse documents that are not theirs to a contributor, before a change and after it.

        :raises AccessError: for the superuser that Odoo becomes on the way, too.
        """
        user = get_asker(self.env)
        places = self.env["cchc.unit"]._get_contributor_places(user.id)
        if not places:
            return
        # sudo: whose it is decides
        of_places = self.filtered(lambda evidence: evidence.sudo().unit_id.id in places)
        if foreign := of_places - self._filter_given(user):
            raise AccessError(
                self.env._(
                    "“%(document)s” proves something that was not given to you, or nothing of yours: "
                    "somebody else of your unit sees to it.",
                    document=foreign[0].sudo().display_name,
                )
            )

    @api.model
    def _check_unit_may_file(self, assessments, vals_list):
        super()._check_unit_may_file(assessments, vals_list)
        user = get_asker(self.env)
        places = self.env["cchc.unit"]._get_contributor_places(user.id)
        if not places:
            return
        lines = self.env["cchc.assessment.line"].sudo()
        for vals in vals_list:
            assessment = assessments.sudo().browse(vals["assessment_id"])
            if assessment.unit_id.id not in places:
                continue
            proved = lines.browse(self._get_line_ids(vals))
            if not proved:
                raise AccessError(
                    self.env._(
                        "Say which of the criteria that were given to you the document proves."
                    )
                )
            proved._check_given(user, "filer_ids")

    def _name_given_part(self):
        """Note which required document it is that a contributor files, where no more than that was given to them."""
        user = get_asker(self.env)
        if not self.env["cchc.unit"]._get_contributor_places(user.id):
            return
        # sudo: who was given what decides
        for evidence in self.sudo():
            others = evidence.line_ids.filtered(lambda line: user not in line.assignee_ids)
            if not others:
                continue
            parts = (
                self.env["cchc.task"]
                .sudo()
                .search(
                    [
                        ("assessment_id", "=", evidence.assessment_id.id),
                        ("requirement_id.criterion_id", "in", others.criterion_id.ids),
                        ("assignee_ids", "in", user.id),
                    ]
                )
                .requirement_id
            )
            if len(parts) == 1:
                kept = evidence.requirement_ids.filtered(
                    lambda one, others=others: one.criterion_id not in others.criterion_id
                )
                evidence._write_as_system({"requirement_ids": [Command.set((kept | parts).ids)]})

    def _use_again(self, lines, replaced=None):
        if replaced or not lines or self.has_access("write"):
            return super()._use_again(lines, replaced)
        # somebody else's document: that it proves one criterion more is said at the criterion
        for line in lines - self.line_ids:
            line.write({"evidence_ids": [Command.link(self.id)]})
        return self
