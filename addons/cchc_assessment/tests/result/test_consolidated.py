from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ..common import CchcCase, RemoteCase
from ..common_council import Council

LATER = timedelta(days=60)


class ConsolidatedCase(Council, CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()

    def _print(self, records, report="consolidated_report", user=None):
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(user or self.secretary)
            ._render(f"cchc_assessment.{report}", records.ids)
        )
        self.assertEqual(kind, "xlsx")
        return load_workbook(BytesIO(content))

    def _texts(self, sheet):
        return [
            str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None
        ]

    def _row(self, sheet, text):
        """The values of the first row with this text."""
        return next(
            values for row in sheet.iter_rows() if text in (values := [cell.value for cell in row])
        )

    def _conclude_with_question(self):
        """Both units are concluded; the first was asked about 1.1.1, answered, and lost a point by it."""
        self._submit()
        self._start()
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
        self._conclude()
        self._submit(self.other_assessment)
        self._start(self.other_assessment)
        self._decide_all(self.other_assessment, 1)
        self._conclude(self.other_assessment)


class ConcludedConsolidatedCase(ConsolidatedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._conclude_both()


@tagged("post_install", "-at_install")
class TestConsolidated(ConcludedConsolidatedCase):
    """The workbook with the results of all units."""

    def test_a_draft_is_marked(self):
        """Before publication it says that it is a draft, and when it was computed; afterwards not."""
        draft = self._compute_results()
        said = self._texts(self._print(draft)["Xếp hạng"])
        self.assertIn("DỰ THẢO - CHƯA CÔNG BỐ", said)
        self.assertTrue([text for text in said if text.startswith("(Số liệu tạm tính lúc")])
        self.assertNotIn(
            "DỰ THẢO - CHƯA CÔNG BỐ", self._texts(self._print(self._publish())["Xếp hạng"])
        )

    def test_what_was_published_is_printed_as_it_was(self):
        """When a unit is taken up again, the old publication still says what it was sealed with."""
        old = self._publish()
        before = {sheet.title: self._texts(sheet) for sheet in self._print(old)}
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Xem lại")
        self._appraisal("1.1.1").action_score_again()
        self._appraisal("1.1.1").write(
            {"override_score": 2, "override_reason": "Đã bổ sung.", "remark": "Điều chỉnh."}
        )
        after = {sheet.title: self._texts(sheet) for sheet in self._print(old)}
        self.assertEqual(after, before)
        self._conclude()
        new = self._publish(reason="Điều chỉnh", decision_number="20/QĐ-UBND")
        said = self._texts(self._print(new)["Đối chiếu"])
        self.assertIn("Đã bổ sung.\nĐiều chỉnh.", said)
        self.assertIn("ĐÃ ĐƯỢC THAY THẾ", self._texts(self._print(old)["Xếp hạng"]))

    def test_what_was_returned_is_its_units_again(self):
        """A unit that was returned after a draft was computed stands in it for nobody but the secretary."""
        draft = self._compute_results()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_assessment SET state = 'draft' WHERE id = %s", [self.assessment.id]
        )
        self.env.invalidate_all()
        said = self._texts(self._print(draft, user=self.appraiser)["Xếp hạng"])
        self.assertNotIn(self.unit.name, said)
        self.assertIn(self.other_unit.name, said)


