import io
import json
import zipfile

from odoo.tests import tagged

from ..common import RemoteCase

FORMULAS = (
    '=HYPERLINK("http://example.com","Xem")',
    "{=SUM(1+1)}",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "\uff1d1+1",
    "file://server/share/x.xlsx",
    "external:x.xlsx",
    "internal:Sheet1!A1",
    "mailto:x@example.com",
    "http://example.com",
    "x;=1+1",
    "x\n=1+1",
    'x";=1+1',
)
STARTS = ("=", "+", "-", "@", "\uff1d")


@tagged("post_install", "-at_install")
class TestExports(RemoteCase):
    """Odoo's own list export and pivot download, of lines, documents, units and logs in which a unit typed formulas."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls.officer.group_ids |= cls.env.ref("base.group_allow_export")
        cls.secretary.group_ids |= cls.env.ref("base.group_allow_export")

    def _download(self, path, data, user=None):
        user = user or self.officer
        self.authenticate(user.login, user.login)
        answer = self.url_open(
            path, data={"data": json.dumps(data), "csrf_token": self._make_token()}
        )
        self.assertEqual(answer.status_code, 200, answer.text[:500])
        return answer

    def _make_token(self):
        from odoo import http

        return http.Request.csrf_token(self)

    def _export(self, kind, model, names, user=None, **more):
        return self._download(
            f"/web/export/{kind}",
            {
                "model": model,
                "fields": [{"name": name, "label": f"={name}", "type": "char"} for name in names],
                "ids": False,
                "domain": [],
                "import_compat": False,
                "groupby": [],
                **more,
            },
            user,
        ).content

    def _get_parts(self, content):
        with zipfile.ZipFile(io.BytesIO(content)) as workbook:
            return {name: workbook.read(name).decode() for name in workbook.namelist()}

    def _assert_only_texts(self, content):
        parts = self._get_parts(content)
        sheet = parts["xl/worksheets/sheet1.xml"]
        self.assertNotIn("<f", sheet)
        self.assertNotIn("hyperlink", sheet)
        self.assertFalse([name for name in parts if "_rels/sheet" in name])
        return parts["xl/sharedStrings.xml"]

    def test_lists(self):
        """Explanations, the values of the log and names of units are texts in the workbook, grouped or not."""
        line = self._line("1.2").with_user(self.officer)
        self.unit.name = FORMULAS[0]
        for text in FORMULAS:
            with self.subTest(text=text):
                line.explanation = text
                for model, names, groups in (
                    ("cchc.assessment.line", ["explanation", "unit_id/name"], []),
                    ("cchc.assessment.line", ["explanation"], ["unit_id"]),
                    ("cchc.log", ["new_value", "old_value"], []),
                ):
                    content = self._export("xlsx", model, names, groupby=groups)
                    strings = self._assert_only_texts(content)
                self.assertIn("1+1" if "1+1" in text else text[:5].strip("{"), strings)

    def test_comma_separated(self):
        """No cell of the file begins a formula, whether commas, semicolons or tabs are read as its borders."""
        line = self._line("1.2").with_user(self.officer)
        for text in FORMULAS:
            line.explanation = text
            content = self._export("csv", "cchc.assessment.line", ["explanation"]).decode()
            self.assertIn("example" if "example" in text else text[-4:], content)
            for border in (",", ";", "\t"):
                for row in content.replace("\r", "\n").split("\n"):
                    for cell in row.split(border):
                        with self.subTest(text=text, border=border):
                            self.assertFalse(
                                cell.strip("\"' \u00a0").startswith(STARTS) and "'" not in cell
                            )

    def _make_table(self, model, title):
        return {
            "model": model,
            "title": "Bảng",
            "measure_count": 1,
            "origin_count": 1,
            "col_group_headers": [[{"title": title, "width": 1, "height": 1}]],
            "measure_headers": [{"title": title, "width": 1, "height": 1, "is_bold": False}],
            "origin_headers": [],
            "rows": [{"title": title, "indent": 0, "values": [{"value": title}, {"value": 1.5}]}],
        }

    def test_pivot_tables(self):
        """Names of units as headings of a pivot table are texts in the workbook."""
        for text in FORMULAS:
            with self.subTest(text=text):
                table = self._make_table("cchc.assessment", text)
                strings = self._assert_only_texts(
                    self._download("/web/pivot/export_xlsx", table).content
                )
                self.assertIn("1+1" if "1+1" in text else text[:5].strip("{"), strings)

    def test_other_models_stay_as_they_are(self):
        """What belongs to Odoo is exported as Odoo does it."""
        table = self._make_table("res.partner", "=1+1")
        parts = self._get_parts(self._download("/web/pivot/export_xlsx", table).content)
        self.assertIn("<f>", parts["xl/worksheets/sheet1.xml"])
        partner = self.env["res.partner"].create({"name": "@SUM(1+1)"})
        content = self._export(
            "csv", "res.partner", ["name"], user=self.secretary, ids=partner.ids
        ).decode()
        self.assertIn('"@SUM(1+1)"', content)
