from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from ..models.common.groups import SECRETARY_GROUP
from .answers import TEXT, check_group, get_headers

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
        check_group(SECRETARY_GROUP)
        wanted = [int(one) for one in ids.split(",") if one.isdecimal() and len(one) < LONGEST_ID]
        if ids and not wanted:
            raise NotFound()
        domain = [("id", "in", wanted)] if ids else []
        checkpoints = request.env["cchc.checkpoint"].search(domain, order="id")
        content = checkpoints._write_file()
        return request.make_response(content, headers=get_headers(TEXT, len(content), NAME))
