"""What would tell of rows that a reader may not see, declared once for the tests that are generated from it.

A relation of a model that a unit's people read, to a model of which they see less, or a field that follows from such
rows, is a sign of them: by its value, its order, a search or a group by it. One that is missing here fails
``test_signs``: whoever adds one says here why it tells nothing.
"""

# Every door refuses the field to a unit's people: it has ``groups``.
CLOSED = "closed"
# It shows those of the rows that its reader may see, and answers as if there were no others.
FILTERED = "filtered"
# It leads to nothing that its reader may not see: an assessment stands on what is published, as all that follows.
VISIBLE = "visible"
# It tells what its reader is told anyway; why is said beside it.
TOLD = "told"

SIGNS = {
    # the log: units do not see what the council does in it
    ("cchc.assessment", "log_ids"): CLOSED,
    ("cchc.assessment", "log_count"): CLOSED,
    ("cchc.assessment.line", "log_ids"): CLOSED,
    ("cchc.log", "sequence_number"): CLOSED,
    ("cchc.log", "salt"): CLOSED,
    ("cchc.log", "ledger_id"): CLOSED,
    ("cchc.log", "digest"): CLOSED,
    ("cchc.log", "chain"): CLOSED,
    # earlier ones name number and hash of the log's last row
    ("cchc.submission", "manifest"): CLOSED,
    # and these what the council decided on every criterion
    ("cchc.publication", "manifest"): CLOSED,
    ("cchc.result", "manifest"): CLOSED,
    ("cchc.result", "seal"): CLOSED,
    # the council's work until it is shown
    ("cchc.period", "assignment_ids"): CLOSED,
    ("cchc.period", "is_at_work"): CLOSED,
    ("cchc.period", "work_ids"): CLOSED,
    ("cchc.period", "assessment_ids"): FILTERED,
    ("cchc.assessment", "appraisal_ids"): FILTERED,
    ("cchc.assessment.line", "appraisal_ids"): FILTERED,
    ("cchc.assessment.line", "appraised_score"): CLOSED,
    ("cchc.assessment.line", "appraised_not_applicable"): CLOSED,
    # what the council has marked and not said yet, and whose form counts in place of another's
    ("cchc.assessment", "counted_by_ids"): CLOSED,
    ("cchc.publication", "not_assessed"): CLOSED,
    # the unit's own result, as it was published before
    ("cchc.result", "origin_id"): VISIBLE,
    # results: once they are published or under review, and never the correction that is being computed
    ("cchc.period", "publication_ids"): FILTERED,
    ("cchc.assessment", "result_ids"): FILTERED,
    ("cchc.publication", "result_ids"): FILTERED,
    ("cchc.publication", "replaced_by_ids"): FILTERED,
    # a check is of one thing, and those of publications are the council's
    ("cchc.publication", "check_ids"): FILTERED,
    ("cchc.submission.check", "publication_id"): VISIBLE,
    ("cchc.submission.check", "review_id"): CLOSED,
    ("cchc.publication", "is_newest"): CLOSED,
    ("cchc.result", "is_newest"): CLOSED,
    ("cchc.result.domain", "is_newest"): CLOSED,
    ("cchc.publication", "replaces_id"): VISIBLE,
    # shown once the unit may see its result, see is_result_visible
    **{
        ("cchc.assessment", name): TOLD
        for name in (
            "final_maximum",
            "final_percent",
            "final_rank",
            "final_rating_id",
            "final_hold_text",
            "final_score",
        )
    },
    ("cchc.assessment.line", "final_remark"): TOLD,
    ("cchc.assessment.line", "final_score"): TOLD,
    ("cchc.assessment.line", "is_final_different"): TOLD,
    # a published result says that it is in force; during a review the unit knows that it reads a draft
    ("cchc.publication", "is_effective"): TOLD,
    ("cchc.result", "is_effective"): TOLD,
    ("cchc.result", "publication_id"): TOLD,
    ("cchc.result", "publication_state"): TOLD,
    ("cchc.result.domain", "is_effective"): TOLD,
    ("cchc.result.domain", "publication_id"): TOLD,
    # the last writer and the last writing of what the council's acts are computed into
    **{
        (model, name): CLOSED
        for model in ("cchc.appraisal", "cchc.assessment", "cchc.assessment.line", "cchc.period")
        for name in ("write_uid", "write_date")
    },
    # other units
    ("cchc.unit", "predecessor_ids"): FILTERED,
    # common figures: each unit reads its own; who answers for them is told by name
    ("cchc.common.figure", "agency_id"): CLOSED,
    ("cchc.common.figure", "agency_name"): TOLD,
    ("cchc.common.figure", "batch_ids"): FILTERED,
    ("cchc.common.figure", "figure_ids"): FILTERED,
    ("cchc.figure.batch", "figure_ids"): FILTERED,
    # the document of an earlier year from which somebody who saw both took this one over, under the same name
    ("cchc.evidence", "origin_id"): TOLD,
    ("cchc.evidence", "newer_version_id"): VISIBLE,
    ("cchc.evidence", "earlier_version_ids"): VISIBLE,
    ("cchc.evidence", "superseded_by_id"): VISIBLE,
    ("cchc.evidence", "supersedes_ids"): VISIBLE,
    **{
        ("cchc.appraisal", name): CLOSED
        for name in (
            "option_id",
            "computed_score",
            "difference",
            "is_decided",
            "is_declared",
            "is_different",
            "score",
        )
    },
    **{
        (model, name): VISIBLE
        for model, names in {
            "cchc.rubric": ("origin_id",),
            "cchc.criterion": ("child_ids", "domain_id", "lineage_id", "origin_id", "parent_id"),
            "cchc.assessment": ("period_id", "rubric_id"),
            "cchc.assessment.line": (
                "criterion_id",
                "domain_id",
                "missing_requirement_ids",
                "option_id",
                "parent_id",
                "period_id",
                "requirement_ids",
            ),
            "cchc.appraisal": ("criterion_id", "domain_id", "period_id"),
            "cchc.publication": ("period_id",),
            "cchc.result": ("period_id",),
            "cchc.result.domain": ("criterion_id", "lineage_id", "period_id"),
            "cchc.score.report": (
                "criterion_id",
                "domain_id",
                "domain_lineage_id",
                "lineage_id",
                "period_id",
                "rubric_id",
            ),
            "cchc.evidence": ("period_id", "requirement_choice_ids", "requirement_ids"),
            "cchc.submission": ("period_id",),
            "cchc.common.figure": ("criterion_id", "period_id", "rubric_id", "rubric_ids"),
            "cchc.figure": ("criterion_id", "option_id"),
            "cchc.task": ("criterion_id", "period_id", "requirement_id", "rubric_id"),
            "cchc.tray.document": ("criterion_ids", "proposed_criterion_id", "rubric_id"),
            "cchc.due.date": ("criterion_id",),
        }.items()
        for name in names
    },
}

