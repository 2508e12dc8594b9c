from odoo.fields import Datetime
from odoo.tests import tagged

from ..common import CchcCase


@tagged("post_install", "-at_install")
class TestTotals(CchcCase):
    """Totals are kept, and computed where somebody has saved since: whoever reads, searches or sorts finds the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls.both = cls.assessment | cls.other_assessment

    def _save(self, code, **vals):
        self._line(code).with_user(self.officer).write(vals)
        self.env.flush_all()
        self.env.invalidate_all()

    def _find(self, domain, order="id", user=None):
        assessments = self.env["cchc.assessment"].with_user(user or self.secretary)
        return assessments.search([("id", "in", self.both.ids), *domain], order=order)

    def _unsettled(self):
        return sorted(set(self.both.ids) & set(self.both._find_unsettled()))

    def test_what_was_opened_is_settled(self):
        """A new year's forms have their maxima in the list at once, all of them kept."""
        self.assertEqual(self._unsettled(), [])
        self.assertEqual(set(self.both._read_settled()), set(self.both.ids))
        self.assertEqual(self.both.mapped("self_maximum"), [7, 7])
        self.assertEqual(self._find([("self_maximum", "=", 7)]), self.both)
        self.assertFalse(self._find([("progress", ">", 0)]))
        next_year = self.period.copy({"name": "Năm kế tiếp", "year": 2030})
        next_year.self_deadline = Datetime.add(Datetime.now(), days=30)
        next_year.with_user(self.secretary).action_open()
        opened = next_year.assessment_ids
        self.assertEqual(len(opened), 2)
        self.assertEqual(set(opened._read_settled()), set(opened.ids))
        self.assertFalse(set(opened._find_unsettled()) & set(opened.ids))

    def test_what_is_saved_counts_at_once(self):
        """A score is in the list, in its sums, its order and its filters before the job comes by, and after."""
        self.assertFalse(self._find([("self_score", ">", 0)]))
        self._save("1.2", manual_score=1.5)
        self.assertEqual(self._unsettled(), self.assessment.ids)
        for unsettled in (self.assessment.ids, []):
            with self.subTest(unsettled=unsettled):
                self.assertEqual(self._unsettled(), unsettled)
                self.assertEqual(self.both.with_user(self.secretary).mapped("self_score"), [1.5, 0])
                self.assertEqual(self._find([("self_score", ">", 1)]), self.assessment)
                self.assertEqual(self._find([("self_score", "=", 1.5)]), self.assessment)
                self.assertEqual(self._find([("self_score", "<", 1)]), self.other_assessment)
                for order, first in (
                    ("self_score desc, id", self.assessment),
                    ("self_score, id", self.other_assessment),
                ):
                    self.assertEqual(self._find([], order)[0], first)
                [(mean,)] = (
                    self.env["cchc.assessment"]
                    .with_user(self.secretary)
                    ._read_group([("id", "in", self.both.ids)], [], ["self_score:avg"])
                )
                self.assertEqual(mean, 0.75)
            self.both._settle()
            self.env.invalidate_all()

    def test_only_those_that_were_settled_are(self):
        """Settling one form leaves what was saved in another where it is."""
        self._save("1.2", manual_score=1)
        self.other_assessment._settle()
        self.assertEqual(self._unsettled(), self.assessment.ids)
        self.both.browse()._settle()
        self.assertEqual(self._unsettled(), self.assessment.ids)
        self.assessment._settle()
        self.assertEqual(self._unsettled(), [])
        self.assertEqual(self.both._read_settled()[self.assessment.id]["self_score"], 1)

    def test_a_total_that_was_not_kept_yet(self):
        """A form whose kept totals lack one, as after an update that adds it, has it all the same."""
        self._save("1.2", manual_score=1)
        self.both._settle()
        self.env.cr.execute(
            "UPDATE cchc_assessment SET settled = settled::jsonb - 'self_percent' WHERE id = %s",
            self.assessment.ids,
        )
        self.env.invalidate_all()
        self.assertAlmostEqual(self.assessment.self_percent, 100 / 7, 4)
        self.assertEqual(self.assessment.self_score, 1)

    def test_what_others_save_is_not_told(self):
        """Whoever does not read a form finds nothing by its totals, saved or settled."""
        self._save("1.2", manual_score=2)
        for _time in range(2):
            self.assertFalse(self._find([("self_score", ">", 1)], user=self.other_officer))
            self.assertEqual(
                self._find([], "self_score desc", user=self.other_officer), self.other_assessment
            )
            self.assertEqual(
                self._find([("self_score", ">", 1)], user=self.officer), self.assessment
            )
            self.both._settle()
            self.env.invalidate_all()

    def test_the_gate(self):
        """Ending what is saved in a form moves its own gate and no other's; saves move along."""
        self._save("1.2", manual_score=2)
        before = {one.id: one.gate for one in self.both.sudo()}
        self.both.browse()._exclude_saves()
        self.both.browse()._exclude_transitions()
        self.assertEqual(self._unsettled(), self.assessment.ids)
        self.assessment._exclude_saves()
        self.env.invalidate_all()
        self.assertNotEqual(self.assessment.sudo().gate, before[self.assessment.id])
        self.assertEqual(self.other_assessment.sudo().gate, before[self.other_assessment.id])
        saves = (
            self.env["cchc.assessment.save"]
            .sudo()
            .search([("assessment_id", "=", self.assessment.id)])
        )
        self.assertEqual(set(saves.mapped("gate")), {self.assessment.sudo().gate})

    def test_a_database_without_comments(self):
        """Restored by ``pg_restore --no-comments``, which leaves nothing by which Odoo knows its constraints, it can
        be updated: what the gate stands on is not dropped.
        """
        forms = self.env["cchc.assessment"]
        self.env.cr.execute(
            "COMMENT ON CONSTRAINT cchc_assessment_gate_uniq ON cchc_assessment IS NULL"
        )
        forms._gate_uniq.apply_to_database(forms)
        held = ["cchc_assessment_gate_uniq", "cchc_assessment_save_gate_fkey"]
        self.env.cr.execute("SELECT count(*) FROM pg_constraint WHERE conname = ANY(%s)", [held])
        self.assertEqual(self.env.cr.fetchone(), (2,))

    def test_totals_of_a_form_like_it(self):
        """Forms that are opened with the same rows have the totals of the first, and nothing waits there any more."""
        self._save("1.2", manual_score=1.5)
        self.assessment._settle()
        line = self._line("1.2", self.other_assessment).with_user(self.other_officer)
        line.manual_score = 0.5
        self.env.flush_all()
        self.assertEqual(self._unsettled(), self.other_assessment.ids)
        self.other_assessment._settle_as(self.assessment)
        self.assertEqual(self._unsettled(), [])
        kept = self.both._read_settled()
        self.assertEqual(kept[self.other_assessment.id], kept[self.assessment.id])
        self.assertEqual(kept[self.other_assessment.id]["self_score"], 1.5)
        # what is like several, or like none, has no totals to take over
        for like in (self.both, self.both.browse()):
            with self.assertRaises(ValueError):
                self.other_assessment._settle_as(like)
        self.assertEqual(self.both._read_settled(), kept)

    def test_what_is_not_stored_yet_is_settled_as_well(self):
        """Whoever settles in the middle of a change keeps what it comes to, and it is not added up again."""
        self._line("1.2").with_user(self.officer).manual_score = 1.5
        self.assessment._settle()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self._unsettled(), [])
        self.assertEqual(self.both._read_settled()[self.assessment.id]["self_score"], 1.5)
        self.assertEqual(self.assessment.with_user(self.officer).self_score, 1.5)
