from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError

from .answers import DOCX, XLSX, ZIP, find_readable, respond_archive

KINDS = {".docx": DOCX, ".xlsx": XLSX}


class WorksController(http.Controller):
    @http.route("/cchc/work/<int:work_id>", type="http", auth="user", methods=["GET"])
    def work(self, work_id):
        """Serve what a long work has made to whoever asked for it, and may still have it; to everyone else it does not
        exist.
        """
        work = find_readable("cchc.work", work_id)
        try:
            work._check_may_have_files()
        except AccessError as error:
            raise NotFound() from error
        if not work._get_files():
            raise NotFound()
        name = work._get_file_name()
        return respond_archive(work._write_files, name, KINDS.get(name[-5:], ZIP))
