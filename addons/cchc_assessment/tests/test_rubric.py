from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import CchcCase


@tagged("post_install", "-at_install")
class TestRubric(CchcCase):
    def test_maximum_is_the_sum_of_the_domains(self):
        """The rubric shows 10 points: two domains of 5."""
        self.assertEqual(self.rubric.max_score, 10)

    def test_tree_knows_leaves_levels_and_domains(self):
        """Only criteria without children are to be scored, and each knows the domain above it."""
        leaves = self.rubric.criterion_ids.filtered("is_leaf")
        self.assertEqual(leaves.mapped("code"), ["1.1.1", "1.1.2", "1.2", "2.1", "2.2"])
        self.assertEqual(self.criteria["1.1.1"].level, 3)
        self.assertEqual(self.criteria["1.1.1"].domain_id, self.criteria["1"])

    def test_a_code_may_repeat(self):
        """A rubric that uses a code twice is taken as it is: the record is the identity."""
        twin = self.criteria["1.2"].copy({"code": "1.1.1"})
        self.assertEqual(twin.code, self.criteria["1.1.1"].code)

    def test_publish_names_the_criterion_without_rule(self):
        """A leaf that nobody can score stops publication, and the message says which."""
        self.criteria["1.2"].rule_type = False
        with self.assertRaisesRegex(UserError, "1.2 Sáng kiến"):
            self.rubric.with_user(self.secretary).action_publish()
        self.assertEqual(self.rubric.state, "draft")

    def test_published_rubric_is_closed_by_every_door(self):
        """After publication no criterion and no option changes, comes or goes, not even for the system."""
        self.rubric.with_user(self.secretary).action_publish()
        criterion, option = self.criteria["1.1.1"], self._option("1.1.1", 2)
        for change in (
            lambda: self.rubric.write({"name": "Khác"}),
            lambda: self.rubric.write({"criterion_ids": [(2, criterion.id)]}),
            lambda: self.rubric.unlink(),
            lambda: criterion.write({"max_score": 3}),
            lambda: criterion.write({"option_ids": [(0, 0, {"name": "Mới", "score": 1})]}),
            lambda: criterion.unlink(),
            lambda: criterion.copy(),
            lambda: option.write({"score": 1.5}),
            lambda: option.unlink(),
            lambda: option.copy(),
        ):
            with self.assertRaisesRegex(UserError, "published"):
                change()
        self.assertEqual(option.score, 2)

    def test_state_is_not_written(self):
        """A published rubric cannot be made a draft again by writing its state."""
        self.rubric.with_user(self.secretary).action_publish()
        with self.assertRaises(UserError):
            self.rubric.write({"state": "draft"})

    def test_a_rubric_is_born_a_draft(self):
        """A rubric that a caller creates as published is a draft all the same."""
        rubric = (
            self.env["cchc.rubric"]
            .with_user(self.secretary)
            .create({"name": "Mới", "state": "published"})
        )
        self.assertEqual(rubric.state, "draft")

    def test_units_do_not_publish(self):
        """A unit's leader cannot publish a rubric."""
        with self.assertRaises(AccessError):
            self.rubric.with_user(self.leader).action_publish()

    def test_no_criterion_below_itself(self):
        """A tree that bites its tail is refused."""
        with self.assertRaises(UserError):
            self.criteria["1"].parent_id = self.criteria["1.1.1"]

    def test_parent_is_of_the_same_rubric(self):
        """A criterion cannot hang below a criterion of another rubric."""
        other = self.env["cchc.rubric"].create({"name": "Khác"})
        with self.assertRaises(ValidationError):
            self.env["cchc.criterion"].create(
                {"rubric_id": other.id, "parent_id": self.criteria["1"].id, "name": "Lạc"}
            )