@tagged("post_install", "-at_install")
class TestConsolidatedUnderWay(ConsolidatedCase):
    """The workbook while units are with the council, and what it says of special cases."""

    def test_sheets_say_what_was_decided(self):
        """Ranking, domains, criteria, differences, explanations and ratings come from the records."""
        self._conclude_with_question()
        publication = self._publish()
        workbook = self._print(publication)
        first = publication.result_ids.filtered(lambda one: one.rank == 1)
        ranking = self._row(workbook["Xếp hạng"], self.unit.name)
        self.assertEqual(
            ranking[:8], [1, "Sở Thử nghiệm", 3.2, round(first.score, 2), 10, 49.5, "Yếu", 1]
        )
        self.assertIn(
            "(Kèm theo Quyết định số 12/QĐ-UBND ngày 15 tháng 01 năm 2027)",
            self._texts(workbook["Xếp hạng"]),
        )
        domains = self._row(workbook["Lĩnh vực - Sở, ban, ngành"], self.unit.name)
        self.assertEqual(domains[2:8], [0.75, 15, 4.2, 84, 4.95, 49.5])
        criteria = workbook["Tiêu chí - Sở, ban, ngành"]
        self.assertEqual(
            self._row(criteria, "Ban hành kế hoạch"), ["1.1.1", "Ban hành kế hoạch", 2, 0.25, 1]
        )
        self.assertEqual(self._row(criteria, "Kế hoạch"), ["1.1", "Kế hoạch", 3, 0.75, 1.5])
        difference = self._row(workbook["Đối chiếu"], "Ban hành kế hoạch")
        self.assertEqual(difference[3:], [1, 0.25, -0.75, "Thiếu phụ lục.\nChấp nhận một phần."])
        said = self._texts(workbook["Giải trình"])
        for text in ("Văn bản nào chứng minh?", "Đã gửi quyết định."):
            self.assertIn(text, said)
        counts = self._row(workbook["Xếp loại"], "Sở, ban, ngành")
        self.assertEqual(counts[1:3], [2, 0])
        own = workbook["Sở Thử nghiệm"]
        self.assertEqual(self._row(own, "Ban hành kế hoạch")[2:7], [2, 1, 0.25, -0.75, 1.75])
        self.assertEqual(self._row(own, "TỔNG CỘNG")[2:5], [10, 3.2, 4.95])

    def test_what_was_returned_is_on_no_sheet(self):
        """A member prints nothing of a unit that is at work again: what it fills in now is its own until it submits."""
        self._submit()
        self._start()
        result = self._compute_results().result_ids.filtered(lambda one: one.unit_id == self.unit)
        self.assertTrue(self._print(result, "result_sheet_report", self.appraiser))
        self.assessment.with_user(self.secretary)._transition(
            "action_return_to_unit", reason="Bổ sung.", new_deadline=Datetime.now() + LATER
        )
        self._line("1.2").with_user(self.officer).write({"manual_score": 0.37})
        sheet = self._print(result, "result_sheet_report", self.secretary).active
        self.assertIn("0.37", self._texts(sheet))
        with self.assertRaises(AccessError):
            self._print(result, "result_sheet_report", self.appraiser)

    def test_the_council_is_named_as_the_secretary_says(self):
        """Name, place and signers come from the period."""
        self.period.with_user(self.secretary).write(
            {
                "council_name": "Hội đồng đánh giá CCHC",
                "council_place": "Mẫu",
                "council_head_title": "Phó Chủ tịch",
                "council_head_name": "Nguyễn Văn Mẫu",
                "council_secretary_name": "Trần Thị Mẫu",
            }
        )
        self._conclude_both()
        said = self._texts(self._print(self._publish())["Xếp hạng"])
        for text in (
            "HỘI ĐỒNG ĐÁNH GIÁ CCHC",
            "Mẫu, ngày 15 tháng 01 năm 2027",
            "TM. HỘI ĐỒNG ĐÁNH GIÁ CCHC\nPHÓ CHỦ TỊCH",
            "Nguyễn Văn Mẫu",
            "Trần Thị Mẫu",
        ):
            self.assertIn(text, said)

    def test_the_secretary_prints_from_the_period(self):
        """While nothing is published the scores count as they stand now; a member waits for the secretary."""
        with self.assertRaisesRegex(UserError, "not been computed"):
            self.period.with_user(self.appraiser).action_print_consolidated()
        self._submit()
        self._start()
        self.period.with_user(self.secretary).action_print_consolidated()
        draft = self.period.publication_ids
        self.assertEqual(draft.result_ids.score, 0)
        self._decide_all()
        action = self.period.with_user(self.secretary).action_print_consolidated()
        self.assertEqual(action["context"]["active_ids"], draft.ids)
        self.assertGreater(draft.result_ids.score, 0)
        self.assertTrue(self.period.with_user(self.appraiser).action_print_consolidated())
        # of two nobody can say whose newest results are meant: the list of periods does not offer it
        offered = (
            self.env["ir.actions.actions"].with_user(self.appraiser).get_bindings(self.period._name)
        )
        printed = self.env.ref("cchc_assessment.cchc_period_print_consolidated_action")
        [binding] = [one for one in offered["report"] if one["id"] == printed.id]
        self.assertEqual(binding["binding_view_types"], "form")
        self._conclude()
        self._submit(self.other_assessment)
        self._start(self.other_assessment)
        self._decide_all(self.other_assessment)
        self._conclude(self.other_assessment)
        published = self._publish()
        self.period.with_user(self.secretary).action_print_consolidated()
        self.assertEqual(self.period.publication_ids, published)

    def test_queries_do_not_grow_with_units_and_criteria(self):
        """Sixty units of many criteria take as many queries as three units of few."""

        def count(units, leaves):
            group = self.env["cchc.unit.group"].create(
                {"name": f"Nhóm {units}", "code": f"N{units}-{leaves}"}
            )
            self.env["cchc.unit"].create(
                [
                    {"name": f"Đơn vị {number}", "code": f"D{units}-{number}", "group_id": group.id}
                    for number in range(units)
                ]
            )
            rubric = self._make_large_rubric(leaves)
            rubric.group_ids = [Command.set(group.ids)]
            rubric.action_publish()
            period = self.period.copy(
                {
                    "rubric_ids": [Command.set(rubric.ids)],
                    "self_deadline": self.period.self_deadline,
                    "rating_scale_id": self.scale.id,
                }
            )
            period.with_user(self.secretary).action_open()
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE cchc_assessment SET state = 'submitted' WHERE period_id = %s", [period.id]
            )
            self.env.invalidate_all()
            for assessment in period.assessment_ids:
                self._start(assessment)
                assessment.appraisal_ids[0].with_user(self.secretary).write(
                    {
                        "option_id": assessment.appraisal_ids[0].criterion_id.option_ids[0].id,
                        "remark": "Đồng ý.",
                    }
                )
            draft = self._compute_results(period)
            report = self.env["report.cchc_assessment.consolidated"].with_user(self.secretary)
            return self._count_queries(lambda: report._make_consolidated(draft))

        count(2, 3)  # warms the caches
        self.assertEqual(count(3, 4), count(12, 40))


