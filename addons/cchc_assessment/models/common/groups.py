"""The groups that code names: a module above or beside takes them from here."""

CONTRIBUTOR_GROUP = "cchc_assessment.cchc_assessment_group_contributor"
OFFICER_GROUP = "cchc_assessment.cchc_assessment_group_officer"
APPRAISER_GROUP = "cchc_assessment.cchc_assessment_group_appraiser"
SECRETARY_GROUP = "cchc_assessment.cchc_assessment_group_secretary"
LEADER_GROUP = "cchc_assessment.cchc_assessment_group_leader"
CHAIR_GROUP = "cchc_assessment.cchc_assessment_group_chair"
