from . import (
    cchc_survey_invite,
    cchc_survey_paper,
    cchc_survey_take,
    cchc_survey_take_line,
)
