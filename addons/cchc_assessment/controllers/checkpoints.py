from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

from ..models.common.groups import SECRETARY_GROUP

NAME = "Điểm kiểm tra.txt"


class CheckpointsController(http.Controller):
    """All checkpoints as one file, for another agency or an archive to keep; to units it does not exist."""

    @http.route("/cchc/checkpoints", type="http", auth="user", methods=["GET"], readonly=True)
    def checkpoints(self):
        """Serve the signed texts of all checkpoints of the user's companies, the oldest first."""
        if not request.env.user.has_group(SECRETARY_GROUP):
            raise NotFound()
        checkpoints = request.env["cchc.checkpoint"].search([], order="id")
        return request.make_response(
            "\n".join(checkpoints.mapped("note")),
            headers=[
                ("Content-Type", "text/plain; charset=utf-8"),
                ("Content-Disposition", content_disposition(NAME)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
