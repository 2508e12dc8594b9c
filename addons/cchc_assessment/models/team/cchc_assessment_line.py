import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..assessment.assessment_workflow import DRAFT
from ..assessment.cchc_scored_mixin import INPUT_FIELDS
from ..common.system_voice import get_asker

# What of a document a check looks at.
PROOF_FIELDS = (
    "sha256",
    "name",
    "document_number",
    "document_date",
    "issuer",
    "form",
    "document_type_id",
    "requirement_ids",
)


class CchcAssessmentLine(models.Model):
    _name = "cchc.assessment.line"
    _inherit = ["cchc.assessment.line"]

    # written by cchc.assessment._note_assignees; for record rules and for nobody else: the council reads lines, too
    assignee_ids = fields.Many2many(
        "res.users",
        "cchc_line_assignee_rel",
        "line_id",
        "user_id",
        string="Given To",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Who has been given the criterion by the nearest giving.",
    )
    filer_ids = fields.Many2many(
        "res.users",
        "cchc_line_filer_rel",
        "line_id",
        "user_id",
        string="Documents Given To",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Who may file something here: those, and whoever was given a required document of it.",
    )
    is_editable = fields.Boolean(related=None, compute="_compute_is_editable")

    @api.depends("assessment_id.is_editable", "assessment_id.state", "assignee_ids")
    @api.depends_context("uid")
    def _compute_is_editable(self):
        places = self.env["cchc.unit"]._get_contributor_places(self.env.uid)
        for line in self:
            assessment = line.assessment_id
            line.is_editable = assessment.is_editable or (
                bool(places)
                and assessment.unit_id.id in places
                and assessment.state == DRAFT
                and not assessment._is_past_deadline()
                # sudo: the user is told of themselves
                and self.env.user in line.sudo().assignee_ids
            )

    def _check_unit_may_edit(self):
        super()._check_unit_may_edit()
        self._check_given(get_asker(self.env))

    def _check_given(self, user, name="assignee_ids"):
        """Refuse ``user`` these criteria, where they are a contributor to whom they were not given.

        :param name: the field of the people to whom they were.
        """
        places = self.env["cchc.unit"]._get_contributor_places(user.id)
        if not places:
            return
        # sudo: who may do it decides, also where a record rule has closed it
        for line in self.sudo():
            if line.unit_id.id in places and user not in line[name]:
                raise AccessError(
                    self.env._(
                        "%(criterion)s was not given to you: somebody else of your unit fills it in.",
                        criterion=line.criterion_id.display_name,
                    )
                )

    def _is_finished(self):
        """Whether nothing is left to do here for the unit."""
        return self.scored_by == "council" or (self.is_scored and not self.needs_explanation)

    def _get_fingerprints(self):
        """Return ``{line id: what it says now}``, with its documents, in one word."""
        prints = {}
        # sudo: a word of it is no reading
        for line in self.sudo():
            said = [[str(line[name] or "") for name in INPUT_FIELDS], line.explanation or ""]
            proof = [
                [document.id, *(str(document[name] or "") for name in PROOF_FIELDS)]
                for document in line._get_proof().sorted("id")
            ]
            text = json.dumps([said, proof], ensure_ascii=False)
            prints[line.id] = hashlib.sha256(text.encode()).hexdigest()
        return prints
