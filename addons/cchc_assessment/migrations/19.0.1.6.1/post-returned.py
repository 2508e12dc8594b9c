"""Say of each form that is its unit's again whether it was given back, which its log alone said."""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE cchc_assessment assessment
           SET was_returned = TRUE
         WHERE state = 'draft'
           AND (SELECT log.reason
                  FROM cchc_log log
                 WHERE log.assessment_id = assessment.id
                   AND log.line_id IS NULL
                   AND log.action = 'state'
                 ORDER BY log.id DESC
                 LIMIT 1) IS NOT NULL
        """
    )
