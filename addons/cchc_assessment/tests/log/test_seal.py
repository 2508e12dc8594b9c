import json
from datetime import timedelta

from odoo import api, models
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ...models.log.sealed_fields import SUBMISSION, VERSION
from ...models.log.sealed_part import ALWAYS, KEPT
from ..common import CchcCase
from ..common_council import Council
from ..common_foreign import ForeignAddon
from .seal import Damage


class SealCase(Council, Damage, CchcCase):
    """Two units that have submitted, in a database where each relation could lead elsewhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].create({"name": "Tỉnh khác"})
        group = cls.env["cchc.unit.group"].create({"name": "Xã", "code": "T-XA"})
        cls.rubric.copy({"name": "Bộ khác", "group_ids": [Command.set(group.ids)]})
        cls.criteria["1.1.1"].requirement_ids = [Command.create({"name": "Kế hoạch năm"})]
        cls._make_council()
        for assessment in (cls.assessment, cls.other_assessment):
            cls._submit(assessment)
        cls.submission = cls.assessment.submission_ids
        cls.other_period = cls.period.copy({"name": "Kỳ khác", "year": 2031})
        cls.other_period.rubric_ids = cls.rubric
        cls.other_period.with_user(cls.secretary).action_open()
        cls.unit.copy({"name": "Sở mới", "code": "T-SM"})
        cls.env["cchc.period"].create({"name": "Kỳ sau", "year": 2032})

    def _return_to_unit(self):
        self.assessment.with_user(self.secretary)._transition(
            "action_return_to_unit",
            reason="Thiếu tài liệu.",
            new_deadline=self.period.self_deadline + timedelta(days=1),
        )

    def _submit_again(self):
        self.assessment.with_user(self.officer)._transition("action_send_to_leader")
        self.assessment.with_user(self.leader)._transition(
            "action_approve",
            dispatch_number="2/BC",
            dispatch_date="2026-12-20",
            responsibility_confirmed=True,
        )
        return self.assessment.submission_ids.sorted("number")[-1]


@tagged("post_install", "-at_install")
class TestSubmissionSeal(SealCase):
    """Whatever is changed of what a leader approved is found, and named."""

    def test_each_field_is_found(self):
        """Each value of the table, changed in the database, is named with the criterion or document it is of."""
        count = self._assert_each_field_is_found(self.submission)
        self.assertGreater(count, 50)

    def test_what_was_sealed_is_pinned(self):
        """What is kept of the approval cannot be changed, with a new seal neither."""
        self._assert_manifest_is_pinned(self.submission)

    def test_each_file_is_found(self):
        """Each document, the appendix and the report: another byte, one more, none at all."""
        files = (
            self.submission.evidence_ids.attachment_id
            | self.submission.appendix_id
            | self.submission.report_id
        )
        self.assertEqual(len(files), 3)
        self._assert_each_file_is_found(self.submission, files)

    def test_the_check_says_before_and_now(self):
        """The secretary reads which criterion, which field, what was sealed and what stands there now."""
        self.env["res.lang"]._activate_lang("vi_VN")
        line = self._line("1.1.2")
        self._sql(
            "UPDATE cchc_assessment_line SET numerator = 9.5, explanation = 'Đã xong' WHERE id = %s",
            line.id,
        )
        submission = self.submission.with_user(self.secretary).with_context(lang="vi_VN")
        action = submission.action_check_files()
        report = self.submission.check_report
        self.assertEqual(action["params"]["type"], "danger")
        self.assertEqual(action["params"]["message"], report)
        for words in ("1.1.2 Hoàn thành kế hoạch", "“8”", "“9,5”", "Giải trình", "“Đã xong”"):
            self.assertIn(words, report)
        self.assertIn("Hai nhiệm vụ chuyển sang năm sau.", report)
        self.assertEqual(len(report.split("\n")), 2)

    def test_a_long_text_is_quoted_where_it_differs(self):
        """Of two long explanations the check quotes the place, and not twice the same beginning."""
        texts = self.submission._quote(
            "a" * 5000 + "đúng" + "b" * 500, "a" * 5000 + "sai" + "b" * 500
        )
        self.assertIn("đúng", texts[0])
        self.assertIn("sai", texts[1])
        self.assertLess(max(map(len, texts)), 200)

    def test_rows_that_come_and_go_are_found(self):
        """A criterion that is another one now, a document taken off the submission, and one put on it."""
        with self._undone():
            self._sql(
                "UPDATE cchc_assessment_line SET criterion_id = %s WHERE id = %s",
                self.criteria["1.1"].id,
                self._line("1.2").id,
            )
            found = self._problems(self.submission)
            self.assertIn("“1.2 Sáng kiến” is gone", found)
            self.assertIn("“1.1 Kế hoạch” was added", found)
        with self._undone():
            self._sql(
                "INSERT INTO cchc_submission_evidence_rel (submission_id, evidence_id) VALUES (%s, %s)",
                self.submission.id,
                self.other_assessment.evidence_ids.id,
            )
            self.assertIn("was added", self._problems(self.submission))
        self.assertEqual(self._problems(self.submission), "")

    def test_the_state_follows_the_log(self):
        """Each state that was reached by its button is right; one that was written is found, whatever it is."""
        for state in ("draft", "leader_review", "appraisal", "published"):
            with self._undone():
                self._sql(
                    "UPDATE cchc_assessment SET state = %s WHERE id = %s", state, self.assessment.id
                )
                self._sql(
                    "UPDATE cchc_assessment_line SET explanation = 'x' WHERE id = %s",
                    self._line("1.2").id,
                )
                found = self._problems(self.submission)
                self.assertIn("State", found)
                # a state that nobody set does not open what was approved
                self.assertIn("Explanation", found)
        self._start()
        self.assertEqual(self._problems(self.submission), "")

    def test_the_log_is_found(self):
        """A middle row with everything written anew, and the last rows cut."""
        size = self.submission._get_manifest()["log"]["unit"]["size"]
        self.assertGreater(size, 5)
        for number in (1, size // 2, size):
            with self.subTest(number=number), self._undone():
                self._rewrite_log(self.assessment, number)
                self.assertIn("The log", self._problems(self.submission))
        for last in (size - 2, size - 1):
            with self.subTest(last=last), self._undone():
                self._cut_log(self.assessment, last)
                self.assertIn("The log", self._problems(self.submission))
        with self._undone():
            self._cut_log(self.assessment, size)
            self.assertIn("the log notes", self._problems(self.submission))
        self.assertEqual(self._problems(self.submission), "")

    def test_a_return_opens_what_was_approved(self):
        """After a return the unit works on; the old seal still holds files and who approved, the new one all."""
        self._return_to_unit()
        line, evidence = self._line("1.1.2").with_user(self.officer), self.submission.evidence_ids
        line.write({"numerator": 9, "explanation": "Đã sửa."})
        evidence.with_user(self.officer).name = "Báo cáo đã sửa"
        evidence.with_user(self.officer).active = False
        self._file(self._line("1.1.1"), name="15/BC-STN")
        self.assertEqual(self._problems(self.submission), "")
        again = self._submit_again()
        self.assertEqual(again.number, 2)
        self.assertEqual(self._problems(self.submission | again - again), "")
        self.assertEqual(self._problems(again), "")
        sealed = {entry["code"]: entry for entry in self.submission._get_manifest()["criteria"]}
        self.assertEqual((sealed["1.1.2"]["numerator"], line.numerator), ("8", 9))
        with self._undone():
            self._sql("UPDATE cchc_assessment_line SET numerator = 8 WHERE id = %s", line.id)
            self.assertIn("Done", self._problems(again))
            self.assertEqual(self._problems(self.submission), "")
        with self._damaged(evidence.sudo().attachment_id, b"khac"):
            self.assertIn(evidence.file_name, self._problems(self.submission))
            self.assertEqual(self._problems(again), "")

    def test_a_recall_opens_and_closes(self):
        """A recalled submission is not held against what the unit changes; approved once more, the new one is."""
        self.assessment.with_user(self.leader)._transition("action_recall", reason="Nhầm số.")
        self.assertEqual(self._problems(self.submission), "")
        self.assessment.with_user(self.leader)._transition(
            "action_return_to_officer", reason="Sửa điểm."
        )
        self._line("1.1.2").with_user(self.officer).numerator = 10
        self.assertEqual(self._problems(self.submission), "")
        again = self._submit_again()
        self.assertEqual(self._problems(again), "")

    def test_explanations_add_documents(self):
        """What a unit files with an explanation is no change of what it had submitted; a sealed document is."""
        self._start()
        self._ask("1.1.1")
        added = self._file(self._line("1.1.1"), name="20/BC-STN")
        self.assertEqual(added.added_round, 1)
        self.assertEqual(self._problems(self.submission), "")
        with self._undone():
            self._sql(
                "INSERT INTO cchc_evidence_line_rel (line_id, evidence_id) VALUES (%s, %s)",
                self._line("1.2").id,
                self.submission.evidence_ids.id,
            )
            self.assertIn("1.2", self._problems(self.submission))
        with self._undone():
            self._sql("UPDATE cchc_evidence SET added_round = 0 WHERE id = %s", added.id)
            self.assertIn("1.1.1", self._problems(self.submission))
        self._appraisal("1.1.1", self.officer).explanation = "Xem báo cáo số 20."
        self.assessment.with_user(self.leader)._transition("action_send_explanation")
        self._decide_all()
        self._conclude()
        self.assertEqual(self._problems(self.submission), "")

    def _make_old(self):
        """Turn the submission into one that was sealed before there were versions."""
        manifest = self.submission._get_manifest()
        (assessment,) = manifest["assessment"]
        lists = {}
        for part in SUBMISSION:
            keys = [row.key for row in part.fields if row.since == 1]
            lists[part.key] = [
                # as they were written then: empty texts, and not null
                {
                    "id": entry["id"],
                    **{key: "" if entry[key] is None else entry[key] for key in keys},
                }
                for entry in manifest[part.key]
            ]
        texts = {k: v for k, v in lists["assessment"][0].items() if k.startswith("report_")}
        old = {
            **{key: assessment[key] for key in ("unit", "period", "rubric")},
            "self_score": "3.20",
            "criteria": lists["criteria"],
            "evidence": lists["evidence"],
            "report": texts,
            "log": {"count": 0, "head": None},
        }
        self._sql(
            "UPDATE cchc_submission SET manifest = %s, seal = NULL WHERE id = %s",
            json.dumps(old, indent=1, ensure_ascii=False),
            self.submission.id,
        )

    def test_an_older_seal_is_checked_by_its_version(self):
        """What was sealed before still passes, says what its seal does not cover, and finds what it covers."""
        sealed = self.submission._get_manifest()["log"]["unit"]["size"]
        with self._undone():
            self._make_old()
            # a seal that the log notes was there: taking it away is found
            self.assertIn("the log notes", self._problems(self.submission))
        self._make_old()
        self._cut_log(self.assessment, sealed)
        self.submission.with_user(self.secretary).action_check_files()
        self.assertEqual(self.submission.check_state, "ok")
        report = self.submission.check_report
        self.assertIn("earlier version", report)
        for label in ("Dispatch Number", "Done", "Mime Type", "SHA-256"):
            self.assertIn(label, report)
        with self._undone():
            self._sql(
                "UPDATE cchc_assessment_line SET explanation = 'x' WHERE id = %s",
                self._line("1.2").id,
            )
            self.assertIn("1.2", self._problems(self.submission))
        with self._undone():
            self._sql(
                "UPDATE cchc_submission SET dispatch_number = 'x' WHERE id = %s", self.submission.id
            )
            self.assertEqual(self._problems(self.submission), "")

    def test_numbers_dates_and_nothing_have_one_form(self):
        """The kept text is canonical, and the seal is the SHA-256 of its bytes."""
        text = self.submission.manifest
        manifest = json.loads(text)
        self.assertEqual(manifest["version"], VERSION)
        self.assertEqual(text, self.submission._serialize(manifest))
        (row,) = manifest["submission"]
        self.assertEqual((row["self_score"], row["number"]), ("3.2", 1))
        self.assertEqual(row["approved_at"], self.submission.approved_at.isoformat())
        by_code = {entry["code"]: entry for entry in manifest["criteria"]}
        self.assertEqual(by_code["1.2"]["manual_score"], "0")
        self.assertIsNone(by_code["2.1"]["manual_score"])
        self.assertIs(by_code["1.2"]["not_applicable"], False)
        for value, plain in ((-0.0, "0"), (1.50, "1.5"), (float("nan"), "nan"), ("", None), (0, 0)):
            self.assertEqual(self.submission._make_plain(value), plain)

    def test_no_part_is_only_kept(self):
        """Each part of the table has something that is compared, whatever state the assessment is in."""
        for part in SUBMISSION:
            self.assertTrue([row for row in part.fields if row.holds == ALWAYS], part.key)
            self.assertFalse([row for row in part.fields if row.since > VERSION], part.key)
            for key in part.title:
                self.assertIn(key, [row.key for row in part.fields], part.key)
        self.assertTrue([row for row in SUBMISSION[0].fields if row.holds == KEPT])

    def test_more_criteria_take_no_more_queries(self):
        """Sealing and checking ask the database as often for many criteria and documents as for a few."""

        def seal():
            return self.env["cchc.submission"]._seal(self.assessment, "9/BC", "2026-12-24")

        few = self._count_queries(seal)
        few_checked = self._count_queries(lambda: self.submission._find_seal_problems())
        self._return_to_unit()
        for number in range(12):
            line = self.assessment.line_ids[number % 4]
            self._file(line, name=f"{number}/BC-X")
        self.submission = self._submit_again()
        self.assertEqual(self._problems(self.submission), "")
        self.assertLessEqual(self._count_queries(seal), few + 2)
        self.assertLessEqual(
            self._count_queries(lambda: self.submission._find_seal_problems()), few_checked + 2
        )


@tagged("post_install", "-at_install")
class TestPublicationSeal(SealCase):
    """Whatever is changed of what was published is found, and named."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for assessment, survey in ((cls.assessment, 2.5), (cls.other_assessment, 1)):
            cls._start(assessment)
            cls._decide_all(assessment, survey)
            cls._conclude(assessment)
        cls.publication = cls._publish_signed().sudo()
        cls.publication.create({"period_id": cls.other_period.id, "number": 1})
        cls.result = cls.publication.result_ids.filtered(
            lambda result: result.assessment_id == cls.assessment
        )

    def test_each_field_is_found(self):
        """Each result, domain and word of the council that is changed in the database is named."""
        self._assert_each_field_is_found(self.publication)
        count = self._assert_each_field_is_found(self.result)
        self.assertGreater(count, 40)

    def test_results_are_sealed_as_canonical_text(self):
        """Written column by column, a result is sealed as what is written of its manifest as a whole."""
        self.assertEqual(
            self.result.manifest, self.result._serialize(json.loads(self.result.manifest))
        )
        odd = '50 % "đạt" \\ %s {0}\n\u2028 ½'
        self._sql("UPDATE cchc_appraisal SET remark = %s", odd)
        self._sql(
            "UPDATE cchc_result SET class_holds = %s WHERE id = %s",
            json.dumps([{"rating": odd, "kind": "met", "b": [1, True, None]}]),
            self.result.id,
        )
        results = self.publication.result_ids
        details = [{"log": {"unit": {"size": number}}} for number in range(len(results))]
        texts = results._write_manifests(details)
        for result, kept, text in zip(results, details, texts, strict=True):
            manifest = {**result._make_manifest(), **kept, "version": VERSION}
            self.assertEqual(text, result._serialize(manifest))
            self.assertEqual(json.loads(text)["appraisals"][0]["remark"], odd)
        for column in ([1, True, 1.0, None], [None, None], [[1], None], ["1", 1], [], [2, None, 2]):
            self.assertEqual(results._write_column(column), list(map(json.dumps, column)))

    def test_what_was_sealed_is_pinned(self):
        """What is kept of a publication contradicts its seal when it is changed, and the seal the logs."""
        self._assert_manifest_is_pinned(self.publication)
        self._assert_manifest_is_pinned(self.result, self.publication)

    def test_a_seal_that_is_taken_away_is_found(self):
        """A publication that is made to look as if it was published before there were seals."""
        with self._undone():
            self._sql(
                "UPDATE cchc_publication SET seal = NULL, manifest = NULL WHERE id = %s",
                self.publication.id,
            )
            self.assertIn("the log notes", self._problems(self.publication))
        with self._undone():
            self._sql(
                "UPDATE cchc_result SET seal = NULL, manifest = NULL WHERE id = %s", self.result.id
            )
            self.assertIn("Seal", self._problems(self.publication))

    def test_the_log_is_found(self):
        """What the council wrote in the log after the submission is held by the publication."""
        heads = self.result._get_manifest()["log"]
        first = self.assessment.submission_ids._get_manifest()["log"]
        self.assertEqual(list(first), ["unit"])
        self.assertGreater(heads["unit"]["size"], first["unit"]["size"] + 2)
        self.assertGreater(heads["council"]["size"], 2)
        for kind, number in (
            ("unit", first["unit"]["size"] + 2),
            ("unit", heads["unit"]["size"]),
            ("council", 1),
            ("council", heads["council"]["size"]),
        ):
            with self.subTest(kind=kind, number=number), self._undone():
                self._rewrite_log(self.assessment, number, kind)
                self.assertIn("The log", self._problems(self.publication))
                self.assertIn(
                    self.publication.display_name,
                    self.env["cchc.log"]._find_break(self.assessment),
                )
        with self._undone():
            self._cut_log(self.assessment, heads["council"]["size"] - 1, "council")
            self.assertIn("The log", self._problems(self.publication))
        self.assertEqual(self._problems(self.publication), "")

    def test_a_correction_leaves_the_old_seal(self):
        """A unit that is taken up again, decided otherwise and published anew: both seals hold."""
        self.assessment.with_user(self.secretary)._transition("action_reopen", reason="Khiếu nại.")
        line = self._line("1.1.2")
        line.appraisal_ids.with_user(self.secretary).action_score_again()
        self._appraisal("1.1.2").write({"numerator": 10, "denominator": 10})
        self._conclude()
        self.assertEqual(self._problems(self.publication), "")
        again = self._publish(decision_number="13/QĐ-UBND", reason="Sửa điểm.").sudo()
        self.assertNotEqual(again, self.publication)
        for publication in (self.publication, again):
            self.assertEqual(self._problems(publication), "")
        self.assertNotEqual(again.result_ids.sorted("id")[0].score, self.result.score)

    def test_button_and_job_check_publications(self):
        """The secretary checks a publication by button; the weekly job checks it where it is due."""
        self._sql("UPDATE cchc_result SET rank = 7 WHERE id = %s", self.result.id)
        publication = self.publication.with_user(self.secretary)
        self.assertEqual(publication.action_check_files()["params"]["type"], "danger")
        self.assertEqual(publication.check_state, "bad")
        self.assertIn("Rank", publication.check_report)
        self.assertIn(self.unit.name, publication.check_report)
        self.env.invalidate_all()
        self.assertTrue(publication.check_ids)
        self.env.invalidate_all()
        self.assertFalse(publication.with_user(self.officer).check_ids)
        self.env["cchc.submission.check"].search([]).flush_recordset()
        job = self.env.ref("cchc_assessment.ir_cron_check_files")
        self._sql("UPDATE cchc_submission_check SET checked_at = checked_at - interval '8 days'")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.assertEqual(self.publication.check_ids.mapped("state"), ["bad", "bad"])
        self.assertEqual(self.assessment.submission_ids.check_ids.mapped("state"), ["ok"])

    def test_what_was_published_before_is_said(self):
        """A publication of before there were seals passes, and says that nothing of it is covered."""
        sealed = {one.id: one._get_manifest()["log"] for one in self.publication.result_ids}
        self._sql(
            "UPDATE cchc_publication SET seal = NULL, manifest = NULL WHERE id = %s",
            self.publication.id,
        )
        self._sql("UPDATE cchc_result SET seal = NULL, manifest = NULL")
        for result in self.publication.result_ids:
            heads = sealed[result.id]
            self._cut_log(result.assessment_id, heads["unit"]["size"])
        self.assertEqual(self._problems(self.publication), "")
        self.publication.with_user(self.secretary).action_check_files()
        self.assertIn("earlier version", self.publication.check_report)
        self.assertGreater(Datetime.now(), self.publication.published_at - timedelta(days=1))


