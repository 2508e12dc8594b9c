import csv
import io
import json
from importlib.resources import files

from lxml import html
from openpyxl import load_workbook

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cchc_assessment.tests.accessible import AXE
from odoo.addons.cchc_assessment.tests.common import RemoteCase, WebCase
from odoo.addons.cchc_assessment.tests.common_council import Council
from odoo.addons.cchc_assessment.tests.tools import needs

from ..opendata import Table, write_csv, write_workbook

CHECK_ACCESSIBILITY = """
    axe.run(document.querySelector("main")).then(({ passes, violations }) => {
        if (!passes.length || violations.length) {
            console.error(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`).join("\\n"));
        } else {
            console.log("test successful");
        }
    });
"""
PATHS = ("", "/results.xlsx", "/results.csv", "/domains.csv", "/results.json")


class PublicCase(Council, WebCase):
    """Two units whose results are published, and nobody who looks at them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._conclude_both()

    def _open(self):
        self.period.with_user(self.secretary).is_public = True
        self.env.flush_all()

    def _ask_as_nobody(self, path, **headers):
        self.authenticate(None, None)
        self.env.flush_all()
        with mute_logger("odoo.http"):
            return self.url_open(path, allow_redirects=False, headers=headers)

    def _read(self, path="", **headers):
        return self._ask_as_nobody(f"/cchc/public/{self.period.id}{path}", **headers)


@tagged("post_install", "-at_install")
class TestPublicResults(PublicCase):
    def test_the_page_says_what_was_published(self):
        """Province, decision, each unit with place, score as on paper, class, and its domains."""
        publication = self._publish()
        self._open()
        answer = self._read()
        page = html.fromstring(answer.text)
        text = " ".join(page.xpath("//main")[0].text_content().split())
        self.assertIn(self.period.name, text)
        self.assertIn("12/QĐ-UBND", text)
        self.assertIn("15/01/2027", text)
        self.assertEqual(page.get("lang"), "vi-VN")
        rows = {
            " ".join(row.xpath("string(th)").split()): row
            for row in page.xpath("//div[@role='region']//tbody/tr")
        }
        for result in publication.result_ids:
            row = rows[result.unit_id.name]
            self.assertEqual(row.xpath("string(td[1])"), str(result.rank))
            score = f"{result.score:.{self.period.score_digits}f}".replace(".", ",")
            self.assertEqual(row.xpath("string(td[2])"), score)
            self.assertEqual(row.xpath("string(td[last()])"), result.rating)
            for domain in result.domain_ids:
                self.assertIn(domain.criterion_id.name, text)

    def test_nothing_is_open_by_itself(self):
        """What is published and not opened, opened and not published, taken back, or never was: one answer."""
        missing = self._ask_as_nobody("/cchc/public/2147483647")
        self.assertEqual(missing.status_code, 404)

        def assert_closed():
            for path in PATHS:
                answer = self._read(path)
                self.assertEqual(answer.status_code, 404, path)
                self.assertNotIn(self.period.name, answer.text)
            self.assertNotIn(self.period.name, self._ask_as_nobody("/cchc/public").text)

        self._open()
        self._compute_results()
        assert_closed()
        self.period.is_public = False
        self._publish()
        assert_closed()
        self._open()
        self.assertEqual(self._read().status_code, 200, "nothing to close")
        self.assertIn(self.period.name, self._ask_as_nobody("/cchc/public").text)
        self.period.with_user(self.secretary).is_public = False
        assert_closed()
        self._open()
        self.period.with_user(self.secretary).active = False
        assert_closed()
        self.assertEqual(self._ask_as_nobody(f"/cchc/public/{10**30}").status_code, 404)

    def test_nothing_else_is_told(self):
        """No person, no reason, no word of the council, no document, no other unit's affair."""
        line = self._line("1.1.1")
        appraisal = line.appraisal_ids[:1]
        words = {"Lời của Hội đồng", "Lý do riêng"}
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_appraisal SET remark = %s, override_reason = %s WHERE id = %s",
            [*sorted(words), appraisal.id],
        )
        self.env.invalidate_all()
        self._publish()
        self._open()
        hidden = words | {
            self.officer.name,
            self.leader.name,
            self.secretary.name,
            self.officer.login,
            self.assessment.evidence_ids[:1].name,
            "hold_text",
            "seal",
        }
        for path in PATHS:
            answer = self._read(path)
            self.assertEqual(answer.status_code, 200, path)
            said = self._texts_of(answer, path)
            self.assertIn(self.unit.name, said)
            for word in hidden:
                self.assertNotIn(word, said, path)

    def _texts_of(self, answer, path):
        if path.endswith("xlsx"):
            book = load_workbook(io.BytesIO(answer.content))
            return str([[cell.value for cell in row] for sheet in book for row in sheet.rows])
        if path:
            return answer.content.decode()
        return html.fromstring(answer.text).xpath("string(//main)")

    def test_every_form_says_the_same(self):
        publication = self._publish()
        self._open()
        told = json.loads(self._read("/results.json").content)
        expected = {
            one.unit_id.name: (one.rank, one.score, one.percent, one.rating)
            for one in publication.result_ids
        }
        self.assertEqual(
            {
                one["unit"]["name"]: tuple(
                    one[key] for key in ("rank", "score", "percent", "rating")
                )
                for one in told["results"]
            },
            expected,
        )
        rows = list(csv.reader(io.StringIO(self._read("/results.csv").content.decode("utf-8-sig"))))
        self.assertEqual(
            {row[2]: (int(row[3]), float(row[5]), float(row[9]), row[10]) for row in rows[1:]},
            expected,
        )
        book = load_workbook(io.BytesIO(self._read("/results.xlsx").content))
        self.assertEqual(
            {
                row[2]: (row[3], row[5], row[9], row[10])
                for row in book["Kết quả"].iter_rows(min_row=2, values_only=True)
            },
            expected,
        )
        self.assertEqual(book["Kết quả"]["F2"].number_format, "0.00", "as on paper")
        self.assertEqual(
            book["Lĩnh vực"].max_row - 1, len(publication.result_ids.domain_ids), "domains"
        )

    def test_a_correction_takes_its_place(self):
        """The page shows the publication in force alone, also to who has kept the one before."""
        first = self._publish()
        self._open()
        tag = self._read().headers["ETag"]
        self.assertEqual(self._read(**{"If-None-Match": tag}).status_code, 304)
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Sai")
        second = self._correct()
        self.assertEqual(second.replaces_id, first)
        answer = self._read(**{"If-None-Match": tag})
        self.assertEqual(answer.status_code, 200)
        self.assertIn("13/QĐ-UBND", answer.text)
        self.assertNotIn("12/QĐ-UBND", answer.text)

    def test_a_new_name_is_fetched_anew(self):
        self._publish()
        self._open()
        tag = self._read().headers["ETag"]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_unit SET name = 'Sở mang tên mới', write_date = write_date + interval '1 s' WHERE id = %s",
            [self.unit.id],
        )
        self.env.invalidate_all()
        answer = self._read(**{"If-None-Match": tag})
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Sở mang tên mới", answer.text)

    def test_a_unit_that_was_merged_since_keeps_its_row(self):
        """Years stand beside whoever goes on; two that became one have no figure in common."""
        publication = self._publish()
        self._open()
        own, other = (self._share_of(publication, unit) for unit in (self.unit, self.other_unit))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_result SET successor_id = %s WHERE publication_id = %s",
            [self.unit.id, publication.id],
        )
        self.env.invalidate_all()
        _years, percents = publication._get_earlier_percents()
        year = self.period.year
        self.assertEqual(percents, {self.unit.id: {year: own}, self.other_unit.id: {year: other}})

    def _share_of(self, publication, unit):
        return publication.result_ids.filtered(lambda one: one.unit_id == unit).percent

    def _correct(self):
        self._appraisal("2.2").action_score_again()
        self._appraisal("2.2").write({"manual_score": 1})
        self._conclude()
        return self._publish(decision_number="13/QĐ-UBND", reason="Sửa điểm")

    def test_only_nobodys_answer_is_kept_by_others(self):
        """What proxies keep leaves no cookie and names nobody; who is signed in gets an answer of their own."""
        self._publish()
        self._open()
        answer = self._read()
        self.assertEqual(answer.headers["Cache-Control"], "public, max-age=300")
        self.assertNotIn("session_id", answer.headers.get("Set-Cookie", ""))
        own = self._get(self.officer, f"/cchc/public/{self.period.id}")
        self.assertEqual(own.headers["Cache-Control"], "private, no-cache")
        self.assertNotEqual(own.headers["ETag"], answer.headers["ETag"])

    def test_queries_do_not_grow_with_the_units(self):
        """The results of two units are asked for as those of one are."""
        publication = self._publish()
        self._open()
        public = self.env["cchc.publication"].with_user(self.env.ref("base.public_user"))

        def tell():
            found = public._find_public([("period_id", "=", self.period.id)])
            return found._make_open_data()

        self.assertEqual(len(tell()["results"]), 2)
        both = self._count_queries(tell)
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM cchc_result_domain WHERE result_id = %(id)s; DELETE FROM cchc_result WHERE id = %(id)s",
            {"id": publication.result_ids[0].id},
        )
        self.env.invalidate_all()
        self.assertEqual(self._count_queries(tell), both)

    def test_years_stand_side_by_side(self):
        """A year that is open is shown beside another, and one that is closed is not."""
        publication = self._publish()
        self._open()
        earlier = self.period.copy({"name": "Năm trước", "year": self.period.year - 1})
        self.env.flush_all()
        self.env.cr.execute(
            """
            WITH copy AS (
                INSERT INTO cchc_publication (period_id, company_id, year, number, state, is_effective)
                     SELECT %(earlier)s, company_id, %(year)s, 1, 'published', TRUE
                       FROM cchc_publication WHERE id = %(id)s
                  RETURNING id
            )
            INSERT INTO cchc_result (publication_id, assessment_id, unit_id, group_id, successor_id, company_id, year,
                                     period_id, standing, percent, score, maximum, is_effective, publication_state)
                 SELECT copy.id, assessment_id, unit_id, group_id, unit_id, company_id, %(year)s,
                        %(earlier)s, 'assessed', 12.34, 1, 1, TRUE, 'published'
                   FROM cchc_result, copy WHERE publication_id = %(id)s
            """,
            {"earlier": earlier.id, "year": earlier.year, "id": publication.id},
        )
        self.env.invalidate_all()
        self.assertNotIn("12,34", self._read().text)
        earlier.is_public = True
        self.assertIn("12,34", self._read().text)

    @needs(AXE)
    def test_people_with_a_disability_can_use_it(self):
        self._publish()
        self._open()
        for path in (f"/cchc/public/{self.period.id}", "/cchc/public"):
            self.browser_js(
                path,
                files(AXE).joinpath("axe.min.js").read_text(encoding="utf-8") + CHECK_ACCESSIBILITY,
                ready="!!document.querySelector('main h1')",
                timeout=120,
            )


