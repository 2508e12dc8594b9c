from . import (
    base,
    cchc_appraisal,
    cchc_criterion,
    cchc_survey,
    cchc_survey_part_mixin,
    cchc_survey_question,
    cchc_survey_option,
    cchc_survey_invitation,
    cchc_survey_batch,
    cchc_survey_count,
    survey_survey,
    survey_user_input,
)
