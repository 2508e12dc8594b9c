"""What a call of a model of ours may send is counted."""

import gzip
from functools import partial

from werkzeug.http import parse_accept_header

from odoo import models
from odoo.exceptions import UserError
from odoo.http import request

from ...core.plain.budget import Budget, OverBudget, spend_structure
from ..common.cchc_lock_mixin import do_in_turn
from ..common.groups import OFFICER_GROUP

# A dialog sends all the rows of the largest workbook back: five thousand, of some twenty values.
MAX_VALUES = 200_000
MAX_DEPTH = 60

# A score sheet of 300 criteria is half a megabyte of JSON, most of it the same words again and again.
COMPRESSED_FROM = 20_000
COMPRESSION = 5


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the upload screens how much may be filed, and the web client where its people begin.

        Whoever has chosen a home action of their own begins there.
        """
        info = super().session_info()
        if self.env.user.has_group("base.group_user"):
            info["cchc_evidence_max_bytes"] = self.env["cchc.evidence"]._get_max_bytes()
            info["cchc_files_evidence"] = self.env.user.has_group(OFFICER_GROUP)
        if not info.get("home_action_id") and self.env.user._works_in_cchc():
            # sudo: an action's number, which the menu shows as well
            dashboard = self.sudo().env.ref("cchc_assessment.cchc_dashboard_action", False)
            info["home_action_id"] = dashboard and dashboard.id
        return info

    @classmethod
    def _dispatch(cls, endpoint):
        """Hold what is sent to this addon's models to what a screen sends, before anything is done with it.

        Whoever meets somebody else there has their turn next.

        :raises UserError: saying what there is too much of.
        """
        if not cls._is_sent_to_us(request.params):
            return super()._dispatch(endpoint)
        try:
            spend_structure(request.params, Budget(values=MAX_VALUES, depth=MAX_DEPTH))
            dispatch = partial(super()._dispatch, endpoint)
            # in a call that names its user itself Odoo has a transaction of its own
            return do_in_turn(request.env, dispatch) if request.env.uid else dispatch()
        except OverBudget as error:
            raise UserError(
                request.env._(
                    "The request holds more values than the server takes at once, or nests them too "
                    "deeply. Send it in parts."
                )
            ) from error
        except RecursionError as error:
            raise UserError(
                request.env._("The conditions of the search are nested too deeply. Simplify them.")
            ) from error

    @classmethod
    def _post_dispatch(cls, response):
        """Compress what is long and ours: not every Odoo stands behind a server that does it.

        Nothing in these answers is a secret that is kept from whoever asked, as a session or a token is.
        """
        super()._post_dispatch(response)
        if (
            response.mimetype == "application/json"
            and not response.is_streamed
            and "Content-Encoding" not in response.headers
            and cls._takes_gzip()
            and cls._is_sent_to_us(request.params)
            and len(content := response.get_data()) >= COMPRESSED_FROM
        ):
            response.set_data(gzip.compress(content, COMPRESSION))
            response.headers["Content-Encoding"] = "gzip"
            response.headers.add("Vary", "Accept-Encoding")

    @classmethod
    def _takes_gzip(cls):
        taken = request.httprequest.headers.get("Accept-Encoding", "")
        return parse_accept_header(taken).quality("gzip") > 0

    @classmethod
    def _is_sent_to_us(cls, params):
        """Whether a call by JSON is of a method of one of this addon's models."""
        names = [params.get("model"), params.get("__model__")]
        if isinstance(arguments := params.get("args"), list):
            # of execute_kw: database, user, password, model
            names += arguments[3:4]
        return any(isinstance(name, str) and name.startswith("cchc.") for name in names)
