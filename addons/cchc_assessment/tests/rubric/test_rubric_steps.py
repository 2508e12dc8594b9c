from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import CchcCase


@tagged("post_install", "-at_install")
class TestRubricSteps(CchcCase):
    """Each step on a rubric and its tree: by whom, in which state, and what it leaves."""

    def _as_secretary(self):
        return self.rubric.with_user(self.secretary)

    def _codes(self):
        return self.rubric._get_ordered_criteria().mapped("code")

    def test_others_take_no_step(self):
        """Officer, leader and member read a rubric; each step is refused by itself."""
        self._as_secretary().action_publish()
        leaf = self.criteria["1.2"]
        for user in (self.officer, self.leader, self.appraiser):
            rubric, own = self.rubric.with_user(user), leaf.with_user(user)
            self.assertEqual(rubric.state, "published")
            for step in (
                rubric.action_publish,
                rubric.action_new_version,
                rubric.action_archive_rubric,
                rubric.action_renumber_codes,
                rubric.action_set_standard_columns,
                own.action_indent,
                own.action_outdent,
                own.action_move_up,
                own.action_move_down,
                own.action_add_below,
                own.action_add_child,
                own.action_delete_branch,
                lambda own=own: own.action_drop(False),
            ):
                with self.assertRaises(AccessError):
                    step()

    def test_a_published_rubric_takes_no_step(self):
        """Nothing of its tree moves, is added or deleted, and it is not published twice."""
        self._as_secretary().action_publish()
        leaf = self.criteria["1.2"].with_user(self.secretary)
        option = self._option("1.1.1", 2).with_user(self.secretary)
        before = self._codes()
        for step in (
            self._as_secretary().action_publish,
            self._as_secretary().action_renumber_codes,
            leaf.action_indent,
            leaf.action_outdent,
            leaf.action_move_up,
            leaf.action_move_down,
            leaf.action_add_below,
            leaf.action_add_child,
            leaf.action_delete_branch,
            lambda: leaf.action_drop(False),
            leaf.unlink,
            option.unlink,
            self._as_secretary().unlink,
            lambda: option.copy(),
            lambda: leaf.write({"name": "Khác"}),
            lambda: option.write({"score": 1.5}),
            lambda: self._as_secretary().write({"bonus_cap": 3}),
            lambda: (
                self.env["cchc.criterion"]
                .with_user(self.secretary)
                .create({"rubric_id": self.rubric.id, "name": "Thêm"})
            ),
            lambda: (
                self.env["cchc.criterion"]
                .with_user(self.secretary)
                .with_context(default_rubric_id=self.rubric.id)
                .create({"name": "Thêm"})
            ),
            lambda: (
                self.env["cchc.criterion.option"]
                .with_user(self.secretary)
                .with_context(default_criterion_id=leaf.id)
                .create({"name": "Thêm", "score": 1})
            ),
        ):
            with (
                self.assertRaisesRegex(UserError, "has been published and cannot change"),
                self.env.cr.savepoint(),
            ):
                step()
        self.env.invalidate_all()
        self.assertEqual(self._codes(), before)

    def test_nothing_moves_into_a_published_rubric(self):
        """A criterion, or an option, of a draft is not given to one in force, nor taken out of it."""
        draft = self.rubric.copy()
        self._as_secretary().action_publish()
        criterion = draft.criterion_ids.filtered(lambda one: one.code == "1.2")
        option = draft.criterion_ids.option_ids[:1]
        for step in (
            lambda: criterion.with_user(self.secretary).write(
                {"rubric_id": self.rubric.id, "parent_id": False}
            ),
            lambda: option.with_user(self.secretary).write(
                {"criterion_id": self.criteria["1.1.1"].id}
            ),
            lambda: (
                self._option("1.1.1", 2)
                .with_user(self.secretary)
                .write({"criterion_id": criterion.id})
            ),
        ):
            with (
                self.assertRaisesRegex(UserError, "has been published and cannot change"),
                self.env.cr.savepoint(),
            ):
                step()
        with self.assertRaisesRegex(ValidationError, "belongs to another rubric"):
            criterion.with_user(self.secretary).write({"parent_id": self.criteria["1"].id})

    def test_a_draft_is_neither_archived_nor_versioned(self):
        """What can be changed itself needs no new version; what was never in force is not taken out of it."""
        with self.assertRaisesRegex(UserError, "is a draft"):
            self._as_secretary().action_new_version()
        with self.assertRaisesRegex(UserError, "is not published"):
            self._as_secretary().action_archive_rubric()
        self._as_secretary().action_publish()
        self._as_secretary().action_archive_rubric()
        self.assertEqual(self.rubric.state, "archived")
        with self.assertRaisesRegex(UserError, "is not published"):
            self._as_secretary().action_archive_rubric()
        opened = self._as_secretary().action_new_version()
        version = self.env["cchc.rubric"].browse(opened["res_id"])
        self.assertEqual((version.state, version.origin_id), ("draft", self.rubric))
        self.assertEqual(version._get_versions(), version | self.rubric)

    def test_a_rubric_begins_as_a_draft(self):
        """Whatever a caller sends; its maximum follows from its domains, and a copy is a draft again."""
        rubric = (
            self.env["cchc.rubric"]
            .with_user(self.secretary)
            .create({"name": "Mới", "state": "published", "max_score": 99})
        )
        self.assertEqual((rubric.state, rubric.max_score), ("draft", 0))
        with self.assertRaisesRegex(UserError, "is the sum of its domains"):
            rubric.write({"max_score": 99})
        self._as_secretary().action_publish()
        copied = self._as_secretary().copy()
        self.assertEqual((copied.state, copied.name), ("draft", f"{self.rubric.name} (copy)"))
        self.assertFalse(copied.origin_id or copied.criterion_ids.origin_id)
        self.assertEqual(copied.criterion_ids.mapped("code"), self._codes())

    def test_several_are_published_when_all_are_right(self):
        """One that needs to be looked at is published on its own, and none of the others with it."""
        odd = self.rubric.copy({"name": "Bộ lệch"})
        odd.criterion_ids.filtered(lambda one: one.code == "1").max_score = 6
        both = (self.rubric | odd).with_user(self.secretary)
        with self.assertRaisesRegex(UserError, "“Bộ lệch” needs to be looked at first"):
            both.action_publish()
        self.assertEqual(set(both.mapped("state")), {"draft"})
        opened = odd.with_user(self.secretary).action_publish()
        self.assertEqual(odd.state, "draft")
        self.assertTrue(opened["res_model"])
        with self.assertRaisesRegex(UserError, "choose which maximum holds"):
            odd._publish()
        odd.maximum_basis = "sum"
        odd._publish()
        self.assertEqual(odd.state, "published")

    def test_below_itself_is_no_place(self):
        """Neither below itself nor below what stands under it; a sentence says so."""
        branch, child = self.criteria["1.1"], self.criteria["1.1.1"]
        for parent in (branch, child):
            with self.assertRaisesRegex(ValidationError, "is itself or stands below it"):
                branch.with_user(self.secretary).write({"parent_id": parent.id})
        branch.with_user(self.secretary).action_drop(child.id)
        self.assertEqual(branch.parent_id, self.criteria["1"])

    def test_places_are_changed_by_steps(self):
        """Up, down, in and out move a whole branch by one; at the end of its row a step says why not."""
        as_secretary = {code: one.with_user(self.secretary) for code, one in self.criteria.items()}
        for code, step, words in (
            ("1", "action_move_up", "is the first already"),
            ("2", "action_move_down", "is the last already"),
            ("1", "action_outdent", "is at the top already"),
            ("1.1", "action_indent", "is the first below its criterion"),
        ):
            told = getattr(as_secretary[code], step)()
            self.assertIn(words, told["params"]["message"])
        start = ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1", "2.2"]
        self.assertEqual(self._codes(), start)
        as_secretary["2"].action_move_up()
        self.assertEqual(self._codes(), ["2", "2.1", "2.2", *start[:5]])
        as_secretary["2"].action_move_down()
        self.assertEqual(self._codes(), start)
        as_secretary["1.2"].action_indent()
        self.assertEqual(self.criteria["1.2"].parent_id, self.criteria["1.1"])
        self.assertEqual(self._codes(), start)
        as_secretary["1.2"].action_outdent()
        self.assertEqual(self.criteria["1.2"].parent_id, self.criteria["1"])
        as_secretary["1.1.2"].action_drop(False)
        self.assertEqual(self._codes(), ["1.1.2", "1", "1.1", "1.1.1", "1.2", "2", "2.1", "2.2"])
        self.assertFalse(self.criteria["1.1.2"].parent_id)
        as_secretary["1.1.2"].action_drop(self.criteria["1.1"].id)
        self.assertEqual(self.criteria["1.1.2"].parent_id, self.criteria["1.1"])
        foreign = self.rubric.copy().criterion_ids[0]
        with self.assertRaisesRegex(UserError, "only be moved within its own rubric"):
            as_secretary["1.1.2"].action_drop(foreign.id)

    def test_a_branch_goes_whole(self):
        """With all that stands below it, and nothing beside it."""
        self.criteria["1.1"].with_user(self.secretary).action_delete_branch()
        self.assertEqual(self._codes(), ["1", "1.2", "2", "2.1", "2.2"])
        self.assertEqual(
            self.rubric._get_ordered_criteria().mapped("sequence"), [10, 20, 30, 40, 50]
        )

    def test_codes_in_printed_order(self):
        """Numbered anew level by level, whatever stood there."""
        self.criteria["1.2"].code = "9"
        self.criteria["2"].code = False
        self._as_secretary().action_renumber_codes()
        self.assertEqual(self._codes(), ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1", "2.2"])

    def test_columns_make_a_form(self):
        """Standard ones do; without criterion or score, or with the score first, they make none."""
        rubric = self._as_secretary()
        rubric.action_set_standard_columns()
        self.assertIn("name", rubric.appendix_column_ids.mapped("kind"))
        first = {"heading": "A", "width": 10}
        for kinds in (("name", "evidence"), ("max_score",), ("max_score", "name"), ("name",)):
            with (
                self.subTest(kinds=kinds),
                self.assertRaisesRegex(ValidationError, "needs a column for the criterion"),
                self.env.cr.savepoint(),
            ):
                rubric.appendix_column_ids = [
                    Command.clear(),
                    *(
                        Command.create({**first, "kind": kind, "sequence": place})
                        for place, kind in enumerate(kinds)
                    ),
                ]
        rubric.appendix_column_ids = [
            Command.clear(),
            Command.create({**first, "kind": "name", "sequence": 1}),
            Command.create({**first, "kind": "self_score", "sequence": 2}),
        ]
        self.assertEqual(len(rubric.appendix_column_ids), 2)

    def test_a_share_of_the_maximum(self):
        """From 0 to 100 %, both included; its points follow and are not typed beside it."""
        option = self._option("1.1.1", 1).with_user(self.secretary)
        for share, score in ((0, 0), (100, 2), (75, 1.5)):
            option.share = share
            self.assertEqual(option.score, score)
        for share in (-0.01, 100.01):
            with (
                self.assertRaisesRegex(ValidationError, "between 0 and 100"),
                self.env.cr.savepoint(),
            ):
                option.share = share
        with self.assertRaisesRegex(ValidationError, "its points follow from its share"):
            option.score = 1
        self.criteria["1.1.1"].max_score = 4
        self.assertEqual(option.score, 3)
        option.write({"share": False, "score": 1})
        self.assertEqual(option.score, 1)

    def test_what_a_check_finds(self):
        """Each thing that is wrong is found where it is, and no longer when it is mended."""

        def kinds():
            return sorted(found.kind for found in self.rubric._get_findings())

        self.assertEqual(kinds(), [])
        leaf = self.criteria["1.2"]
        for values, expected in (
            ({"max_score": 0}, ["no_maximum", "sum_differs"]),
            ({"guidance": False}, ["no_guidance"]),
            ({"guidance": " "}, ["no_guidance"]),
            ({"rule_type": False}, ["no_rule"]),
            ({"code": "1.1"}, ["code_twice"]),
            ({"code": "2.9"}, ["code_of_another"]),
            ({"counts_best": True}, ["best_of_one"]),
        ):
            with self.subTest(values=values), self.env.cr.savepoint() as savepoint:
                leaf.write(values)
                self.assertEqual(kinds(), expected)
                savepoint.rollback()
                self.env.invalidate_all()
        self.rubric.group_ids = False
        self.assertEqual(kinds(), ["no_groups"])
        told = self.rubric.with_user(self.secretary).action_check()
        self.assertTrue(told["res_model"])
        empty = self.env["cchc.rubric"].create(
            {"name": "Trống", "group_ids": [Command.set(self.group.ids)]}
        )
        self.assertEqual([found.kind for found in empty._get_findings()], ["no_criteria"])

    def test_a_branch_of_which_one_counts(self):
        """Its maximum is the best of those below, of which there have to be two."""
        branch = self.criteria["1.1"]
        branch.counts_best = True
        [found] = self.rubric._get_findings()
        self.assertEqual((found.kind, found.criterion), ("sum_differs", branch))
        branch.max_score = 2
        self.criteria["1"].max_score = 4
        self.assertFalse(self.rubric._get_findings())
        self.criteria["1.1.2"].unlink()
        [found] = self.rubric._get_findings()
        self.assertEqual((found.kind, found.criterion), ("best_of_one", branch))