def _make_counting_addon(seen):
    """Return an extension that adds to ``seen`` the part of the manifest that is made."""

    class CountingSubmission(models.Model):
        _register = False
        _module = "x_foreign"
        _name = "cchc.submission"
        _inherit = ["cchc.submission"]

        @api.model
        def _make_entries(self, part, records):
            seen.append(part.key)
            return super()._make_entries(part, records)

    return CountingSubmission


@tagged("post_install", "-at_install")
class TestManifestIsMadeOnce(ForeignAddon, CchcCase):
    """An approval reads what it seals once, and by that tells whether it is what was shown."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seen = []
        cls._install(_make_counting_addon(cls.seen))
        cls._open_period()
        cls._fill_in()
        cls._send()
        cls.dialog = (
            cls.env["cchc.assessment.approve"]
            .with_user(cls.leader)
            .create(
                {
                    "assessment_id": cls.assessment.id,
                    "dispatch_number": "1234/STN-VP",
                    "dispatch_date": "2026-12-05",
                    "responsibility_confirmed": True,
                }
            )
        )

    def test_each_part_is_made_once(self):
        """What the dialog shows is compared with what is sealed, which is not read twice for it."""
        self.seen.clear()
        self.dialog.action_approve()
        self.assertEqual(self.assessment.state, "submitted")
        self.assertCountEqual(self.seen, [part.key for part in SUBMISSION])

    def test_nothing_is_left_of_an_outdated_approval(self):
        """What is refused as outdated leaves no submission, no file and no row in the log; nor does one of nothing."""
        files = self.env["ir.attachment"].search_count([("res_model", "=", "cchc.submission")])
        count = self.assessment.log_count
        for fingerprint in ("another", False):
            self.dialog.write({"fingerprint": fingerprint, "responsibility_confirmed": True})
            self.assertEqual(self.dialog.action_approve()["res_id"], self.dialog.id)
            self.assertTrue(self.dialog.is_outdated)
            self.assertFalse(self.assessment.submission_ids)
            self.assertEqual(self.assessment.state, "leader_review")
            self.assertEqual(self.assessment.log_count, count)
            self.assertEqual(
                self.env["ir.attachment"].search_count([("res_model", "=", "cchc.submission")]),
                files,
            )
