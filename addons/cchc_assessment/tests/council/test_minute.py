from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..common import CchcCase, RemoteCase, rewrite
from ..common_council import Council
from ..reporting.test_word_report import _exchange_template, _template, _texts


class CouncilDocumentsCase(Council, CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()

    def _render(self, kind, record, user=None):
        report = self.env[f"report.cchc_assessment.{kind}"].with_user(user or self.secretary)
        return _texts(report._render(record.with_user(user or self.secretary)))

    def _ask_and_lower(self):
        """The first unit is asked about 1.1.1, answers, and loses a point by it."""
        self._submit()
        self._assign(criterion_ids=self.criteria["1"].ids)
        self._start()
        self._appraisal("1.1.2", self.appraiser).write({"numerator": 8, "denominator": 10})
        self._decide_all()
        self._ask()
        self._appraisal("1.1.1", self.officer).write({"explanation": "Đã gửi quyết định."})
        self.assessment.with_user(self.leader)._transition("action_send_explanation")
        self._appraisal("1.1.1").write(
            {
                "override_score": 0.25,
                "override_reason": "Thiếu phụ lục.",
                "remark": "Chấp nhận một phần.",
            }
        )


@tagged("post_install", "-at_install")
class TestMinute(CouncilDocumentsCase):
    """The minute of one unit's appraisal."""

    def test_what_the_minute_says(self):
        """Who, when, rounds, differences with reasons, requests with answers, conclusion, signatures."""
        self._ask_and_lower()
        self._conclude()
        self.period.with_user(self.secretary).write(
            {"council_head_name": "Nguyễn Văn Mẫu", "council_secretary_name": "Trần Thị Mẫu"}
        )
        said = self._render("minute", self.assessment)
        text = "\n".join(said)
        for part in (
            "HỘI ĐỒNG THẨM ĐỊNH",
            "cải cách hành chính năm 2026 của Sở Thử nghiệm",
            "gửi kèm Văn bản số 1/BC ngày",
            "qua 2 vòng",
            f"1. {self.secretary.name} - Thư ký Hội đồng (chấm 4 tiêu chí).",
            f"2. {self.appraiser.name} - Thành viên (chấm 1 tiêu chí).",
            "- Vòng 1: chấm 5 tiêu chí",
            "yêu cầu giải trình 1 tiêu chí, đơn vị đã giải trình 1 tiêu chí.",
            "trong đó 1 tiêu chí chỉ do Hội đồng chấm",
            "; giữ nguyên điểm tự đánh giá 3 tiêu chí; chấm thấp hơn 1 tiêu chí.",
            "Chủ trì: Nguyễn Văn Mẫu, Chủ tịch Hội đồng thẩm định. Thư ký: Trần Thị Mẫu.",
            "1. Tiêu chí 1.1.1 Ban hành kế hoạch (vòng 1):",
            "- Hội đồng yêu cầu: Văn bản nào chứng minh?",
            "- Đơn vị giải trình: Đã gửi quyết định.",
            "- Hội đồng quyết định: 0,25 điểm. Chấp nhận một phần.",
            "Tổng điểm thẩm định: 4,95/10,00 điểm, đạt 49,50 %. Xếp loại: Yếu.",
            "TM. HỘI ĐỒNG THẨM ĐỊNH",
            "Nguyễn Văn Mẫu",
            "Trần Thị Mẫu",
        ):
            self.assertIn(part, text)
        self.assertNotIn("DỰ THẢO", text)
        row = said.index("Thiếu phụ lục.Chấp nhận một phần.")
        self.assertEqual(
            said[row - 5 : row], ["1.1.1", "Ban hành kế hoạch", "2,00", "1,00", "0,25"]
        )

    def test_a_penalty_that_nobody_has_is_no_row(self):
        """Of a domain of bonus or penalty there is a row where there are points, without a percentage."""
        # so that something is kept of the rubric as it was
        self.assessment._get_totals()
        domain = self.rubric.criterion_ids.filtered(lambda one: one.code.startswith("1"))
        rewrite(self.rubric, domain, section="penalty", counted_section="penalty")
        self._submit()
        self._start()
        self._decide_all()
        minute = self.env["report.cchc_assessment.minute"]
        word = self.env["report.cchc_assessment.word"]
        rubric, score = (
            self.rubric,
            self.env["report.cchc_assessment.document"]._score_format(self.period),
        )

        def rows():
            self.env.invalidate_all()
            totals = self.assessment._get_totals()
            return (
                [(one.code, one.percent) for one in minute._make_minute(self.assessment).domains],
                [
                    (one.code, one.percent, one.lost)
                    for one in word._make_domains(rubric, totals, score)
                ],
            )

        of_council, of_unit = rows()
        self.assertEqual((of_council[0], of_unit[0]), (("1", ""), ("1", "", "")))
        self.assertEqual((len(of_council), len(of_unit)), (2, 2))
        self.env.cr.execute(
            "UPDATE cchc_assessment_line SET self_score = 0, appraised_score = 0 WHERE domain_id = %s",
            [self.criteria["1"].id],
        )
        of_council, of_unit = rows()
        self.assertEqual(([*map(min, of_council)], len(of_unit)), ([min(of_council[0])], 1))
        self.assertEqual(of_council[0][0], "2")

    def test_a_minute_before_the_conclusion_is_a_draft(self):
        """It can be made at any time of the appraisal, and says that nothing is settled."""
        self._submit()
        self._start()
        text = "\n".join(self._render("minute", self.assessment, self.appraiser))
        self.assertIn("DỰ THẢO - CHƯA KẾT LUẬN", text)
        self.assertIn("Chưa có tiêu chí nào được chấm.", text)
        self.assertNotRegex(text, "Tổng điểm thẩm định.*Xếp loại")
        self._ask_later()
        text = "\n".join(self._render("minute", self.assessment))
        self.assertIn("- Đơn vị giải trình: chưa giải trình.", text)
        self.assertIn("- Hội đồng quyết định: chưa chấm lại.", text)

    def _ask_later(self):
        self._decide_all()
        self._ask()

    def test_the_secretary_replaces_the_templates(self):
        """Minute and annex are made from the period's own; a copy of the period has them too."""
        period = self.period.with_user(self.secretary)
        period.write(
            {
                "minute_template": _template("Mẫu riêng: {{ unit_name }}"),
                "annex_template": _template("Phụ lục riêng: {{ decision_number }}"),
            }
        )
        self._conclude_both()
        publication = self._publish()
        said = self._render("minute", self.assessment)
        self.assertEqual(said[0], "Mẫu riêng: Sở Thử nghiệm")
        # whatever the template is, the seal stands below
        self.assertIn(f"Niêm phong: {self.assessment.submission_ids.seal_short}", said)
        self.assertEqual(self._render("annex", publication), ["Phụ lục riêng: 12/QĐ-UBND"])
        self.assertEqual(period.copy().minute_template, period.minute_template)
        for user in (self.leader, self.appraiser):
            with self.assertRaises(AccessError):
                self.period.with_user(user).minute_template = False

    def test_a_broken_template_is_refused_with_field_and_place(self):
        """A field of another document is none of this one; the template before stays."""
        period = self.period.with_user(self.secretary)
        for name, text in (
            ("minute_template", "Gửi {{ ten_don_vi }}"),
            ("minute_template", "Gửi {{ decision_number }}"),
            ("annex_template", "Gửi {{ unit_name }}"),
            ("annex_template", "{%p for unit in groups.units %}"),
        ):
            with (
                self.subTest(text=text),
                self.assertRaisesRegex(ValidationError, r"“[a-z_.]+”|cannot be read"),
                self.env.cr.savepoint(),
            ):
                period[name] = _template(text)
            self.env.invalidate_all()
            self.assertFalse(period[name])
        with (
            self.assertRaisesRegex(ValidationError, "“ten_don_vi”.*“Gửi {{ ten_don_vi }}”"),
            self.env.cr.savepoint(),
        ):
            period.minute_template = _template("Gửi {{ ten_don_vi }}")

    def test_fields_are_listed(self):
        """The period's page lists each field as it is written in a template, lists in lists too."""
        period = self.period.with_user(self.secretary)
        for mark in ("{{ unit_name }}", "{%p for row in differences %}", "{{ row.reason }}"):
            self.assertIn(mark, period.minute_field_list)
        for mark in ("{%p for row in groups %}", "{%p for item in row.units %}", "{{ item.rank }}"):
            self.assertIn(mark, period.annex_field_list)

    def test_queries_do_not_grow_with_the_criteria(self):
        """A minute asks the database as often for a small rubric as for a large one."""

        def count(leaves):
            rubric = self._make_large_rubric(leaves)
            rubric.action_publish()
            period = self.period.copy(
                {"rubric_ids": [(6, 0, rubric.ids)], "self_deadline": self.period.self_deadline}
            )
            period.with_user(self.secretary).action_open()
            assessment = period.assessment_ids.filtered(lambda one: one.unit_id == self.unit)
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE cchc_assessment SET state = 'submitted' WHERE id = %s", [assessment.id]
            )
            self.env.invalidate_all()
            self._start(assessment)
            for appraisal in assessment.appraisal_ids.with_user(self.secretary):
                appraisal.option_id = appraisal.criterion_id.option_ids[:1]
            report = self.env["report.cchc_assessment.minute"].with_user(self.secretary)
            return self._count_queries(lambda: report._render(assessment.with_user(self.secretary)))

        count(3)  # warms the caches
        self.assertEqual(count(4), count(60))


