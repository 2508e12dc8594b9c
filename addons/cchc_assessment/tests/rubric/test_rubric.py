from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..common import CchcCase


@tagged("post_install", "-at_install")
class TestRubric(CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rubric._sort_criteria()

    def _order(self, rubric=None):
        """The codes in printed order, each behind one dot for each level."""
        criteria = (rubric or self.rubric).criterion_ids.sorted(lambda c: (c.sequence, c.id))
        self.assertEqual(criteria.mapped("sequence"), list(range(10, 10 * len(criteria) + 1, 10)))
        return " ".join("." * (criterion.level - 1) + criterion.code for criterion in criteria)

    def _as_secretary(self, code):
        return self.criteria[code].with_user(self.secretary)

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
        self.assertEqual(self._order(), "1 .1.1 ..1.1.1 ..1.1.2 .1.2 .1.1.1 2 .2.1 .2.2")

    def test_a_rubric_is_born_a_draft(self):
        """A rubric that a caller creates as published is a draft all the same."""
        rubric = (
            self.env["cchc.rubric"]
            .with_user(self.secretary)
            .create({"name": "Mới", "state": "published"})
        )
        self.assertEqual(rubric.state, "draft")

    def test_no_criterion_below_itself(self):
        """A tree that bites its tail is refused."""
        with self.assertRaises(UserError):
            self.criteria["1"].parent_id = self.criteria["1.1.1"]

    def test_parent_is_of_the_same_rubric(self):
        """A criterion cannot hang below a criterion of another rubric, nor leave its children behind."""
        other = self.env["cchc.rubric"].create({"name": "Khác"})
        with self.assertRaises(ValidationError):
            self.env["cchc.criterion"].create(
                {"rubric_id": other.id, "parent_id": self.criteria["1"].id, "name": "Lạc"}
            )
        with self.assertRaises(ValidationError):
            self.criteria["1"].rubric_id = other

    def test_odd_numbers_are_refused(self):
        """NaN, infinity, 40 digits and words for numbers get a sentence that says where and what."""
        for values in (
            {"max_score": float("nan")},
            {"max_score": float("inf")},
            {"max_score": 1e40},
            {"ratio_floor": float("nan")},
            {"points_per_item": 1e40},
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, "^1.1.1 Ban hành kế hoạch, (Max|Rat|Poi)"),
                self.env.cr.savepoint(),
            ):
                self.criteria["1.1.1"].write(values)
        for values in ({"score": 1e40}, {"score": 1, "threshold": float("nan")}, {"score": "hai"}):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, "^(Score|Threshold): "),
                self.env.cr.savepoint(),
            ):
                self.criteria["1.1.1"].write(
                    {"option_ids": [Command.create({"name": "Có", **values})]}
                )

    def test_added_criteria_stand_where_they_belong(self):
        """A criterion that comes without a position is the last below its parent; others make room."""
        values = {"rubric_id": self.rubric.id, "name": "Mới", "code": "1.1.3"}
        self.env["cchc.criterion"].with_user(self.secretary).create(
            [{**values, "parent_id": self.criteria["1.1"].id}, {**values, "code": "3"}]
        )
        self.assertEqual(self._order(), "1 .1.1 ..1.1.1 ..1.1.2 ..1.1.3 .1.2 2 .2.1 .2.2 3")

    def test_add_buttons_open_a_form_at_the_right_place(self):
        """ "Add below" and "add under" open an empty form; what is saved there stands where it was asked for."""
        for code, method, expected in (
            ("1.1", "action_add_below", "1 .1.1 ..1.1.1 ..1.1.2 .M .1.2 2 .2.1 .2.2"),
            ("1.1.1", "action_add_below", "1 .1.1 ..1.1.1 ..N ..1.1.2 .M .1.2 2 .2.1 .2.2"),
            ("1.2", "action_add_child", "1 .1.1 ..1.1.1 ..N ..1.1.2 .M .1.2 ..O 2 .2.1 .2.2"),
        ):
            with self.subTest(code=code, method=method):
                action = getattr(self._as_secretary(code), method)()
                model = self.env["cchc.criterion"].with_user(self.secretary)
                with Form(model.with_context(**action["context"])) as form:
                    form.name = "Mới"
                    form.code = {"1.1": "M", "1.1.1": "N", "1.2": "O"}[code]
                self.rubric._sort_criteria()
                self.assertEqual(self._order(), expected)

    def test_branches_move_whole(self):
        """Each button moves a criterion with all that is under it, and every row has its number."""
        for code, method, expected in (
            ("1.1", "action_move_down", "1 .1.2 .1.1 ..1.1.1 ..1.1.2 2 .2.1 .2.2"),
            ("1.1", "action_move_up", "1 .1.1 ..1.1.1 ..1.1.2 .1.2 2 .2.1 .2.2"),
            ("2", "action_indent", "1 .1.1 ..1.1.1 ..1.1.2 .1.2 .2 ..2.1 ..2.2"),
            ("2", "action_outdent", "1 .1.1 ..1.1.1 ..1.1.2 .1.2 2 .2.1 .2.2"),
            ("1.1", "action_outdent", "1 .1.2 1.1 .1.1.1 .1.1.2 2 .2.1 .2.2"),
            ("1.1", "action_indent", "1 .1.2 .1.1 ..1.1.1 ..1.1.2 2 .2.1 .2.2"),
            ("1.1", "action_delete_branch", "1 .1.2 2 .2.1 .2.2"),
        ):
            with self.subTest(code=code, method=method):
                getattr(self._as_secretary(code), method)()
                self.assertEqual(self._order(), expected)

    def test_moves_that_lead_nowhere_say_so(self):
        """The first cannot go up, the last not down, a domain not out: a message says so, nothing moves."""
        before = self._order()
        for code, method in (
            ("1", "action_move_up"),
            ("1", "action_indent"),
            ("1", "action_outdent"),
            ("2", "action_move_down"),
        ):
            answer = getattr(self._as_secretary(code), method)()
            self.assertEqual(answer["tag"], "display_notification")
        self.assertEqual(self._order(), before)

    def test_dragged_branch_lands_where_it_is_dropped(self):
        """A dragged row takes its branch along, and the level of the place where it is dropped."""
        start = "1 .1.1 ..1.1.1 ..1.1.2 .1.2 2 .2.1 .2.2"
        for code, above, expected in (
            # below a criterion with others under it: the first of them
            ("2.2", "1.1", "1 .1.1 ..2.2 ..1.1.1 ..1.1.2 .1.2 2 .2.1"),
            # below a leaf in the middle: that leaf's level
            ("2", "1.1.1", "1 .1.1 ..1.1.1 ..2 ...2.1 ...2.2 ..1.1.2 .1.2"),
            # below the last leaf of a branch: its own level, as far as there is one
            ("2.1", "1.1.2", "1 .1.1 ..1.1.1 ..1.1.2 .2.1 .1.2 2 .2.2"),
            ("1.1.1", "1.2", "1 .1.1 ..1.1.2 .1.2 .1.1.1 2 .2.1 .2.2"),
            ("1", "2.2", "2 .2.1 .2.2 1 .1.1 ..1.1.1 ..1.1.2 .1.2"),
            # at the very top, and on itself
            ("2", None, "2 .2.1 .2.2 1 .1.1 ..1.1.1 ..1.1.2 .1.2"),
            ("1.1", "1.1.2", start),
        ):
            with self.subTest(code=code, above=above), self.env.cr.savepoint() as savepoint:
                self._as_secretary(code).action_drop(above and self.criteria[above].id)
                self.assertEqual(self._order(), expected)
                savepoint.rollback()
                self.env.invalidate_all()
        with self.assertRaises(UserError):
            other = self.rubric.copy().criterion_ids[0]
            self._as_secretary("1.1").action_drop(other.id)

    def test_saving_the_form_keeps_the_order(self):
        """Numbers that a caller gives to rows sort siblings; nobody's branch is torn apart."""
        self.rubric.with_user(self.secretary).write(
            {
                "criterion_ids": [
                    Command.update(self.criteria["1"].id, {"sequence": 500}),
                    Command.update(self.criteria["1.2"].id, {"sequence": 0}),
                ]
            }
        )
        self.assertEqual(self._order(), "2 .2.1 .2.2 1 .1.2 .1.1 ..1.1.1 ..1.1.2")

    def test_renumber(self):
        """On request the codes follow the order: 1, 1.1, 1.1.1."""
        self._as_secretary("1.1").action_move_down()
        self._as_secretary("2").action_move_up()
        self.rubric.with_user(self.secretary).action_renumber_codes()
        self.assertEqual(self._order(), "1 .1.1 .1.2 2 .2.1 .2.2 ..2.2.1 ..2.2.2")

    def test_tree_is_the_secretarys(self):
        """No button of the tree works for the council's members, the units, or in a published rubric."""
        methods = (
            "action_add_below",
            "action_add_child",
            "action_indent",
            "action_outdent",
            "action_move_up",
            "action_move_down",
            "action_delete_branch",
        )
        for user, published in (
            (self.appraiser, False),
            (self.leader, False),
            (self.secretary, True),
        ):
            if published:
                self.rubric.with_user(self.secretary).action_publish()
            for method in methods:
                with self.subTest(user=user.login, method=method), self.assertRaises(UserError):
                    getattr(self.criteria["1.1"].with_user(user), method)()
            with self.assertRaises(UserError):
                self.criteria["1.1"].with_user(user).action_drop(False)
            with self.assertRaises(UserError):
                self.rubric.with_user(user).action_renumber_codes()
        self.assertEqual(self._order(), "1 .1.1 ..1.1.1 ..1.1.2 .1.2 2 .2.1 .2.2")

    def test_trial_shows_the_score(self):
        """The secretary tries 85 of 100 and sees 1.7 points and how they come about; nothing is stored."""
        action = self._as_secretary("2.1").action_try()
        trials = self.env["cchc.criterion.trial"].with_user(self.secretary)
        form = Form(trials.with_context(**action["context"]))
        self.assertIs(form.score, False)
        form.numerator = 85
        form.denominator = 100
        self.assertEqual(form.score, 1.7)
        self.assertIn("85/100", form.score_note)
        form.denominator = 0
        self.assertIs(form.score, False)
        self.assertTrue(form.score_note)

    def test_trial_is_no_obstacle(self):
        """A criterion that was tried can be deleted."""
        option = self._option("1.1.1", 2)
        self.env["cchc.criterion.trial"].with_user(self.secretary).create(
            {"criterion_id": self.criteria["1.1.1"].id, "option_id": option.id}
        )
        option.unlink()
        self.criteria["1.1.1"].unlink()
        self.assertFalse(self.env["cchc.criterion.trial"].search([]))

    def test_units_do_not_publish(self):
        """A unit's leader cannot publish a rubric."""
        with self.assertRaises(AccessError):
            self.rubric.with_user(self.leader).action_publish()

    def test_the_maximum_is_not_typed(self):
        """The rubric's maximum follows from its domains, whatever a caller sends."""
        with self.assertRaisesRegex(UserError, "sum of its domains"):
            self.rubric.with_user(self.secretary).write({"max_score": 77})
        rubric = (
            self.env["cchc.rubric"]
            .with_user(self.secretary)
            .create({"name": "Mới", "max_score": 77})
        )
        self.assertEqual(rubric.max_score, 0)

    def test_queries_of_new_criteria_grow_with_batches(self):
        """Ten times as many criteria without a place cost hardly more queries, and stand in their order."""

        def create(count):
            rubric = self.env["cchc.rubric"].create({"name": f"{count} dòng"})
            values = [{"rubric_id": rubric.id, "name": f"Dòng {number}"} for number in range(count)]
            return rubric, values

        def count(size):
            rubric, values = create(size)
            queries = self._count_queries(lambda: self.env["cchc.criterion"].create(values))
            self.assertEqual(rubric.criterion_ids.mapped("name"), [one["name"] for one in values])
            return queries

        count(1)
        few, many = count(8), count(80)
        self.assertLess(many - few, 10)

    def test_a_criterion_cannot_stand_below_itself(self):
        """A cycle is refused by a sentence that names both criteria, and nothing moves."""
        for below in ("1", "1.1", "1.1.1"):
            with self.assertRaisesRegex(
                UserError, f"^1 Chỉ đạo, điều hành cannot stand under {below} "
            ):
                self.criteria["1"].with_user(self.secretary).parent_id = self.criteria[below]
        self.assertFalse(self.criteria["1"].parent_id)

    def test_nothing_is_kept_of_a_publication_that_failed(self):
        """What is kept of a rubric in force is that of the publication that stands, and not of one that was undone."""
        leaf = self.criteria["1.1.1"]
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.rubric._publish()
            before = self.rubric._get_sheet_nodes(leaf)[0]["options"][0]["name"]
            leaf._get_rules()
            raise ZeroDivisionError
        self.assertEqual(self.rubric.state, "draft")
        leaf.option_ids[0].name = "Đã ban hành đúng hạn"
        self.rubric._publish()
        self.env.flush_all()
        # in another transaction it is another moment
        self.env.cr.execute(
            "UPDATE cchc_rubric SET write_date = write_date + interval '1 second' WHERE id = %s",
            [self.rubric.id],
        )
        self.env.invalidate_all()
        (node,) = self.rubric._get_sheet_nodes(leaf)
        self.assertNotEqual(node["options"][0]["name"], before)
        self.assertEqual(node["options"][0]["name"], "Đã ban hành đúng hạn")
        self.assertEqual(leaf._get_rules()[leaf].options[0].name, "Đã ban hành đúng hạn")

    def test_what_is_kept_is_nobodys_to_change(self):
        """Who gets the nodes of a sheet gets their own: what one does to them stays out of the next sheet."""
        self._open_period()
        assessment = self.assessment.with_user(self.officer)
        node = assessment.get_sheet()["criteria"][2]
        node["name"] = "Khác"
        node["options"][0]["name"] = "Khác"
        node["options"].pop()
        after = assessment.get_sheet()["criteria"][2]
        self.assertEqual(after["name"], self.criteria["1.1.1"].name)
        options = self.criteria["1.1.1"].option_ids
        self.assertEqual([option["name"] for option in after["options"]], options.mapped("name"))