# And to the council of what a unit has not sent yet, or has got back.
COUNCIL_SIGNS = {
    ("cchc.common.figure", "batch_ids"): FILTERED,
    ("cchc.common.figure", "figure_ids"): FILTERED,
    ("cchc.figure.batch", "figure_ids"): FILTERED,
    ("cchc.period", "assessment_ids"): FILTERED,
    ("cchc.period", "work_ids"): CLOSED,
    ("cchc.assessment", "counted_by_ids"): FILTERED,
    ("cchc.submission.check", "review_id"): CLOSED,
    **{(model, "log_ids"): CLOSED for model in ("cchc.assessment", "cchc.assessment.line")},
    # a document that was submitted stays the council's to read: that there is a newer one it is told, and no more
    ("cchc.evidence", "superseded_by_id"): CLOSED,
    ("cchc.evidence", "supersedes_ids"): CLOSED,
    ("cchc.evidence", "newer_version_id"): FILTERED,
    ("cchc.evidence", "is_superseded"): TOLD,
    ("cchc.evidence", "earlier_version_ids"): VISIBLE,
    ("cchc.evidence", "line_ids"): FILTERED,
    # proposed to whoever sorts, and to nobody else
    ("cchc.evidence", "proposed_line_id"): VISIBLE,
    ("cchc.evidence", "other_line_ids"): VISIBLE,
    ("cchc.evidence", "origin_id"): TOLD,
    # whose it is stands beside it anyway, and that a unit has got it back is the council's own act
    **{
        (model, name): TOLD
        for model, names in {
            "cchc.evidence": (
                "assessment_id",
                "unit_id",
                "period_id",
                "company_id",
                # it shows what it is now, how often it is used, and when it became that
                "line_count",
                "write_uid",
                "write_date",
            ),
            "cchc.submission": ("assessment_id", "unit_id", "period_id", "company_id"),
            "cchc.result": (
                "assessment_id",
                "unit_id",
                "group_id",
                "period_id",
                "company_id",
                "year",
            ),
            "cchc.result.domain": ("assessment_id",),
            "cchc.assessment.line": ("write_uid", "write_date"),
        }.items()
        for name in names
    },
    # what leads from an assessment that the council has, and a report of what it has concluded
    **{
        (model, name): VISIBLE
        for model, names in {
            "cchc.assessment": ("evidence_ids", "is_begun"),
            "cchc.assessment.line": ("evidence_ids",),
            "cchc.appraisal": ("evidence_ids",),
            "cchc.submission": ("evidence_ids",),
            "cchc.score.report": ("state", "line_id", "assessment_id"),
        }.items()
        for name in names
    },
}