@tagged("post_install", "-at_install")
class TestAnnex(CouncilDocumentsCase):
    """The annex of the decision on the results."""

    def test_what_the_annex_says(self):
        """Units by rank within their group, with score, percentage and rating; the decision's number."""
        self._conclude_both()
        publication = self._publish()
        said = self._render("annex", publication)
        text = "\n".join(said)
        self.assertIn("(Kèm theo Quyết định số 12/QĐ-UBND ngày 15 tháng 01 năm 2027 của", text)
        self.assertIn("I. Sở, ban, ngành (2 đơn vị, bình quân 49,50 %)", said)
        first, second = publication.result_ids.sorted("rank")
        place = said.index(first.unit_id.name)
        self.assertEqual(
            said[place - 1 : place + 9],
            ["1", "Sở Thử nghiệm", "10,00", "3,20", "", "", "5,70", "57,00", "1", "Khá"],
        )
        self.assertGreater(said.index(second.unit_id.name), place)
        self.assertEqual(
            said[said.index("Tốt", place) : said.index("Tốt", place) + 9],
            ["Tốt", "0", "0,00", "Khá", "1", "50,00", "Yếu", "1", "50,00"],
        )
        self.assertNotIn("DỰ THẢO", text)

    def test_a_draft_and_a_correction(self):
        """A draft says so; a correction names the decision that it replaces, and why."""
        self._conclude_both()
        draft = self._compute_results()
        self.assertIn("DỰ THẢO - CHƯA CÔNG BỐ", self._render("annex", draft))
        self._publish()
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Xem lại")
        self._conclude()
        new = self._publish(reason="Tính lại điểm.", decision_number="20/QĐ-UBND")
        text = "\n".join(self._render("annex", new))
        self.assertIn("thay thế Phụ lục kèm theo Quyết định số 12/QĐ-UBND", text)
        self.assertIn("Lý do thay thế: Tính lại điểm.", text)