@tagged("post_install", "-at_install")
class TestConsolidatedSections(ConsolidatedCase):
    """Bonus and penalty among the criteria."""

    @classmethod
    def _make_rubric(cls):
        rubric = super()._make_rubric()
        cls.criteria["1.2"].section = "bonus"
        (cls.criteria["1"] | cls.criteria["2"]).max_score = 3
        cls.criteria["2.1"].section = "penalty"
        return rubric

    def test_branches_add_up_as_scoring_does(self):
        """The sub-totals that the workbook prints are those of the one place that adds up."""
        self._conclude_with_question()
        publication = self._publish()
        report = self.env["report.cchc_assessment.consolidated"].with_user(self.secretary)
        (group,) = report._make_consolidated(publication).groups
        for assessment in self.assessment | self.other_assessment:
            unit = next(one for one in group.units if one.name == assessment.unit_id.name)
            for side, printed in (("appraised", unit.scores), ("self", unit.self_scores)):
                totals = assessment._get_totals(side).by_key
                for criterion, score in zip(
                    assessment.rubric_id.criterion_ids, printed, strict=True
                ):
                    self.assertAlmostEqual(score or 0, float(totals[criterion.id].score), 6)

    def test_totals_are_the_sealed_ones(self):
        """Points lost, bonus and penalty of the unit's sheet are those that were published."""
        self._conclude_both()
        publication = self._publish()
        result = publication.result_ids.filtered(lambda one: one.unit_id == self.unit)
        self.assertTrue(result.penalty)
        sheet = self._print(result, "result_sheet_report")[self.unit.name]
        self.assertEqual(self._row(sheet, "Điểm trừ")[4], -round(result.penalty, 2))
        self.assertEqual(self._row(sheet, "TỔNG CỘNG")[4], round(result.score, 2))
        lost = {domain.criterion_id.name: domain.lost for domain in result.domain_ids}
        self.assertEqual(self._row(sheet, "Chỉ đạo, điều hành")[6], lost["Chỉ đạo, điều hành"])


