from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

from ..models.common.groups import SECRETARY_GROUP

NAME = "Điểm kiểm tra.txt"
# How many digits a number of a record has, at most.
LONGEST_ID = 10


class CheckpointsController(http.Controller):
    """All checkpoints as one file, for another agency or an archive to keep; to units it does not exist."""

    @http.route("/cchc/checkpoints", type="http", auth="user", methods=["GET"], readonly=True)
    def checkpoints(self, ids=""):
        """Serve the signed texts of all checkpoints of the user's companies, the oldest first.

        :param ids: numbers with commas between them, of those that are wanted; empty for all.
        """
        if not request.env.user.has_group(SECRETARY_GROUP):
            raise NotFound()
        wanted = [int(one) for one in ids.split(",") if one.isdecimal() and len(one) < LONGEST_ID]
        if ids and not wanted:
            raise NotFound()
        domain = [("id", "in", wanted)] if ids else []
        checkpoints = request.env["cchc.checkpoint"].search(domain, order="id")
        return request.make_response(
            "\n".join(checkpoints.mapped("whole_text")),
            headers=[
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Disposition", content_disposition(NAME)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
