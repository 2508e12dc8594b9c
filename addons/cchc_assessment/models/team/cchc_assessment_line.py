import hashlib
import json
from contextlib import contextmanager

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
        for line in self:
            line.is_editable = line.assessment_id.is_editable or line._is_given_to_user()

    def _is_given_to_user(self):
        """Whether the user, a contributor, may fill in this criterion now."""
        assessment = self.assessment_id
        return (
            # the cheapest question first: of most forms nobody asks the others
            assessment.state == DRAFT
            and assessment.unit_id.id in self.env["cchc.unit"]._get_contributor_places(self.env.uid)
            and not assessment._is_past_deadline()
            # sudo: the user is told of themselves
            and self.env.user in self.sudo().assignee_ids
        )

    def _check_unit_may_edit(self):
        super()._check_unit_may_edit()
        self._check_given(get_asker(self.env))

    @contextmanager
    def _following(self, vals):
        user = get_asker(self.env)
        is_asked = "evidence_ids" in vals and self.env["cchc.unit"]._get_contributor_places(user.id)
        # sudo: whose the documents are decides
        lines = self.sudo().with_context(active_test=False) if is_asked else self.browse()
        before = {line: line.evidence_ids for line in lines}
        with super()._following(vals):
            yield
            added = lines.filtered(lambda line: line.evidence_ids - before[line])
            for line in added:
                (line.evidence_ids - before[line])._check_may_link(user, added)

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
            said = [_say(line, name) for name in (*INPUT_FIELDS, "explanation")]
            proof = [
                [document.id, *(_say(document, name) for name in PROOF_FIELDS)]
                for document in line._get_proof().sorted("id")
            ]
            text = json.dumps([said, proof], ensure_ascii=False)
            prints[line.id] = hashlib.sha256(text.encode()).hexdigest()
        return prints


def _say(record, name):
    """Return what ``name`` says, in one word: a zero is something else than nothing."""
    value = record[name]
    if record._fields[name].relational:
        return sorted(value.ids)
    return None if value is False else repr(value)
