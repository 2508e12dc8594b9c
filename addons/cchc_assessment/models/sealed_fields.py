"""What a seal holds: the one table that sealing, checking and the lists of what is sealed read.

Whoever adds a field adds it to a group of the next version. What was sealed with is never changed or taken out:
old seals are checked by it. A path leads from a record to a value; a step that begins with "_" is called.
"""

from dataclasses import dataclass

VERSION = 2

ALWAYS = "always"  # the database has to say so for good
CURRENT = "current"  # as long as the submission stands: a unit it is returned to works on
LOGGED = "logged"  # it moves on, each step with a row of the log
KEPT = "kept"  # as it was then, for whoever reads the seal: it may change, or follows from the rest


@dataclass(frozen=True)
class Sealed:
    key: str
    path: str
    holds: str
    since: int


class Part:
    """A list of the manifest: which records, told apart and called by what, and the fields of each."""

    def __init__(self, key, model, records, *groups, identity="id", title=(), content=None):
        self.key, self.model, self.records = key, model, records
        self.identity, self.title, self.content = identity, title, content
        self.fields = [
            Sealed(name.partition(":")[0], name.rpartition(":")[2], holds, since)
            for since, holds, names in groups
            for name in names.split()
        ]


_INPUTS = "option_id numerator denominator quantity manual_score"
_REPORT = (
    "report_number report_place report_general report_difficulties report_proposals report_recipients"
    " report_collective report_head_title report_signed_by_deputy report_signer_name"
)
_DECISION = f"{_INPUTS} not_applicable computed_score override_score override_reason score is_decided"
SUBMISSION = (
    Part("submission", "cchc.submission", "",
         (2, ALWAYS, "number assessment_id unit_id period_id company_id approved_by_id approved_at"),
         (2, ALWAYS, "dispatch_number dispatch_date self_score self_percent evidence_ids appendix_id report_id"),
         (2, KEPT, "approved_by:approved_by_id.name round:assessment_id.round")),
    Part("assessment", "cchc.assessment", "assessment_id",
         (1, KEPT, "unit:unit_id.name period:period_id.name rubric:rubric_id.name"), (1, CURRENT, _REPORT),
         (2, ALWAYS, "unit_id period_id rubric_id group_id"), (2, LOGGED, "state"),
         (2, CURRENT, "self_score self_maximum self_percent")),
    Part("criteria", "cchc.assessment.line", "assessment_id.line_ids",
         (1, ALWAYS, "code:criterion_id.code name:criterion_id.name"), (1, KEPT, "reckoning:score_note"),
         (1, CURRENT, "self_score not_applicable explanation evidence:evidence_ids._get_counting"),
         (2, ALWAYS, "maximum:criterion_id.max_score"),
         (2, CURRENT, f"{_INPUTS} option_name:option_id.name option_score:option_id.score is_scored"),
         identity="criterion_id", title=("code", "name")),
    Part("evidence", "cchc.evidence", "evidence_ids",
         (1, ALWAYS, "file:file_name size:file_size sha256"),
         (1, CURRENT, "subject:name number:document_number date:document_date"),
         (2, ALWAYS, "assessment_id attachment_id added_round"), (2, KEPT, "type:document_type_id.name"),
         (2, CURRENT, "document_type_id issuer form version requirement_ids active superseded_by_id"),
         (2, KEPT, "signature_status"), title=("number", "subject"), content="attachment_id"),
    Part("files", "ir.attachment", "_get_made_files",
         (2, ALWAYS, "name mimetype type size:file_size sha256:_get_stored_sha256"), title=("name",)),
)
PUBLICATION = (
    Part("publication", "cchc.publication", "",
         (2, ALWAYS, "number period_id company_id state decision_number decision_date reason computed_at"),
         (2, ALWAYS, "published_at published_by_id replaces_id"),
         (2, KEPT, "period:period_id.name published_by:published_by_id.name")),
    Part("results", "cchc.result", "result_ids", (2, ALWAYS, "assessment_id seal"), (2, KEPT, "unit:unit_id.name"),
         title=("unit",)),
)
RESULT = (
    Part("result", "cchc.result", "",
         (2, ALWAYS, "publication_id publication_state assessment_id unit_id group_id round rank rank_overall"),
         (2, ALWAYS, "self_score self_percent score maximum percent bonus penalty rating_id rating"),
         (2, ALWAYS, "previous_percent previous_rank change"), (2, KEPT, "unit:unit_id.name group:group_id.name")),
    Part("domains", "cchc.result.domain", "domain_ids",
         (2, ALWAYS, "criterion_id self_score score maximum percent lost group_mean above_mean previous_percent"),
         (2, KEPT, "name:criterion_id.display_name"), title=("name",)),
    Part("appraisals", "cchc.appraisal", "_get_sealed_appraisals",
         (2, ALWAYS, f"line_id criterion_id round {_DECISION} remark explanation_requested request asked_at"),
         (2, ALWAYS, "explanation appraiser_id decided_at"), (2, KEPT, "name:display_name"), title=("name",)),
    Part("submission", "cchc.submission", "_get_sealed_submission", (2, ALWAYS, "number seal")),
)
