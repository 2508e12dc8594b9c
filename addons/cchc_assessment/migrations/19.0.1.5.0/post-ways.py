"""Carry over what the ways out of a year stand on: rights, who has sent what to a leader, what results are."""

from odoo import SUPERUSER_ID, api

# The council reads what was submitted: not what a unit has filled in and never sent.
READ_BY_COUNCIL = (
    "'|', ('{0}state', 'not in', ('draft', 'leader_review', 'absent', 'exempt')), "
    "'&', ('{0}state', '=', 'exempt'), ('{0}state_aside', 'not in', ('draft', 'leader_review'))"
)
RULES = {
    "cchc_assessment_rule_appraiser": "[" + READ_BY_COUNCIL.format("") + "]",
    "cchc_assessment_line_rule_appraiser": "[" + READ_BY_COUNCIL.format("assessment_id.") + "]",
    "cchc_evidence_rule_appraiser": "['|', ('submission_ids', '!=', False), "
    + READ_BY_COUNCIL.format("assessment_id.")
    + "]",
    "cchc_appraisal_rule_appraiser": "[" + READ_BY_COUNCIL.format("assessment_id.") + "]",
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, domain in RULES.items():
        # the file of rules is not read again in a database that has them
        if rule := env.ref(f"cchc_assessment.{name}", raise_if_not_found=False):
            rule.domain_force = domain
    # nothing was ever recalled where nothing was submitted: the leader has not acted yet
    cr.execute(
        """
        UPDATE cchc_assessment assessment
           SET handed_over_at = COALESCE(assessment.write_date, now() AT TIME ZONE 'UTC')
         WHERE state = 'leader_review'
           AND handed_over_at IS NULL
           AND NOT EXISTS (
                   SELECT FROM cchc_submission WHERE assessment_id = assessment.id
               )
        """
    )
