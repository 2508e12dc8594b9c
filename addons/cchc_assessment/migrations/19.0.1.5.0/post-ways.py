"""Say of what lies with a leader when it was sent there."""


def migrate(cr, version):
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
