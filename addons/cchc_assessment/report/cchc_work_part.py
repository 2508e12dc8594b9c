from odoo import fields, models


class CchcWorkPart(models.Model):
    """What was made of units' forms is handed out as long as the units have not had these back."""

    _name = "cchc.work.part"
    _inherit = ["cchc.work.part"]

    made_of = fields.Json(
        readonly=True,
        groups=fields.NO_ACCESS,
        help="Each form that the file speaks of, with the submission that stood at that time.",
    )

    def _keep_papers(self, name, content, forms):
        """Keep what was made of these forms, as far as whoever asked was shown them."""
        standing = forms._filtered_access("read")._read_standing()
        self._write_as_system({"made_of": {"standing": list(standing.items())}})
        self._keep_file(name, content)
