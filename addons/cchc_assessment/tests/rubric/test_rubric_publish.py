from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import CchcCase, RemoteCase


@tagged("post_install", "-at_install")
class TestRubricPublish(CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.rubric.with_user(cls.secretary)

    def _find(self, **criteria):
        """Write on criteria (``c1_1_1`` is 1.1.1); return the (severity, code, message) found."""
        for key, values in criteria.items():
            self.criteria[key[1:].replace("_", ".")].write(values)
        return [
            (found.severity, found.criterion.code, found.message)
            for found in self.draft._get_findings()
        ]

    def _dialog(self, action):
        self.assertEqual(action["res_model"], "cchc.rubric.publish")
        return self.env["cchc.rubric.publish"].with_user(self.secretary).browse(action["res_id"])

    def test_nothing_found_publishes_at_once(self):
        """A rubric in which nothing is wrong is published by one press of the button."""
        self.assertEqual(self.draft.action_check()["params"]["type"], "success")
        self.assertFalse(self.draft.action_publish())
        self.assertEqual(self.rubric.state, "published")

    def test_each_mistake_is_found(self):
        """Each kind of mistake is found where it was made, as an error or a warning, and alone."""
        option = self._option("1.1.1", 1).id
        half, rest = self._option("1.1.2", 0.5).id, self._option("1.1.2", 0).id

        def change(record, **values):
            return {"option_ids": [Command.update(record, values)]}

        for severity, code, words, key, values in (
            ("error", "1.1.1", "no scoring rule", "c1_1_1", {"rule_type": False}),
            ("error", "1.1.1", "more than the maximum", "c1_1_1", change(option, score=3)),
            ("error", "1.1.2", "overlap", "c1_1_2", change(half, threshold=0, score=0)),
            ("error", "1.1.2", "below 10%", "c1_1_2", change(rest, threshold=10)),
            ("error", "2.1", "below the ratio", "c2_1", {"ratio_floor": 80, "ratio_target": 70}),
            ("error", "1.2", "points per item", "c1_2", {"rule_type": "per_item"}),
            ("error", "1.1.1", "no option", "c1_1_1", {"option_ids": [Command.clear()]}),
            ("warning", "1.1.1", "used already.*Ban hành kế hoạch", "c1_2", {"code": "1.1.1"}),
            ("warning", "1.5.1", "does not belong under 1.1", "c1_1_1", {"code": "1.5.1"}),
            ("warning", "1", "add up to 6", "c1_2", {"max_score": 3}),
            ("warning", "1.1.1", "says 1.5", "c1_1_1", change(option, name="Chậm: 1,5 điểm")),
            ("warning", "1.2", "by hand", "c1_2", {"guidance": " "}),
            ("warning", "1.1", "not used", "c1_1", {"rule_type": "manual"}),
        ):
            with self.subTest(words=words), self.env.cr.savepoint() as savepoint:
                findings = self._find(**{key: values})
                self.assertEqual(len(findings), 1, findings)
                self.assertEqual(findings[0][:2], (severity, code))
                self.assertRegex(findings[0][2], words)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_leaf_without_maximum(self):
        """A leaf without a maximum is an error, and its parent does not add up."""
        findings = self._find(c1_2={"max_score": 0})
        self.assertEqual(
            [found[:2] for found in findings], [("error", "1.2"), ("warning", "1")], findings
        )

    def test_rubric_without_leaf_or_group(self):
        """An empty rubric and one for nobody cannot be published."""
        empty = self.env["cchc.rubric"].with_user(self.secretary).create({"name": "Trống"})
        dialog = self._dialog(empty.action_publish())
        self.assertEqual(dialog.error_count, 2)
        self.assertIn("no criterion", dialog.finding_ids[0].message)
        self.assertIn("no unit group", dialog.finding_ids[1].message)

    def test_codes_of_other_kinds_are_let_be(self):
        """Letters under numbers, numbers under Roman numerals and a numbering that starts anew are no contradiction."""
        self.assertFalse(self._find(c1={"code": "I"}, c1_1={"code": "1"}, c1_1_1={"code": "a"}))
        self.assertFalse(self._find(c1_2={"code": "2"}))
        self.assertFalse(self._find(c2={"code": "II"}, c2_1={"code": "1."}))

    def test_bonus_may_exceed_its_cap(self):
        """A bonus branch may state less than the sum of what is below it where the rubric caps the bonus at that."""
        bonus = self.env["cchc.criterion"].create(
            {"rubric_id": self.rubric.id, "name": "Điểm thưởng", "max_score": 2, "section": "bonus"}
        )
        for name in ("Sáng kiến cấp tỉnh", "Khen thưởng"):
            self.env["cchc.criterion"].create(
                {
                    "rubric_id": self.rubric.id,
                    "parent_id": bonus.id,
                    "name": name,
                    "max_score": 2,
                    "rule_type": "per_item",
                    "points_per_item": 0.5,
                }
            )
        self.assertTrue(self._find())
        self.rubric.bonus_cap = 2
        self.assertFalse(self._find())

    def _publish_with(self, basis):
        """Publish the rubric, whose first domain states 5 while its criteria add up to 6."""
        self.criteria["1.2"].max_score = 3
        dialog = self._dialog(self.draft.action_publish())
        self.assertTrue(dialog.asks_maximum)
        dialog.write({"warnings_confirmed": True, "maximum_basis": basis})
        dialog.action_publish()

    def test_somebody_chooses_which_maximum_holds(self):
        """A branch that states another maximum than it adds up to is not published before one of the two is chosen."""
        with self.assertRaisesRegex(UserError, "which maximum holds"):
            self._publish_with(False)
        self.assertEqual(self.rubric.state, "draft")
        self.assertEqual(self.rubric.max_score, 10)

    def test_the_sum_holds(self):
        """The branch is worth its criteria, and the rubric what its branches are worth."""
        self._publish_with("sum")
        self.assertEqual(self.rubric.maximum_basis, "sum")
        self.assertEqual(self.rubric.max_score, 11)
        self.assertEqual(self.criteria["1"].counted_max_score, 6)
        self.assertEqual(self.criteria["1.1"].counted_max_score, 3)

    def test_the_stated_maximum_holds(self):
        """What the decision states is the maximum, whatever stands below."""
        self._publish_with("stated")
        self.assertEqual(self.rubric.max_score, 10)
        self.assertEqual(self.criteria["1"].counted_max_score, 5)
        self.assertEqual(self.criteria["1.2"].counted_max_score, 3)

    def test_nobody_is_asked_where_maxima_agree(self):
        """Other warnings ask for no maximum, and none is kept."""
        self.criteria["1.2"].code = "1.1.1"
        dialog = self._dialog(self.draft.action_publish())
        self.assertFalse(dialog.asks_maximum)
        dialog.write({"warnings_confirmed": True, "maximum_basis": "stated"})
        dialog.action_publish()
        self.assertFalse(self.rubric.maximum_basis)

    def test_the_choice_is_fixed_with_the_rubric(self):
        """It changes every total: nobody changes it afterwards."""
        self._publish_with("sum")
        with self.assertRaises(UserError):
            self.draft.maximum_basis = "stated"

    def test_errors_stop_it(self):
        """An error stops publication by the button and by the dialog, whatever is confirmed."""
        self.criteria["1.2"].rule_type = False
        dialog = self._dialog(self.draft.action_publish())
        self.assertEqual((dialog.error_count, dialog.warning_count), (1, 0))
        opened = dialog.finding_ids.action_open_criterion()
        self.assertEqual(opened["res_id"], self.criteria["1.2"].id)
        dialog.warnings_confirmed = True
        self.assertEqual(dialog.action_publish()["res_id"], dialog.id)
        self.assertEqual(self.rubric.state, "draft")

    def test_warnings_are_confirmed_and_logged(self):
        """Warnings have to be ticked; then the rubric is published and its history names them and who let them be."""
        self.criteria["1.2"].code = "1.1.1"
        dialog = self._dialog(self.draft.action_publish())
        with self.assertRaisesRegex(UserError, "Tick"):
            dialog.action_publish()
        self.assertEqual(self.rubric.state, "draft")
        dialog.warnings_confirmed = True
        dialog.action_publish()
        self.assertEqual(self.rubric.state, "published")
        message = self.rubric.message_ids[0]
        self.assertIn("1.1.1 Sáng kiến", message.body)
        self.assertIn("used already", message.body)
        self.assertEqual(message.author_id, self.secretary.partner_id)

    def test_new_warnings_are_shown_first(self):
        """A warning that came up since the dialog opened is shown before it can be confirmed."""
        self.criteria["1.2"].code = "1.1.1"
        dialog = self._dialog(self.draft.action_publish())
        self.criteria["2.2"].guidance = False
        dialog.warnings_confirmed = True
        dialog.action_publish()
        self.assertEqual(self.rubric.state, "draft")
        self.assertEqual(dialog.warning_count, 2)
        self.assertFalse(dialog.warnings_confirmed)
        dialog.warnings_confirmed = True
        dialog.action_publish()
        self.assertEqual(self.rubric.state, "published")

    def test_dialog_is_the_secretarys(self):
        """Neither a unit nor a council member can make the dialog publish."""
        self.criteria["1.2"].code = "1.1.1"
        for user in (self.leader, self.appraiser):
            with self.assertRaises(AccessError):
                self.env["cchc.rubric.publish"].with_user(user).create(
                    {"rubric_id": self.rubric.id, "warnings_confirmed": True}
                ).action_publish()

    def test_state_is_not_written(self):
        """A published rubric cannot be made a draft again by writing its state."""
        self.draft.action_publish()
        with self.assertRaises(UserError):
            self.rubric.write({"state": "draft"})

    def test_published_rubric_is_closed_by_every_door(self):
        """After publication nothing below a rubric changes, comes or goes, not even for the system."""
        criterion, option = self.criteria["1.1.1"], self._option("1.1.1", 2)
        requirement = self.env["cchc.criterion.requirement"].create(
            {"criterion_id": criterion.id, "name": "Kế hoạch"}
        )
        other = self.env["cchc.rubric"].create({"name": "Bản nháp"})
        stray = self.env["cchc.criterion"].create({"rubric_id": other.id, "name": "Lạc"})
        strays = [
            stray.env[model].create({"criterion_id": stray.id, "name": "Lạc", **values})
            for model, values in (
                ("cchc.criterion.option", {"score": 1}),
                ("cchc.criterion.requirement", {}),
            )
        ]
        self.draft.action_publish()
        for user in (self.env.user, self.secretary):
            rubric, criterion, option, requirement, stray = (
                record.with_user(user)
                for record in (self.rubric, criterion, option, requirement, stray)
            )
            self._assert_closed(
                lambda: rubric.write({"name": "Khác"}),
                lambda: rubric.write({"bonus_cap": 3}),
                lambda: rubric.write({"group_ids": [Command.clear()]}),
                lambda: rubric.write({"criterion_ids": [Command.delete(criterion.id)]}),
                lambda: rubric.write({"criterion_ids": [Command.create({"name": "Mới"})]}),
                lambda: rubric.write({"criterion_ids": [Command.link(stray.id)]}),
                lambda: rubric.unlink(),
                lambda: criterion.write({"max_score": 3}),
                lambda: criterion.write({"sequence": 3}),
                lambda: criterion.write({"rubric_id": other.id}),
                lambda: criterion.write({"option_ids": [Command.delete(option.id)]}),
                lambda: criterion.write({"option_ids": [Command.update(option.id, {"score": 1})]}),
                lambda: criterion.write({"requirement_ids": [Command.create({"name": "Mới"})]}),
                lambda: criterion.write({"requirement_ids": [Command.clear()]}),
                lambda: criterion.unlink(),
                lambda: criterion.copy(),
                lambda: stray.write({"rubric_id": rubric.id}),
                lambda: stray.create({"rubric_id": rubric.id, "name": "Mới"}),
                lambda: stray.with_context(default_rubric_id=rubric.id).create({"name": "Mới"}),
                lambda: option.write({"score": 1.5}),
                lambda: option.write({"criterion_id": stray.id}),
                lambda: requirement.write({"name": "Khác"}),
                lambda: requirement.write({"criterion_id": stray.id}),
            )
            for part in (option, requirement, *(record.with_user(user) for record in strays)):
                self._assert_closed(
                    lambda: part.copy({"criterion_id": criterion.id}),
                    lambda: part.write({"criterion_id": criterion.id}),
                    lambda: part.with_context(default_criterion_id=criterion.id).create(
                        {"name": "Mới", **({"score": 1} if "score" in part else {})}
                    ),
                )
            self._assert_closed(option.unlink, requirement.unlink)
        self.env.invalidate_all()
        self.assertEqual(criterion.option_ids.mapped("score"), [2, 1, 0])
        self.assertEqual(criterion.requirement_ids.mapped("name"), ["Kế hoạch"])
        self.assertEqual(len(self.rubric.criterion_ids), 8)

    def _assert_closed(self, *changes):
        for number, change in enumerate(changes):
            with (
                self.subTest(number=number),
                self.assertRaisesRegex(UserError, "has been published"),
                self.env.cr.savepoint(),
            ):
                change()


@tagged("post_install", "-at_install")
class TestRubricRemote(RemoteCase):
    """The secretary, over JSON-RPC, tries the doors of a published rubric."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.requirement = cls.env["cchc.criterion.requirement"].create(
            {"criterion_id": cls.criteria["1.1.1"].id, "name": "Kế hoạch"}
        )
        cls.env["ir.model.data"].create(
            {
                "module": "__test__",
                "name": "criterion",
                "model": "cchc.criterion",
                "res_id": cls.criteria["1.1.1"].id,
            }
        )

    def _call(self, model, method, *args, **kwargs):
        """Call as the secretary."""
        return super()._call(model, method, *args, user=self.secretary, **kwargs)

    def test_published_rubric_is_closed_over_the_wire(self):
        """Saving, importing, reordering and x2many commands over the wire change nothing, and say why."""
        criterion, option = self.criteria["1.1.1"], self._option("1.1.1", 2)
        requirement, rubric = self.requirement, self.rubric
        self.assertIsInstance(
            self._call("cchc.criterion", "web_save", criterion.ids, {"code": "1.1.1"}, {}), list
        )
        rubric.with_user(self.secretary).action_publish()
        context = {"install_mode": True, "default_rubric_id": rubric.id, "su": True}
        for model, method, *args in (
            ("cchc.rubric", "web_save", rubric.ids, {"penalty_cap": 1}, {}),
            (
                "cchc.rubric",
                "web_save",
                rubric.ids,
                {"criterion_ids": [Command.update(criterion.id, {"max_score": 9})]},
                {},
            ),
            ("cchc.criterion", "web_save", criterion.ids, {"max_score": 9}, {}),
            ("cchc.criterion", "web_save", [], {"name": "Mới", "rubric_id": rubric.id}, {}),
            ("cchc.criterion", "web_save", [], {"name": "Mới"}, {}),
            ("cchc.criterion", "web_resequence", criterion.ids, {}, "sequence", 90),
            (
                "cchc.criterion",
                "web_save",
                criterion.ids,
                {"option_ids": [Command.update(option.id, {"score": 0.5})]},
                {},
            ),
            (
                "cchc.criterion",
                "web_save",
                criterion.ids,
                {"requirement_ids": [Command.delete(requirement.id)]},
                {},
            ),
            ("cchc.criterion", "action_drop", self.criteria["2"].ids, False),
            ("cchc.criterion", "action_delete_branch", criterion.ids),
            ("cchc.criterion.option", "web_save", option.ids, {"score": 0.5}, {}),
            ("cchc.criterion.option", "unlink", option.ids),
            ("cchc.criterion.requirement", "web_save", requirement.ids, {"name": "Khác"}, {}),
            ("cchc.criterion.requirement", "unlink", requirement.ids),
            ("cchc.rubric", "action_renumber_codes", rubric.ids),
            ("cchc.rubric", "unlink", rubric.ids),
        ):
            with self.subTest(model=model, method=method, args=str(args)[:80]):
                answer = self._call(model, method, *args, context=context)
                self.assertRegex(str(answer), "UserError: .*has been published")
        answer = self._call(
            "cchc.criterion", "load", ["id", "max_score"], [["__test__.criterion", "9"]]
        )
        self.assertFalse(answer["ids"])
        self.assertIn("has been published", str(answer["messages"]))
        self.env.invalidate_all()
        self.assertEqual(criterion.max_score, 2)
        self.assertEqual(option.score, 2)
        self.assertEqual(requirement.name, "Kế hoạch")
        self.assertEqual(len(rubric.criterion_ids), 8)

    def test_publication_is_not_forced_over_the_wire(self):
        """The methods behind the button are closed, and a dialog of the caller's making confirms nothing."""
        self.criteria["1.2"].rule_type = False
        for method in ("_publish", "_write_state", "_sort_criteria"):
            self.assertIn("AccessError", self._call("cchc.rubric", method, self.rubric.ids))
        dialog = self._call(
            "cchc.rubric.publish",
            "create",
            [{"rubric_id": self.rubric.id, "warnings_confirmed": True}],
        )
        self._call("cchc.rubric.publish", "action_publish", dialog)
        self.env.invalidate_all()
        self.assertEqual(self.rubric.state, "draft")

    def test_odd_numbers_over_the_wire(self):
        """NaN and 40 digits, which JSON lets through, are refused with a sentence."""
        for value in (float("nan"), float("inf"), 1e40):
            answer = self._call(
                "cchc.criterion", "web_save", self.criteria["1.2"].ids, {"max_score": value}, {}
            )
            self.assertRegex(str(answer), "ValidationError: 1.2 Sáng kiến, Maximum Score")