@tagged("post_install", "-at_install")
class TestCouncilDocumentsDownload(Council, RemoteCase):
    """Who gets the council's documents by their addresses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._conclude_both()
        cls.publication = cls._publish()

    def test_the_council_alone_gets_minutes_and_annex(self):
        """Units get neither another's minute nor their own, nor the annex with everybody's figures."""
        for path, title in (
            (self.assessment.action_download_minute()["url"], "BIÊN BẢN"),
            (self.publication.action_download_annex()["url"], "PHỤ LỤC"),
        ):
            for user in (self.appraiser, self.secretary):
                answer = self._get(user, path)
                self.assertEqual(answer.status_code, 200)
                self.assertIn(title, _texts(answer.content))
            for user in (self.officer, self.leader, self.other_officer, self.other_leader):
                self.assertEqual(self._get(user, path).status_code, 404)
            self.authenticate(None, None)
            self.assertNotEqual(self.url_open(path, allow_redirects=False).status_code, 200)
        self.assertEqual(self._get(self.secretary, "/cchc/minute/999999").status_code, 404)

    def test_a_member_gets_no_minute_before_the_unit_has_submitted(self):
        """What a unit still works on is its own."""
        period = self.period.copy({"self_deadline": self.period.self_deadline})
        period.with_user(self.secretary).action_open()
        path = f"/cchc/minute/{period.assessment_ids[0].id}"
        self.assertEqual(self._get(self.appraiser, path).status_code, 404)
        answer = self._get(self.secretary, path)
        self.assertIn("DỰ THẢO - CHƯA KẾT LUẬN", _texts(answer.content))

    def test_who_gets_the_templates(self):
        """The secretary downloads them, to change them in Word; nobody else needs them."""
        for kind, title in (("minute", "BIÊN BẢN"), ("annex", "PHỤ LỤC")):
            path = f"/cchc/template/{kind}/{self.period.id}"
            self.assertIn(title, _texts(self._get(self.secretary, path).content))
            for user in (self.officer, self.leader, self.appraiser):
                self.assertEqual(self._get(user, path).status_code, 404)
        self.assertEqual(
            self._get(self.secretary, f"/cchc/template/report/{self.period.id}").status_code, 404
        )

    def test_a_template_that_breaks_later_is_a_sentence(self):
        """Where a stored template cannot be filled in any more, the browser gets why instead of a file."""
        self.period.minute_template = _template("{{ unit_name }}")
        _exchange_template(self.period, "minute_template", _template("Gửi {{ ten_cu }}"))
        answer = self._get(self.secretary, f"/cchc/minute/{self.assessment.id}")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("ten_cu", answer.text)
        self.assertIn(self.period.name, answer.text)
