from io import BytesIO

from openpyxl import load_workbook

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import WebCase


@tagged("post_install", "-at_install")
class TestMainJob(WebCase):
    """A December in Chromium: the officer fills in and sends, the leader returns, then approves and prints."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        (cls.officer | cls.leader).lang = "vi_VN"
        cls._open_period()

    def _play(self, *args):
        # a refusal that the tour provokes is logged as a warning
        with mute_logger("odoo.http"):
            super()._play(*args)

    def test_from_first_score_to_printed_appendix(self):
        """The workbook that the leader's browser downloads has the rows, sums and links of what was filled in."""
        self._play("cchc_officer_scores_and_sends", self.officer)
        self._play("cchc_leader_returns", self.leader)
        self._play("cchc_officer_sends_again", self.officer)
        self._play("cchc_leader_approves_and_prints", self.leader)

        self.assertEqual(self.assessment.state, "submitted")
        self.assertEqual(self._line("1.2").manual_score, 0.5)
        arrived = self.env["ir.attachment"].search([("name", "=", "arrived.xlsx")]).raw
        sheet = load_workbook(BytesIO(arrived)).active
        cells = [cell for row in sheet.iter_rows() for cell in row]
        self.assertFalse([cell.coordinate for cell in cells if cell.data_type == "f"])
        rows = {row[0].value: row for row in sheet.iter_rows() if row[0].value}
        self.assertEqual(
            {
                code: rows[code][3].value
                for code in ("1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1")
            },
            {"1": 3, "1.1": 2.5, "1.1.1": 2, "1.1.2": 0.5, "1.2": 0.5, "2": 1.7, "2.1": 1.7},
        )
        (link,) = [cell for cell in cells if cell.hyperlink]
        self.assertEqual(link.row, rows["1.1.1"][0].row)
        self.assertEqual(link.value, "Ke hoach CCHC")

        path = link.hyperlink.target.removeprefix(self.base_url())
        self.authenticate(self.leader.login, self.leader.login)
        self.assertTrue(self.url_open(path).content.startswith(b"%PDF"))
        self.authenticate(self.other_leader.login, self.other_leader.login)
        self.assertEqual(self.url_open(path).status_code, 404)
