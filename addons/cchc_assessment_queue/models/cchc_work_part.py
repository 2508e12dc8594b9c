from odoo import models


class CchcWorkPart(models.Model):
    """The last piece of a work may be done by any worker: Odoo's scheduled job sees that none is left, and says so."""

    _name = "cchc.work.part"
    _inherit = ["cchc.work.part"]

    def _do_waiting(self):
        super()._do_waiting()
        self._trigger_job()
