from . import (
    test_hygiene,
    test_survey_accessibility,
    test_survey_answers,
    test_survey_guards,
    test_survey_paper,
    test_survey_points,
    test_survey_rights,
    test_survey_screens,
)
