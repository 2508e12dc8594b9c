"""Given figures are not typed, by any door, and brought in by nobody but those who answer for them."""

import base64
import io

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..assessment.test_assessment_import import OWN_ROWS, make_own
from ..common import PDF, RemoteCase
from .test_figures import FiguresCase, make_book

DATA = {
    "source": "Báo cáo",
    "date": "2026-11-30",
    "document_number": "1/BC",
    "document_date": "2026-12-01",
    "reason": "Rà soát.",
}


@tagged("post_install", "-at_install")
class TestFigureGuards(FiguresCase, RemoteCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.batch = cls._give(cls.common, (cls.unit, 85, 100), (cls.other_unit, 50, 100))
        cls.other_common = cls._make_common("1.1.2", cls.unit)
        [cls.contributor] = cls._make_users({"contributor": "contributor"})
        cls.unit.contributor_ids = cls.contributor
        cls.env["cchc.task"].with_user(cls.leader).create(
            {
                "assessment_id": cls.assessment.id,
                "criterion_id": cls.criteria["2"].id,
                "user_ids": [Command.set(cls.contributor.ids)],
            }
        )
        company = cls.env["res.company"].create({"name": "Tỉnh khác"})
        cls.stranger = new_test_user(
            cls.env,
            "cchc_stranger",
            groups="cchc_assessment.cchc_assessment_group_secretary",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        cls.env.flush_all()

    def _assert_unchanged(self):
        self.env.invalidate_all()
        self.assertEqual(self._values(), (85, 100))
        self.assertEqual(self._values(self._line("2.1", self.other_assessment)), (50, 100))
        self.assertEqual(self.common.batch_ids, self.batch)
        self.assertFalse(self.other_common.batch_ids)
        self.assertFalse(self.batch.withdrawn_at)

    def test_nobody_types_a_given_figure(self):
        """Over JSON-RPC: by a write, a batch, the sheet, undoing, another program; the explanation is open."""
        line, form = self.line, self.assessment
        free = self._line("1.2")
        values = {"numerator": 99}
        row = {"criterion_id": self.criteria["2.1"].id, "numerator": 99}
        for user in (self.officer, self.leader, self.contributor):
            revision = line.with_user(user).revision
            for model, method, *arguments in (
                (line._name, "write", line.ids, values),
                (line._name, "write", line.ids, {"not_applicable": True}),
                (line._name, "write", line.ids, {"numerator": False, "denominator": False}),
                (line._name, "write", line.ids, {"figure_id": False}),
                (line._name, "write", line.ids, {"figure_source": "x", "own_inputs": {}}),
                (line._name, "web_save", line.ids, values, {"id": {}}),
                (line._name, "save_row", line.ids, values, revision),
                (form._name, "write", form.ids, {"line_ids": [Command.update(line.id, values)]}),
                (form._name, "write_exchange", form.ids, {"lines": [row]}),
            ):
                with self.subTest(user=user.login, method=method, arguments=arguments):
                    answer = self._call(model, method, *arguments, user=user)
                    self._assert_refused(answer)
            answer = self._call(
                form._name, "save_rows", form.ids, "unit", [[line.id, values, revision]], user=user
            )
            self.assertIn("are given", answer["refused"][0]["message"])
        self._assert_unchanged()
        answer = self._call(
            line._name, "write", (line | free).ids, {"numerator": 99}, user=self.officer
        )
        self._assert_refused(answer)
        line.with_user(self.contributor).write({"explanation": "Theo báo cáo.", "numerator": 85})
        self.assertEqual(line.explanation, "Theo báo cáo.", "what is there may be said again")
        self._assert_unchanged()
        with self.assertRaises(UserError):
            line.with_user(self.officer).sudo().write(values)

    def test_a_filled_in_appendix_passes_given_figures_over(self):
        """With a word; the other rows and the explanation are taken."""
        rows = [
            ("2.1", "Cải thiện chỉ số", 2, "99/100", None, "Đã rà soát.")
            if row[0] == "2.1"
            else row
            for row in OWN_ROWS
        ]
        wizard = (
            self.env["cchc.assessment.import"]
            .with_user(self.officer)
            .create(
                {
                    "assessment_id": self.assessment.id,
                    "file": base64.b64encode(make_own(rows)),
                    "file_name": "a.xlsx",
                }
            )
        )
        wizard.action_check()
        row = wizard.line_ids.filtered(lambda one: one.line_id == self.line)
        self.assertIn("The figures are given", row.findings)
        row.selected = True
        wizard.action_import()
        self._assert_unchanged()
        self.assertEqual(self.line.explanation, "Đã rà soát.")
        self.assertEqual(self._line("1.2").manual_score, 1.5)

    def test_what_was_printed_comes_back_as_it_was(self):
        """The source that stands in the column of explanations is nobody's explanation, an earlier one neither."""
        printed = self.line._get_printed_explanation()
        self._give(self.common, (self.unit, 85, 100), reason="Bổ sung.", source="Báo cáo khác")
        self.assertNotEqual(self.line._get_printed_explanation(), printed)
        rows = [
            ("2.1", "Cải thiện chỉ số", 2, 1.7, None, printed) if row[0] == "2.1" else row
            for row in OWN_ROWS
        ]
        wizard = (
            self.env["cchc.assessment.import"]
            .with_user(self.officer)
            .create(
                {
                    "assessment_id": self.assessment.id,
                    "file": base64.b64encode(make_own(rows)),
                    "file_name": "a.xlsx",
                }
            )
        )
        wizard.action_check()
        self.assertFalse(wizard.line_ids.filtered(lambda one: one.line_id == self.line))

    def test_what_was_read_is_sent_back(self):
        """A program sends the form as it read it: nothing is refused, and nothing changes."""
        form = self.assessment.with_user(self.officer)
        [data] = form.read_exchange()
        lines = [row for row in data["lines"] if row["code"] != "2.2"]
        form.write_exchange({"lines": lines})
        self._assert_unchanged()

    def test_only_who_answers_for_them_brings_them_in(self):
        """Over JSON-RPC: another unit, a member, a contributor, another criterion's agency, another province."""
        figures = [{"unit_id": self.unit.id, "numerator": 1, "denominator": 2}]
        data = {**DATA, "figures": figures}
        dialog = {
            **DATA,
            "file": make_book(("T-STN", None, 1, 2)).decode(),
        }
        for user in (
            # answers for another criterion
            self.officer,
            self.leader,
            self.appraiser,
            self.contributor,
            self.stranger,
        ):
            for arguments in (
                ("write_exchange", self.common.ids, data),
                ("write_exchange", self.common.ids, data, True),
                ("action_bring_in", self.common.ids),
                ("action_download_form", self.common.ids),
                ("write", self.common.ids, {"agency_id": self.unit.id}),
                ("write", self.common.ids, {"mapping": {}}),
                ("unlink", self.common.ids),
                (
                    "create",
                    {"period_id": self.period.id, "criterion_id": self.criteria["1.1.1"].id},
                ),
            ):
                with self.subTest(user=user.login, arguments=arguments):
                    method, *rest = arguments
                    self._assert_refused(self._call(self.common._name, method, *rest, user=user))
            for model, method, *rest in (
                ("cchc.figure.batch", "action_withdraw", self.batch.ids),
                ("cchc.figure.batch", "write", self.batch.ids, {"source": "x"}),
                ("cchc.figure.batch", "unlink", self.batch.ids),
                ("cchc.figure.batch", "create", {"common_id": self.common.id, "source": "x"}),
                ("cchc.figure", "write", self.line.figure_id.ids, {"numerator": 1}),
                ("cchc.figure", "write", self.line.figure_id.ids, {"answer": "x"}),
                ("cchc.figure", "unlink", self.line.figure_id.ids),
            ):
                with self.subTest(user=user.login, model=model, method=method):
                    self._assert_refused(self._call(model, method, *rest, user=user))
            made = self._call(
                "cchc.figure.import", "create", {"common_id": self.common.id, **dialog}, user=user
            )
            if isinstance(made, int):
                self._assert_refused(
                    self._call("cchc.figure.import", "action_import", [made], user=user)
                )
                self._assert_refused(
                    self._call("cchc.figure.import", "read", [made], ["preview"], user=user)
                )
            for step, subject in (
                ("withdraw", {"batch_id": self.batch.id}),
                ("keep", {"figure_id": self.line.figure_id.id}),
                (
                    "correct",
                    {"figure_id": self.line.figure_id.id, "numerator": 1, "denominator": 2},
                ),
            ):
                made = self._call(
                    "cchc.figure.step",
                    "create",
                    {"step": step, "reason": "x", **subject},
                    user=user,
                )
                if isinstance(made, int):
                    self._assert_refused(
                        self._call("cchc.figure.step", "action_confirm", [made], user=user)
                    )
        self._assert_unchanged()

    def test_the_agency_brings_them_in_and_nothing_else(self):
        """Its officer reads the figures of all units for its criterion; of the units' forms nothing."""
        officer = self.other_officer
        figures = [{"unit_code": "T-STN", "numerator": 90, "denominator": 100}]
        answer = self._call(
            self.common._name,
            "write_exchange",
            self.common.ids,
            {**DATA, "figures": figures},
            user=officer,
        )
        self.assertEqual([row["new"] for row in answer], ["90/100"])
        self.env.invalidate_all()
        self.assertEqual(self._values(), (90, 100))
        self.assertEqual(self.line.log_ids[:1].user_id, officer)
        found = self._call(
            "cchc.figure",
            "search_read",
            [["common_id", "=", self.common.id]],
            ["unit_name"],
            user=officer,
        )
        self.assertIn("Sở Thử nghiệm", [one["unit_name"] for one in found])
        self._assert_refused(
            self._call(self.line._name, "read", self.line.ids, ["numerator"], user=officer)
        )
        self._assert_refused(
            self._call(self.line._name, "get_figures", self.line.ids, user=officer)
        )
        for other in (self.officer, self.leader, self.contributor):
            read = self._call(
                "cchc.figure",
                "search_read",
                [["common_id", "=", self.common.id]],
                ["unit_name"],
                user=other,
            )
            self.assertEqual({one["unit_name"] for one in read}, {"Sở Thử nghiệm"})
        self.assertFalse(
            self._call("cchc.figure", "search_read", [], ["unit_name"], user=self.appraiser),
            "the council reads what was submitted",
        )
        self.assertFalse(self._call("cchc.figure", "search_read", [], [], user=self.stranger))

    def test_the_agency_is_told_nothing_of_forms(self):
        """What a unit has typed, or that it has sent its form, is no part of what its dry run shows."""
        common = self._make_common("1.1.1", self.other_unit)
        self._fill_in()
        self._send()
        option = self._option("1.1.1", 2)
        data = {**DATA, "figures": [{"unit_id": self.unit.id, "option_id": option.id}]}
        told = [
            self._call(common._name, "write_exchange", common.ids, data, True, user=user)[0]
            for user in (self.other_officer, self.secretary)
        ]
        self.assertEqual([one["old"] for one in told], ["", "Không kịp thời"])
        self.assertEqual([bool(one["remark"]) for one in told], [False, True])
        self._give(common, (self.unit, {"option_id": option.id}), user=self.other_officer)
        [told] = self._call(
            common._name, "write_exchange", common.ids, data, True, user=self.other_officer
        )
        self.assertEqual(told["old"], "Kịp thời", "which it brought in itself")

    def test_an_answer_to_one_unit_is_told_to_no_other(self):
        """What a unit objects to, that it was answered and why: its own, the agency's, the secretary's."""
        self._object("Thiếu 5 hồ sơ của đơn vị.")
        self._step(
            "correct",
            self.secretary,
            "Đúng là thiếu 5.",
            figure_id=self.line.figure_id.id,
            numerator=90,
            denominator=100,
        )
        self.common.with_user(self.secretary).agency_id = self.unit
        self.env.flush_all()
        for user in (self.other_officer, self.other_leader, self.appraiser):
            with self.subTest(user=user.login):
                read = [
                    self._call("cchc.figure.batch", "search_read", [], [], user=user),
                    self._call("cchc.common.figure", "read_exchange", self.common.ids, user=user),
                    self._call(
                        "cchc.common.figure", "read", self.common.ids, ["batch_ids"], user=user
                    ),
                ]
                self.assertNotIn("thiếu", str(read).lower())
                self.assertNotIn(str(self.line.figure_id.batch_id.id), str(read[2]))
        for user in (self.officer, self.contributor, self.secretary):
            read = self._call("cchc.figure.batch", "search_read", [], ["reason"], user=user)
            self.assertIn("Đúng là thiếu 5.", [one["reason"] for one in read])

    def test_who_leaves_the_agency_brings_in_nothing(self):
        """Neither do its contributors, nor anybody while no agency is named."""
        self.common.with_user(self.secretary).agency_id = False
        with self.assertRaises(AccessError):
            self._give(self.common, (self.unit, 1, 2), user=self.other_officer, reason="x")
        self.common.with_user(self.secretary).agency_id = self.unit
        with self.assertRaises(AccessError):
            self._give(self.common, (self.unit, 1, 2), user=self.contributor, reason="x")
        with self.assertRaises(AccessError):
            self._give(self.common.sudo(), (self.unit, 1, 2), user=self.contributor, reason="x")

    def test_only_the_unit_objects(self):
        """Its officers and leaders, while they work on the form; neither the agency nor a contributor."""
        figure = self.line.figure_id
        for user in (self.contributor, self.appraiser, self.secretary, self.other_officer):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self._object(user=user)
        self.assertEqual(figure.objection_state, "none")
        self._object(user=self.leader)
        for user in (self.officer, self.leader, self.contributor, self.appraiser, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._step("keep", user, figure_id=figure.id)
        self.assertEqual(figure.objection_state, "open")

    def test_no_objection_to_what_was_sent(self):
        """The form is closed then."""
        self._fill_in()
        self._send()
        with self.assertRaises(UserError):
            self._object()

    def test_nothing_is_brought_in_once_the_year_is_over(self):
        """Neither by the secretary: figures stay as they are published."""
        self.env.cr.execute(
            "UPDATE cchc_period SET state = 'published' WHERE id = %s", [self.period.id]
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "not under way"):
            self._give(self.common, (self.unit, 1, 2), reason="x")
        with self.assertRaisesRegex(UserError, "not under way"):
            self.batch.with_user(self.secretary)._withdraw("x")

    def test_the_form_is_served_to_who_brings_in(self):
        """To everybody else it does not exist."""
        path = f"/cchc/form/figures/{self.common.id}"
        for user, status in (
            (self.secretary, 200),
            (self.other_officer, 200),
            (self.officer, 404),
            (self.appraiser, 404),
            (self.stranger, 404),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._get(user, path).status_code, status)

    def test_the_document_stays(self):
        """Over JSON-RPC: whoever may read it does, and nobody exchanges it."""
        self._wizard(
            ("T-STN", None, 85, 100),
            reason="Bổ sung văn bản.",
            document_file=base64.b64encode(PDF),
            document_file_name="a.pdf",
        ).action_import()
        document = self.common.batch_ids[:1].document_id
        self.env.flush_all()
        for user in (self.secretary, self.other_officer, self.officer):
            for method, *arguments in (
                ("write", document.ids, {"raw": "x"}),
                ("write", document.ids, {"name": "x"}),
                ("unlink", document.ids),
            ):
                with self.subTest(user=user.login, method=method):
                    self._assert_refused(self._call("ir.attachment", method, *arguments, user=user))
        self.assertEqual(self._get(self.officer, f"/web/content/{document.id}").status_code, 200)
        self.assertEqual(self._get(self.stranger, f"/web/content/{document.id}").status_code, 404)

    def test_no_answer_without_words(self):
        """An objection, its answer and a withdrawal say why; blanks say nothing."""
        figure = self.line.figure_id
        for said, refused in (
            ("Say why the figure", figure.with_user(self.officer)._object),
            ("Say why, as the units", self.batch.with_user(self.secretary)._withdraw),
        ):
            for blank in (" \n", False):
                with self.subTest(said=said), self.assertRaisesRegex(UserError, said):
                    refused(blank)
        self._object()
        for blank in (" \n", False):
            with self.assertRaisesRegex(UserError, "Answer with a word"):
                figure.with_user(self.secretary)._keep(blank)
        self.assertEqual(figure.objection_state, "open")
        self._assert_unchanged()

    def test_an_earlier_figure_is_past(self):
        """What has another in its place is not objected to, nor is one twice; the screen offers neither."""
        figure = self.line.figure_id
        self._give(self.common, (self.unit, 86, 100), reason="Rà soát.")
        with self.assertRaisesRegex(UserError, "another has taken its place"):
            figure.with_user(self.officer)._object("Sai.")
        told = self.line.with_user(self.officer).get_figures()
        self.assertEqual([one["may_object"] for one in told], [True, False])
        self._object()
        [told, _earlier] = self.line.with_user(self.officer).get_figures()
        self.assertFalse(told["may_object"])

    def test_whose_figures_they_are(self):
        """Each is shown those that it brings in as its own: the agency's officer one, the secretary all."""
        every = self.common | self.other_common
        for user, mine in (
            (self.other_officer, self.common),
            (self.officer, self.other_common),
            (self.secretary, every),
        ):
            commons = every.with_user(user)
            with self.subTest(user=user.login):
                self.assertEqual(commons.filtered("is_mine"), mine)
                self.assertEqual(commons.search([("is_mine", "=", True)]), mine)
                self.assertFalse(commons.search([("is_mine", "=", False)]) & mine)

    def test_a_version_without_a_file(self):
        """There is nothing to download, and it is said; who reads no version is told nothing."""
        batch = self.batch.with_user(self.secretary)
        with self.assertRaisesRegex(UserError, "No file was attached"):
            batch.action_download()
        with self.assertRaises(AccessError):
            self.batch.with_user(self.stranger).action_download()
        batch._write_as_system(
            {
                "document_id": self.common.with_user(self.secretary)
                ._keep_document(batch, io.BytesIO(PDF), "a.pdf")
                .id
            }
        )
        self.assertIn(f"/{batch.document_id.id}?", batch.action_download()["url"])

    def test_a_program_names_unit_and_level(self):
        """Each by what period and criterion have; nothing is brought in where one is wrong, and each is told."""
        level = self._make_common("1.1.1").with_user(self.secretary)
        own, foreign = self._option("1.1.1", 2), self.criteria["1.1.2"].option_ids[:1]
        good = {"unit_code": "T-STN", "option_id": own.id}
        for wrong, said in (
            ({"unit_code": "T-XXX", "option_id": own.id}, "The unit is none of the period"),
            ({"unit_id": 2**30, "option_id": own.id}, "The unit is none of the period"),
            ({"option_id": own.id}, "The unit is none of the period"),
            ({"unit_id": self.other_unit.id, "option_id": foreign.id}, "The level is none"),
        ):
            data = {**DATA, "figures": [good, wrong]}
            with self.subTest(wrong=wrong):
                told = level.write_exchange(data, dry_run=True)
                self.assertEqual([bool(one["problem"]) for one in told], [False, True])
                self.assertIn(said, told[1]["problem"])
                with self.assertRaisesRegex(
                    UserError, rf"Nothing was brought in:\n• figures\[1\]: {said}"
                ):
                    level.write_exchange(data)
        self.assertFalse(level.batch_ids)
        level.write_exchange({**DATA, "figures": [good]})
        self.assertEqual(self._line("1.1.1").option_id, own)

    def test_two_units_of_one_name(self):
        """The name alone means neither; with the code it means one."""
        twin = self.unit.copy({"name": self.unit.name, "code": "T-STN2"})
        period = self.period.copy({"year": 2028, "self_deadline": self.period.self_deadline})
        period.with_user(self.secretary).action_open()
        common = self.common.create(
            {"period_id": period.id, "criterion_id": self.criteria["2.1"].id}
        )
        with self.assertRaisesRegex(UserError, "Several units of the period are called"):
            self._wizard((None, twin.name, 1, 2), common=common).action_import()
        self._wizard((twin.code, twin.name, 1, 2), common=common).action_import()
        self.assertEqual(common.figure_ids.unit_id, twin)

    def test_criteria_of_other_rubrics(self):
        """A criterion that the period does not have takes no figures in it."""
        version = self.rubric.browse(self.rubric.action_new_version()["res_id"])
        twin = version.criterion_ids.filtered(lambda one: one.code == "1.1.1")
        with self.assertRaisesRegex(ValidationError, "takes no figures"):
            self.common.create({"period_id": self.period.id, "criterion_id": twin.id})

    def test_works_meet_on_the_common_figure(self):
        """Bringing in, an answer and a withdrawal: of two at the same moment the later one sees the other."""
        self._assert_meets(
            self.common, lambda: self._give(self.common, (self.unit, 85, 100), reason="Như cũ.")
        )
        figure = self._object()
        self._assert_meets(self.common, lambda: figure.with_user(self.secretary)._keep("Đủ."))
        self._assert_meets(
            self.common, lambda: figure.batch_id.with_user(self.secretary)._withdraw("Nhầm.")
        )

    def test_a_correction_is_held_to_the_rule(self):
        """What answers an objection is judged as every other figure; the objection stays open then."""
        figure = self._object()
        for values, said in (
            ({"numerator": 3, "denominator": 2}, "3 out of 2"),
            ({}, "no figure to bring in"),
        ):
            with self.subTest(said=said), self.assertRaisesRegex(UserError, said):
                self._step("correct", self.secretary, "Đúng.", figure_id=figure.id, **values)
        self.assertEqual(figure.objection_state, "open")
        self._assert_unchanged()