@tagged("post_install", "-at_install")
class TestResultSheet(ConcludedConsolidatedCase):
    """A unit's own result."""

    def test_a_leader_gets_the_units_own_result_only(self):
        """Criteria, scores and remarks of the unit; the other unit's name and figures nowhere."""
        self._publish()
        action = self.assessment.with_user(self.leader).action_print_result()
        results = self.env["cchc.result"].browse(action["context"]["active_ids"])
        workbook = self._print(results, "result_sheet_report", self.leader)
        self.assertEqual(workbook.sheetnames, ["Sở Thử nghiệm"])
        said = self._texts(workbook.active)
        self.assertIn("Đơn vị: Sở Thử nghiệm", said)
        self.assertEqual(self._row(workbook.active, "Mức độ hài lòng")[3:5], [None, 2.5])
        self.assertTrue([text for text in said if "Hạng 1/2 (Sở, ban, ngành)" in text])
        self.assertFalse([text for text in said if "Sở Đối chứng" in text])

    def test_nobody_sees_it_too_early(self):
        """Before review and publication a unit has no result; in review it is marked as a draft."""
        result = self._compute_results().result_ids.filtered(lambda one: one.unit_id == self.unit)
        for user in (self.officer, self.leader):
            with self.assertRaisesRegex(UserError, "no result"):
                self.assessment.with_user(user).action_print_result()
            with self.assertRaises(AccessError):
                self._print(result, "result_sheet_report", user)
        self.period.review_deadline = "2099-01-01"
        self.period.with_user(self.secretary).action_open_review()
        result = self.period.publication_ids.result_ids.filtered(
            lambda one: one.unit_id == self.unit
        )
        said = self._texts(self._print(result, "result_sheet_report", self.leader).active)
        self.assertIn("DỰ THẢO - CHƯA CÔNG BỐ", said)

    def test_another_units_result_is_closed(self):
        """Neither alone nor beside one's own."""
        results = self._publish().result_ids
        for user in (self.other_officer, self.other_leader):
            own = results.filtered(lambda one: one.unit_id == self.other_unit)
            self.assertTrue(self._print(own, "result_sheet_report", user))
            for asked in (results - own, results):
                with self.assertRaises(AccessError):
                    self._print(asked, "result_sheet_report", user)

    def test_the_council_prints_all(self):
        """A sheet for each unit in one workbook."""
        results = self._publish().result_ids
        workbook = self._print(results, "result_sheet_report", self.appraiser)
        self.assertEqual(set(workbook.sheetnames), {"Sở Thử nghiệm", "Sở Đối chứng"})


@tagged("post_install", "-at_install")
class TestConsolidatedAttacks(Council, RemoteCase):
    """Units at the council's reports, over the wire."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_council()
        cls._conclude_both()
        cls.publication = cls._publish()

    def test_units_do_not_get_the_consolidated_workbook(self):
        """By no address of it, though they may read the publication; the council does."""
        path = f"/report/xlsx/cchc_assessment.consolidated/{self.publication.id}"
        for user in (self.officer, self.leader, self.other_leader):
            self.assertTrue(self.publication.with_user(user).has_access("read"))
            answer = self._get(user, path)
            self.assertNotEqual(answer.status_code, 200)
            self.assertNotIn(b"PK\x03\x04", answer.content)
            context = (
                f'{{"active_model": "cchc.publication", "active_ids": [{self.publication.id}]}}'
            )
            answer = self._get(user, f"/report/xlsx/cchc_assessment.consolidated?context={context}")
            self.assertNotIn(b"PK\x03\x04", answer.content)
        for user in (self.appraiser, self.secretary):
            self.assertEqual(self._get(user, path).content[:2], b"PK")

    def test_units_do_not_get_each_others_sheets(self):
        """Another unit's result is refused by its address, one's own served."""
        results = self.publication.result_ids
        mine = results.filtered(lambda one: one.unit_id == self.unit)
        path = "/report/xlsx/cchc_assessment.result_sheet/"
        self.assertEqual(self._get(self.leader, f"{path}{mine.id}").content[:2], b"PK")
        for ids in ((results - mine).ids, results.ids):
            answer = self._get(self.leader, path + ",".join(map(str, ids)))
            self.assertNotEqual(answer.status_code, 200)
            self.assertNotIn(b"PK\x03\x04", answer.content)

    def test_reports_of_other_records_are_refused(self):
        """A report that is given another model's ids by its context prints nothing."""
        context = f'{{"active_model": "cchc.unit", "active_ids": {self.unit.ids}}}'
        for report in ("consolidated", "result_sheet"):
            answer = self._get(
                self.secretary, f"/report/xlsx/cchc_assessment.{report}?context={context}"
            )
            self.assertNotIn(b"PK\x03\x04", answer.content)

    def test_private_methods_are_no_endpoints(self):
        """Neither report's data nor notices can be had or set off by a remote call."""
        for model, method, args in (
            ("report.cchc_assessment.consolidated", "_make_consolidated", [self.publication.id]),
            ("report.cchc_assessment.result_sheet", "_render_sheets", [[]]),
            ("cchc.result", "_queue_notices", [self.publication.result_ids.ids]),
            ("cchc.result", "_cron_send_notices", []),
        ):
            answer = self._call(model, method, *args, user=self.secretary)
            self.assertRegex(answer, "AccessError|private")
        for user in (self.leader, self.appraiser):
            answer = self._call(
                "cchc.publication", "action_send_notices", self.publication.ids, user=user
            )
            self.assertIn("AccessError", answer)
