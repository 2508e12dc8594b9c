"""What a seal holds: the one table that sealing, checking and the lists of what is sealed read.

A field is added in a row of the next version. What was sealed with is never changed or taken out: old seals are
checked by it. ``key:path`` leads from a record to a value kept as ``key``; a step that begins with "_" is called.
"""

from .sealed_part import read_table

VERSION = 6

# list of the manifest | model | its records | told apart by | called by | the file whose SHA-256 it has [| later]
#   version  how long it holds (see sealed_part)  fields
SUBMISSION = read_table("""
submission | cchc.submission | | id | |
    2 always number assessment_id unit_id period_id company_id approved_by_id approved_at dispatch_number
    2 always dispatch_date self_score self_percent evidence_ids appendix_id report_id
    4 always signed_by_deputy
    2 kept approved_by:approved_by_id.name round:assessment_id.round
assessment | cchc.assessment | assessment_id | id | |
    1 kept unit:unit_id.name period:period_id.name rubric:rubric_id.name
    1 current report_number report_place report_general report_difficulties report_proposals
    1 current report_recipients report_collective report_head_title report_signed_by_deputy report_signer_name
    2 always unit_id period_id rubric_id group_id
    2 logged state
    2 current self_score self_maximum self_percent
criteria | cchc.assessment.line | assessment_id.line_ids | criterion_id | code name |
    1 always code:criterion_id.code name:criterion_id.name
    1 current self_score not_applicable explanation evidence:evidence_ids._get_counting
    1 kept reckoning:score_note
    2 always maximum:criterion_id.max_score
    2 current option_id option_name:option_id.name option_score:option_id.score numerator denominator
    2 current quantity manual_score is_scored
evidence | cchc.evidence | evidence_ids | id | number subject | attachment_id
    1 always file:file_name size:file_size sha256
    1 current subject:name number:document_number date:document_date
    2 always assessment_id attachment_id added_round
    2 current document_type_id issuer form version requirement_ids active superseded_by_id
    2 kept type:document_type_id.name
files | ir.attachment | _get_made_files | id | name |
    2 always name mimetype type size:file_size sha256:_get_stored_sha256
""")
PUBLICATION = read_table("""
publication | cchc.publication | | id | |
    2 always number period_id company_id state decision_number decision_date reason computed_at
    2 always published_at published_by_id replaces_id
    2 kept period:period_id.name published_by:published_by_id.name
    4 always frozen_at frozen_by_id chair_approved_at chair_approved_by_id signed_file_id
    4 kept not_assessed:not_assessed_text
results | cchc.result | result_ids | id | unit |
    2 always publication_id assessment_id seal
    2 kept unit:unit_id.name
files | ir.attachment | signed_file_id | id | name |
    4 always name mimetype type size:file_size sha256:_get_stored_sha256
classes | cchc.rating.class | period_id.rating_scale_id.class_ids | id | name | | later
    5 always name minimum_percent needs_met domain_minimum domain_codes
""")
RESULT = read_table("""
result | cchc.result | | id | |
    2 always publication_id publication_state assessment_id unit_id group_id round rank rank_overall
    2 always self_score self_percent score maximum percent bonus penalty rating_id rating
    2 always previous_percent previous_rank change
    2 kept unit:unit_id.name group:group_id.name
    4 always standing standing_reason is_changed origin_id
    5 always class_holds
domains | cchc.result.domain | domain_ids | id | name |
    2 always result_id criterion_id self_score score maximum percent lost group_mean above_mean
    2 always previous_percent
    2 kept name:criterion_id.display_name
appraisals | cchc.appraisal | _get_sealed_appraisals | id | name |
    2 always line_id criterion_id round option_id numerator denominator quantity manual_score not_applicable
    2 always computed_score override_score override_reason score is_decided remark explanation_requested
    2 always request asked_at explanation appraiser_id decided_at assessment_id
    2 kept name:display_name
    4 always unanswered_at withdrawn_at withdrawal_reason
    6 always best_numerator best_denominator
submission | cchc.submission | _get_sealed_submission | id | |
    2 always number assessment_id seal
""")
