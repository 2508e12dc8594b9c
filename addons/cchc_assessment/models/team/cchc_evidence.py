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

    is_editable = fields.Boolean(related=None, compute="_compute_is_editable")

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
        of_user = (
            Domain("unit_id", "in", list(places))
            & Domain("assignee_ids", "in", user.id)
            & Domain("assessment_id.state", "=", DRAFT)
        )
        wholly = lines.search(of_user).grouped("assessment_id")
        parts = tasks.search(of_user & Domain("requirement_id", "!=", False)).grouped(
            "assessment_id"
        )
        # by assessment: units of one rubric share its criteria and the documents that it asks for
        only_theirs = Domain.OR(
            Domain("assessment_id", "=", assessment.id)
            & self._get_part_domain(
                user,
                wholly.get(assessment, lines),
                parts.get(assessment, tasks).requirement_id,
            )
            for assessment in wholly.keys() | parts.keys()
        )
        # what was taken away from all that it proved is still its filer's
        own = Domain("create_uid", "=", user.id) & Domain("line_ids", "=", False)
        return (
            Domain("unit_id", "in", list(places))
            & Domain("assessment_id.state", "=", DRAFT)
            & (only_theirs | own)
        )

    @api.model
    def _get_part_domain(self, user, wholly, parts):
        """Return the domain of what is ``user``'s of an assessment.

        :param wholly: the lines of it that were given to them.
        :param parts: the required documents of it that were given to them.
        """
        allowed = (parts | wholly.criterion_id.requirement_ids).ids
        is_part = Domain("requirement_ids", "in", parts.ids) & Domain(
            "requirement_ids", "not any", Domain("id", "not in", allowed)
        )
        return (
            Domain("line_ids", "any", Domain("filer_ids", "in", user.id))
            & Domain("line_ids", "not any", Domain("filer_ids", "not in", user.id))
            & (Domain("line_ids", "not any", Domain("id", "not in", wholly.ids)) | is_part)
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

    @api.depends("assessment_id.is_editable", "line_ids")
    @api.depends_context("uid")
    def _compute_is_editable(self):
        for evidence in self:
            evidence.is_editable = evidence.assessment_id.is_editable
        # whose they are is asked only where that is closed
        closed = self.filtered(lambda evidence: not evidence.is_editable)
        given = closed and closed._filter_given(self.env.user)
        for evidence in closed:
            evidence.is_editable = (
                evidence._origin in given and not evidence.assessment_id._is_past_deadline()
            )

    @api.model_create_multi
    def create(self, vals_list):
        evidences = super().create(vals_list)
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
        user = get_asker(self.env)
        places = self.env["cchc.unit"]._get_contributor_places(user.id)
        if not places:
            return super()._check_unit_may_file(assessments, vals_list)
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
            vals["requirement_ids"] = [Command.set(self._choose_parts(user, vals, proved).ids)]
        return super()._check_unit_may_file(assessments, vals_list)

    @api.model
    def _choose_parts(self, user, vals, proved):
        """Return which required documents that is what ``user``, a contributor, files.

        Of a criterion of which single documents were given to them it is what was said or guessed, if it is one of
        these, else the first of them that is not filed yet.

        :param vals: of the document, ``requirement_ids`` among them, if any.
        :param proved: the lines that it proves.
        """
        chosen = self.env["cchc.criterion.requirement"].browse(
            self._get_linked_ids(vals.get("requirement_ids"))
        )
        # sudo: who was given what decides
        given = (
            self.env["cchc.task"]
            .sudo()
            .search(
                [
                    ("assessment_id", "in", proved.assessment_id.ids),
                    ("requirement_id.criterion_id", "in", proved.criterion_id.ids),
                    ("assignee_ids", "in", user.id),
                ]
            )
            .requirement_id.grouped("criterion_id")
        )
        for line in proved.filtered(lambda line: user not in line.assignee_ids):
            parts = given.get(line.criterion_id, chosen.browse())
            said = chosen.filtered(lambda one, line=line: one.criterion_id == line.criterion_id)
            missing = parts & line.missing_requirement_ids
            chosen = (chosen - said) | ((said & parts) or missing[:1] or parts[:1])
        return chosen

    def _check_may_link(self, user, added):
        """Refuse ``user`` to let these documents prove criteria of theirs, where they are a contributor.

        What proves nothing else is its filer's, and would be theirs; what is out of use proves nothing.

        :param added: the lines that they are to prove, or prove already.
        :raises AccessError: saying which.
        """
        places = self.env["cchc.unit"]._get_contributor_places(user.id)
        given = self._filter_given(user)
        # sudo: whose it is decides
        for evidence in self.sudo().filtered(lambda one: one.unit_id.id in places):
            if evidence.line_ids - added:
                may_link = evidence in given or evidence._get_counting()
            else:
                may_link = evidence.create_uid == user
            if not may_link:
                raise AccessError(
                    self.env._(
                        "“%(document)s” was filed by somebody else and proves nothing now: an officer of your unit "
                        "can let it prove a criterion.",
                        document=evidence.display_name,
                    )
                )

    def _use_again(self, lines, replaced=None):
        user = get_asker(self.env)
        places = self.env["cchc.unit"]._get_contributor_places(user.id)
        # as whoever asks for the document
        added = lines.with_env(self.env) - self.line_ids
        # sudo: of which unit it is decides
        if (
            replaced
            or not lines
            or self.sudo().unit_id.id not in places
            or self in self._filter_given(user)
        ):
            return super()._use_again(lines, replaced)
        # somebody else's document: that it proves one criterion more is said at the criterion
        for line in added:
            # sudo: who was given what decides
            if user in line.sudo().assignee_ids:
                line.write({"evidence_ids": [Command.link(self.id)]})
            else:
                self._prove_part(user, line)
        return self

    def _prove_part(self, user, line):
        """Let this document of somebody else be the one of ``line`` that ``user``, a contributor, was given."""
        line.assessment_id._check_unit_may_edit(line)
        line._check_given(user, "filer_ids")
        self._check_may_link(user, line)
        links = self._get_links()
        # sudo: what it proves already may be somebody else's
        known = self.sudo().requirement_ids
        parts = self._choose_parts(user, {}, line.sudo())
        self._write_as_system({"line_ids": [Command.link(line.id)]})
        self._follow_links(links)
        # and nothing that is guessed besides
        self._write_as_system({"requirement_ids": [Command.set((known | parts).ids)]})
