from odoo import SUPERUSER_ID, http
from odoo.http import request

from ..compat import Survey
from ..models.cchc_survey import CLOSED


class SurveyController(Survey):
    """Odoo's pages of a survey, as they answer to those who were invited to ours."""

    def _fetch_from_access_token(self, survey_token, answer_token):
        """Return what the tokens are of; of ours nothing is noted as written by whoever is signed in."""
        survey_sudo, answer_sudo = super()._fetch_from_access_token(survey_token, answer_token)
        if survey_sudo and survey_sudo._is_cchc():
            return survey_sudo.with_user(SUPERUSER_ID), answer_sudo.with_user(SUPERUSER_ID)
        return survey_sudo, answer_sudo

    def _check_validity(
        self, survey_sudo, answer_sudo, answer_token, ensure_token=True, check_partner=True
    ):
        """Let in whoever has the link, signed in or not, as long as the survey is open."""
        if not (survey_sudo and survey_sudo._is_cchc()):
            return super()._check_validity(
                survey_sudo, answer_sudo, answer_token, ensure_token, check_partner
            )
        # who is signed in is nobody here, too: the way in names no partner
        validity = super()._check_validity(
            survey_sudo, answer_sudo, answer_token, ensure_token, check_partner=False
        )
        if validity is True and not answer_sudo.test_entry:
            survey = request.env["cchc.survey"]._find_of_pages(survey_sudo)
            if not survey._takes_answers():
                return "answer_deadline"
        return validity

    def _redirect_with_error(self, access_data, error_key):
        """Say that it is closed to whoever comes by a link that was taken away with its end."""
        pages = access_data["survey_sudo"]
        if pages and pages._is_cchc():
            survey = request.env["cchc.survey"]._find_of_pages(pages)
            if survey.state == CLOSED:
                return request.render("survey.survey_closed_expired", {"survey": pages})
        return super()._redirect_with_error(access_data, error_key)

    @http.route()
    def survey_submit(self, survey_token, answer_token, **post):
        """Count what is sent off; what is not accepted as it stands is not kept either."""
        # sudo: whoever has the token may have what was ticked counted, and forgotten
        env = request.env(user=SUPERUSER_ID)
        answer = env["survey.user_input"].search([("access_token", "=", answer_token)])
        with answer._taking_turns():
            result = super().survey_submit(survey_token, answer_token, **post)
            answer._forget_answers()
        return result
