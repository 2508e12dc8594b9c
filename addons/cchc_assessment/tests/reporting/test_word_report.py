import base64
import io

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..common import CchcCase, WebCase


def _template(text):
    document = Document()
    document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return base64.b64encode(buffer.getvalue())


def _texts(content):
    return [
        "".join(node.text or "" for node in paragraph.iter() if node.tag.endswith("}t"))
        for paragraph in Document(io.BytesIO(content)).element.body.iter()
        if paragraph.tag.endswith("}p")
    ]


def _fetching_template():
    """A template with a picture that lies on another server."""
    document = Document()
    document.part.relate_to("https://example.vn/a.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    buffer = io.BytesIO()
    document.save(buffer)
    return base64.b64encode(buffer.getvalue())


def _exchange_template(record, field_name, template):
    """Put other bytes below a template, as someone with the database could."""
    env = record.env
    env.flush_all()
    env.cr.execute(
        "UPDATE ir_attachment SET store_fname = NULL, db_datas = %s"
        " WHERE res_model = %s AND res_field = %s AND res_id = %s RETURNING id",
        [base64.b64decode(template), record._name, field_name, record.id],
    )
    [[_attachment_id]] = env.cr.fetchall()
    env.invalidate_all()


@tagged("post_install", "-at_install")
class TestWordReport(CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls._fill_in()

    def _render(self, user=None):
        report = self.env["report.cchc_assessment.word"].with_user(user or self.officer)
        return report._render(self.assessment.with_user(user or self.officer))

    def test_what_the_report_says(self):
        """Results by domain, what was lost and why, what is not proven, and what the officer wrote."""
        self.assessment.with_user(self.officer).write(
            {
                "report_general": "Sở đã ban hành kế hoạch.\n\nSở đã kiểm tra.",
                "report_proposals": "Đề nghị tập huấn.",
                "report_head_title": "Giám đốc",
                "report_signed_by_deputy": True,
                "report_place": "Mẫu",
            }
        )
        said = _texts(self._render())
        for text in (
            "SỞ THỬ NGHIỆM",
            "DỰ THẢO - CHƯA ĐƯỢC PHÊ DUYỆT",
            "Sở đã ban hành kế hoạch.",
            "Sở đã kiểm tra.",
            "Đề nghị tập huấn.",
            "Mẫu, ngày …… tháng …… năm ……",
            "KT. GIÁM ĐỐC",
            "PHÓ GIÁM ĐỐC",
            "- 1.2 Sáng kiến (chưa có tài liệu kiểm chứng): Năm nay không có sáng kiến.",
            "Hai nhiệm vụ chuyển sang năm sau.",
        ):
            self.assertIn(text, said)
        row = said.index("Chỉ đạo, điều hành")
        self.assertEqual(
            said[row - 1 : row + 4], ["1", "Chỉ đạo, điều hành", "5,00", "1,50", "30,00"]
        )

    def test_the_report_is_sealed_with_the_approval(self):
        """What the leader approved bears number, date and name, and is a file that nobody changes."""
        self._send()
        self._approve()
        submission = self.assessment.submission_ids
        said = _texts(submission.report_id.raw)
        self.assertIn("Số: 1234/STN-VP", said)
        self.assertIn(self.leader.name, said)
        self.assertTrue([text for text in said if "ngày 05 tháng 12 năm 2026" in text])
        self.assertNotIn("DỰ THẢO - CHƯA ĐƯỢC PHÊ DUYỆT", said)
        for change in (
            lambda: submission.report_id.with_user(self.leader).write({"raw": b"x"}),
            lambda: submission.report_id.with_user(self.leader).unlink(),
        ):
            with self.assertRaises(UserError):
                change()

    def test_the_officers_texts_close_with_the_assessment(self):
        """Nobody rewrites the report of what was sent to the leader, nor another unit's."""
        vals = {"report_general": "Đã đổi."}
        with self.assertRaises(AccessError):
            self.assessment.with_user(self.other_officer).write(vals)
        for user in (self.appraiser, self.secretary):
            with self.assertRaises(AccessError):
                self.assessment.with_user(user).write(vals)
        self._send()
        for user in (self.officer, self.leader):
            with self.assertRaises(UserError):
                self.assessment.with_user(user).write(vals)
        self.assertFalse(self.assessment.report_general)

    def test_the_secretary_replaces_the_template_of_a_published_rubric(self):
        """The next report is made from it; the rubric itself stays closed."""
        self.rubric.with_user(self.secretary).report_template = _template(
            "Mẫu riêng: {{ unit_name }}"
        )
        self.assertEqual(_texts(self._render()), ["Mẫu riêng: Sở Thử nghiệm"])
        with self.assertRaises(UserError):
            self.rubric.with_user(self.secretary).write(
                {"report_template": False, "name": "Tên khác"}
            )
        with self.assertRaises(AccessError):
            self.rubric.with_user(self.officer).report_template = False

    def test_a_broken_template_is_refused_and_changes_nothing(self):
        """The sentence names the field and the place, and the template before stays."""
        rubric = self.rubric.with_user(self.secretary)
        rubric.report_template = _template("Mẫu riêng: {{ unit_name }}")
        self.env.flush_all()
        with (
            self.assertRaisesRegex(ValidationError, "“ten_don_vi”.*“Gửi {{ ten_don_vi }}”"),
            self.env.cr.savepoint(),
        ):
            rubric.report_template = _template("Gửi {{ ten_don_vi }}")
        self.env.invalidate_all()
        for content in (b"%PDF-1.4", b"PK\x03\x04 not a document"):
            with self.assertRaisesRegex(ValidationError, "template"), self.env.cr.savepoint():
                rubric.report_template = base64.b64encode(content)
            self.env.invalidate_all()
        self.assertEqual(_texts(self._render()), ["Mẫu riêng: Sở Thử nghiệm"])

    def test_no_way_leads_past_the_check(self):
        """A template that fetches something is refused by every call; none but the field takes one at all."""
        rubric = self.rubric.with_user(self.secretary)
        good, bad = _template("Tốt: {{ unit_name }}"), _fetching_template()
        rubric.report_template = good
        attachments = self.env["ir.attachment"].with_user(self.secretary)
        place = {"res_model": "cchc.rubric", "res_id": rubric.id, "res_field": "report_template"}
        stored = attachments.search([(name, "=", value) for name, value in place.items()])
        self.assertEqual(stored.datas, good)
        loose = attachments.create({"name": "x", "datas": bad})
        on_rubric = attachments.create({"name": "x", "datas": bad, **place, "res_field": False})
        raw = base64.b64decode(bad)
        for change, words in (
            (lambda: setattr(rubric, "report_template", bad), "fetches something"),
            (lambda: rubric.write({"report_template": bad}), "fetches something"),
            (lambda: rubric.with_context(bin_size=True).write({"report_template": bad}), "fetches"),
            (lambda: rubric.copy({"report_template": bad}), "fetches something"),
            (lambda: attachments.create({"name": "x", "datas": bad, **place}), "nowhere else"),
            (lambda: attachments.create({"name": "x", "raw": raw, **place}), "nowhere else"),
            (lambda: attachments.create({"name": "x", "db_datas": raw, **place}), "nowhere else"),
            (
                lambda: attachments.with_context(
                    **{f"default_{k}": v for k, v in place.items()}
                ).create({"name": "x", "datas": bad}),
                "nowhere else",
            ),
            (lambda: stored.write({"raw": raw}), "nowhere else"),
            (lambda: stored.write({"datas": bad}), "nowhere else"),
            (lambda: stored.write({"db_datas": raw}), "nowhere else"),
            (lambda: stored.copy({"raw": raw}), "nowhere else"),
            (lambda: loose.write(place), "nowhere else"),
            (lambda: on_rubric.write({"res_field": "report_template"}), "nowhere else"),
            # what Odoo does for somebody is checked as well
            (lambda: stored.sudo().write({"raw": raw}), "fetches something"),
            (lambda: loose.sudo().write(place), "fetches something"),
            (lambda: on_rubric.sudo().write({"res_field": "report_template"}), "fetches something"),
            (lambda: attachments.sudo().create({"name": "x", "raw": raw, **place}), "fetches"),
        ):
            with (
                self.subTest(words=words),
                self.assertRaisesRegex(UserError, words),
                self.env.cr.savepoint(),
            ):
                change()
            self.env.invalidate_all()
        self.assertEqual(_texts(self._render()), ["Tốt: Sở Thử nghiệm"])

    def test_an_import_is_checked(self):
        """Templates that come in a spreadsheet of rubrics are looked at like any other."""
        rubric = self.rubric.with_user(self.secretary).copy()
        good = _template("{{ unit_name }}")
        for template, words in ((good, ""), (_fetching_template(), "fetches something")):
            result = rubric.load([".id", "report_template"], [[str(rubric.id), template.decode()]])
            self.assertIn(words, "".join(message["message"] for message in result["messages"]))
            self.assertEqual(bool(result["messages"]), bool(words))
        self.env.invalidate_all()
        self.assertEqual(rubric._get_template("report_template"), base64.b64decode(good))

    def test_a_template_is_checked_again_when_it_is_used(self):
        """One that was exchanged in the file store makes no document."""
        rubric = self.rubric.with_user(self.secretary)
        rubric.report_template = _template("{{ unit_name }}")
        _exchange_template(rubric, "report_template", _fetching_template())
        with self.assertRaisesRegex(UserError, "template of .* is broken.*fetches something"):
            self._render()

    def test_fields_are_listed(self):
        """The rubric's page lists each field as it is written in a template."""
        listed = self.rubric.with_user(self.secretary).report_field_list
        for name in ("{{ unit_name }}", "{%p for row in lost %}", "{{ row.explanation }}"):
            self.assertIn(name, listed)

    def test_queries_do_not_grow_with_the_criteria(self):
        """A report asks the database as often for a small rubric as for a large one."""

        def count(leaves):
            rubric = self._make_large_rubric(leaves)
            rubric.action_publish()
            period = self.period.copy(
                {"rubric_ids": [(6, 0, rubric.ids)], "self_deadline": self.period.self_deadline}
            )
            period.with_user(self.secretary).action_open()
            assessment = period.assessment_ids.filtered(lambda one: one.unit_id == self.unit)
            report = self.env["report.cchc_assessment.word"].with_user(self.officer)
            return self._count_queries(lambda: report._render(assessment.with_user(self.officer)))

        count(5)  # warms the caches
        self.assertEqual(count(10), count(200))


@tagged("post_install", "-at_install")
class TestWordReportDownload(WebCase):
    def _get_report(self, user, path):
        return self._get(user, f"/cchc/report/{path}")

    def test_who_gets_the_report(self):
        """The unit gets its draft; others, and the council too early, get "not found"."""
        self._open_period()
        path = f"assessment/{self.assessment.id}"
        for user in (self.officer, self.leader, self.secretary):
            answer = self._get_report(user, path)
            self.assertEqual(answer.status_code, 200)
            self.assertIn("BÁO CÁO", _texts(answer.content))
        for user in (self.other_officer, self.other_leader, self.appraiser):
            self.assertEqual(self._get_report(user, path).status_code, 404)

    def test_who_gets_the_template(self):
        """The secretary downloads the template, to change it in Word; nobody else needs it."""
        answer = self._get_report(self.secretary, f"template/{self.rubric.id}")
        self.assertIn("{{ unit_name|upper }}", _texts(answer.content))
        for user in (self.officer, self.leader, self.appraiser):
            self.assertEqual(self._get_report(user, f"template/{self.rubric.id}").status_code, 404)

    def test_a_broken_template_is_not_handed_out(self):
        """Nobody opens in Word what was exchanged in the file store: the sentence says what is wrong."""
        rubric = self.rubric.with_user(self.secretary)
        rubric.report_template = _template("{{ unit_name }}")
        self.assertEqual(self._get_report(self.secretary, f"template/{rubric.id}").status_code, 200)
        _exchange_template(rubric, "report_template", _fetching_template())
        answer = self._get_report(self.secretary, f"template/{rubric.id}")
        self.assertEqual((answer.status_code, "https" in answer.text), (422, False))
        self.assertEqual(answer.headers["Content-Type"], "text/plain; charset=utf-8")