@tagged("post_install", "-at_install")
class TestPublicRights(Council, RemoteCase):
    def test_only_the_secretary_opens_it(self):
        """Neither a unit nor a member nor another province's secretary shows anything to everybody."""
        self._make_council()
        for user in (self.officer, self.leader, self.appraiser):
            self._assert_refused(
                self._call("cchc.period", "write", self.period.ids, {"is_public": True}, user=user)
            )
        self.assertFalse(self.period.is_public)
        self._call(
            "cchc.period", "write", self.period.ids, {"is_public": True}, user=self.secretary
        )
        self.assertTrue(self.period.is_public)

    def test_formulas_stay_text(self):
        """What somebody typed is text in what everybody opens in Excel."""
        name = '=HYPERLINK("http://example.com")'
        table = Table("Kết quả", ("Nhóm", "Mã đơn vị", "Đơn vị"), [("@a", "+1", name)])
        row = list(csv.reader(io.StringIO(write_csv(table).decode("utf-8-sig"))))[1]
        for text in row:
            self.assertNotIn(text[0], "=@+-\t")
        cells = next(
            load_workbook(io.BytesIO(write_workbook([table], 2)))["Kết quả"].iter_rows(min_row=2)
        )
        self.assertEqual([cell.data_type for cell in cells], ["s", "s", "s"])
        self.assertEqual(cells[2].value, name)
