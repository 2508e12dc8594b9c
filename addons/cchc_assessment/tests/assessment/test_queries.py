from odoo.fields import Command
from odoo.tests import tagged

from ..common import CchcCase


@tagged("post_install", "-at_install")
class TestQueries(CchcCase):
    """The work of one click asks the database as often in a small rubric as in a large one."""

    def _make_large(self, leaves):
        """The assessment of a rubric of this many criteria."""
        rubric = self._make_large_rubric(leaves)
        rubric.action_publish()
        period = self.period.copy(
            {"rubric_ids": [Command.set(rubric.ids)], "self_deadline": self.period.self_deadline}
        )
        period.with_user(self.secretary).action_open()
        return period.assessment_ids.filtered(lambda assessment: assessment.unit_id == self.unit)

    def _count_saving(self, assessment):
        """Count the queries of changing one criterion's score, log included."""
        line = assessment.line_ids[0].with_user(self.officer)
        for option in line.criterion_id.option_ids:
            seen_revision = line.revision
            count = self._count_queries(
                lambda values={"option_id": option.id, "seen_revision": seen_revision}: (
                    line.web_save(values, {"self_score": {}, "score_note": {}, "revision": {}})
                )
            )
        return count

    def _count_opening(self, assessment):
        specification = {
            "display_name": {},
            "self_score": {},
            "progress": {},
            "is_editable": {},
            "available_actions": {},
            "revision": {},
            "line_ids": {
                "fields": {
                    "code": {},
                    "name": {},
                    "max_score": {},
                    "option_id": {"fields": {"display_name": {}}},
                    "self_score": {},
                    "score_note": {},
                    "evidence_ids": {"fields": {"display_name": {}}},
                    "evidence_status": {},
                    "explanation": {},
                    "revision": {},
                }
            },
        }
        return self._count_queries(
            lambda: assessment.with_user(self.officer).web_read(specification)
        )

    def test_saving_one_score(self):
        """Saving a score takes at most 20 queries, with 10 criteria and with 300."""
        small, large = self._make_large(10), self._make_large(300)
        self._count_saving(small)  # warms the caches
        few, many = self._count_saving(small), self._count_saving(large)
        self.assertEqual(few, many)
        self.assertLessEqual(many, 20)

    def test_opening_the_sheet(self):
        """Showing the whole sheet takes at most 16 queries, with 10 criteria and with 300."""
        small, large = self._make_large(10), self._make_large(300)
        self._count_opening(small)  # warms the caches
        few, many = self._count_opening(small), self._count_opening(large)
        self.assertEqual(few, many)
        # one of them counts the changes of each criterion, so that two who save different rows meet nowhere
        self.assertLessEqual(many, 16)

    def _score_all(self, assessment):
        lines = assessment.line_ids.with_user(self.officer)
        lines._write_each(
            {
                line: {"option_id": line.criterion_id.option_ids[0].id, "explanation": line.code}
                for line in lines
            }
        )

    def _start_appraisal(self, assessment):
        self._score_all(assessment)
        assessment._write_state("submitted")
        assessment.with_user(self.secretary).action_start_appraisal()

    def _count_by_size(self, work, prepare=lambda assessment: None):
        """Count the queries of ``work`` in a small and in a large rubric, once the caches are warm.

        Rows are written a hundred at a time, so the large one is let off the statements that this takes more.
        """
        counts = []
        for leaves in (5, 10, 100):
            assessment = self._make_large(leaves)
            prepare(assessment)
            counts.append(self._count_queries(lambda one=assessment: work(one)))
        few, many = counts[1:]
        return few + 3, many

    def test_scoring_all_at_once(self):
        """Scoring and explaining 100 criteria takes as many queries as 10."""
        few, many = self._count_by_size(self._score_all)
        self.assertLessEqual(many, few)

    def test_starting_the_appraisal(self):
        """A round of 100 criteria is opened with as many queries as one of 10."""

        def submit(assessment):
            self._score_all(assessment)
            assessment._write_state("submitted")

        few, many = self._count_by_size(
            lambda assessment: assessment.with_user(self.secretary).action_start_appraisal(), submit
        )
        self.assertLessEqual(many, few)

    def test_agreeing_with_a_unit(self):
        """Taking over what a unit scored on 100 criteria takes as many queries as on 10."""
        few, many = self._count_by_size(
            lambda assessment: assessment.with_user(self.secretary).action_agree(),
            self._start_appraisal,
        )
        self.assertLessEqual(many, few)
