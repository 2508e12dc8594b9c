from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ...models.rubric.rubric_comparison import KINDS
from ..common import CchcCase


@tagged("post_install", "-at_install")
class TestRubricVersion(CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["cchc.criterion.requirement"].create(
            {"criterion_id": cls.criteria["1.1.1"].id, "name": "Kế hoạch năm"}
        )
        cls.old = cls.rubric.with_user(cls.secretary)
        cls.old.action_publish()

    def _make_version(self):
        version = self.old.browse(self.old.action_new_version()["res_id"])
        self.new = {c.origin_id.code: c for c in version.criterion_ids}
        return version

    def _changes(self, version):
        return [
            (change["kind"], (change["new"] or change["old"]).code)
            for change in version._compare_with(self.old)
        ]

    def _content(self, rubric):
        """All that a rubric says, in printed order."""
        return [
            (
                criterion.code,
                criterion.name,
                criterion.parent_id.code,
                criterion.sequence,
                criterion.max_score,
                criterion.rule_type,
                criterion.guidance,
                criterion.scored_by,
                criterion.is_leaf,
                criterion.level,
                criterion.domain_id.code,
                criterion.requirement_ids.mapped("name"),
                [
                    (option.name, option.score, option.threshold, option.threshold_strict)
                    for option in criterion.option_ids
                ],
            )
            for criterion in rubric.criterion_ids
        ]

    def test_new_version_is_the_same_rubric(self):
        """A new version is a draft with the same tree, options and documents, which knows its origins."""
        version = self._make_version()
        self.assertEqual(version.state, "draft")
        self.assertEqual(version.name, self.old.name)
        self.assertEqual(version.origin_id, self.old)
        self.assertEqual(version.group_ids, self.old.group_ids)
        self.assertEqual(version.max_score, 10)
        self.assertEqual(version.criterion_ids.origin_id, self.old.criterion_ids)
        self.assertEqual(self._content(version), self._content(self.old))
        self.assertEqual(version._compare_with(self.old), [])
        version.action_publish()
        self.assertEqual(version.state, "published")

    def test_duplicate_has_the_tree_but_no_origin(self):
        """Duplicating a rubric copies its tree too; only a new version remembers where it comes from."""
        twin = self.old.copy()
        self.assertEqual(self._content(twin), self._content(self.old))
        self.assertIn(self.old.name, twin.name)
        self.assertNotEqual(twin.name, self.old.name)
        self.assertFalse(twin.origin_id)
        self.assertFalse(twin.criterion_ids.origin_id)
        with self.assertRaises(UserError):
            twin.action_compare()

    def test_new_version_is_of_a_published_rubric(self):
        """A draft is changed itself, an archived rubric may have a new version, and only the secretary makes one."""
        with self.assertRaisesRegex(UserError, "draft"):
            self._make_version().action_new_version()
        with self.assertRaises(AccessError):
            self.old.with_user(self.appraiser).action_new_version()
        self.old.action_archive_rubric()
        version = self._make_version()
        self.assertEqual((version.state, version.active), ("draft", True))

    def test_each_kind_of_change_is_named(self):
        """The comparison names what was added, removed, moved, and whose maximum, method or wording changed."""
        option = ("option_ids", 0)
        for expected, code, values in (
            (("max_changed", "1.2"), "1.2", {"max_score": 1}),
            (("rule_changed", "2.1"), "2.1", {"ratio_target": 90}),
            (("rule_changed", "1.2"), "1.2", {"rule_type": "ratio"}),
            (("rule_changed", "1.2"), "1.2", {"scored_by": "council"}),
            (("text_changed", "9.9"), "1.2", {"code": "9.9"}),
            (("text_changed", "1.2"), "1.2", {"guidance": "Khác"}),
            (("text_changed", "1.1.1"), "1.1.1", {"requirement_ids": [Command.clear()]}),
            (("rule_changed", "1.1.1"), "1.1.1", {option: {"score": 1.5}}),
            (("rule_changed", "1.1.2"), "1.1.2", {option: {"threshold_strict": True}}),
            (("rule_changed", "1.1.1"), "1.1.1", {option: {"name": "Đúng hạn"}}),
        ):
            with self.subTest(code=code, values=values):
                version = self._make_version()
                criterion = self.new[code]
                if option in values:
                    criterion.option_ids[0].write(values[option])
                else:
                    criterion.write(values)
                self.assertEqual(self._changes(version), [expected])

    def test_unused_parameters_are_no_change(self):
        """What the rules do not use is not reported: parameters, options, thresholds of a choice, a branch's rule."""
        version = self._make_version()
        self.new["1.2"].write(
            {
                "ratio_floor": 10,
                "points_per_item": 1,
                "option_ids": [Command.create({"name": "Thừa", "score": 1, "threshold": 5})],
            }
        )
        self.new["1.1.1"].option_ids[0].write({"threshold": 50, "threshold_strict": True})
        self.new["1.1"].write(
            {
                "rule_type": "choice",
                "option_ids": [Command.create({"name": "Thừa", "score": 1})],
            }
        )
        self.assertEqual(version._compare_with(self.old), [])

    def test_options_that_come_into_use_are_a_change(self):
        """Options left over from an earlier rule count from the moment in which the rule uses them."""
        version = self._make_version()
        self.new["1.1.2"].rule_type = "choice"
        [change] = version._compare_with(self.old)
        self.assertEqual(change["kind"], "rule_changed")
        options = next(row for row in change["changes"] if row[0] == "Options")
        self.assertIn("≥ 70", options[1])
        self.assertNotIn("≥", options[2])

    def test_added_and_removed(self):
        """A branch that went is named row by row; a criterion with an old code but no origin is new."""
        version = self._make_version()
        self.new["1.1"].action_delete_branch()
        self.env["cchc.criterion"].create(
            {
                "rubric_id": version.id,
                "parent_id": self.new["1"].id,
                "code": "1.1",
                "name": "Kế hoạch",
                "max_score": 3,
                "rule_type": "ratio",
            }
        )
        changes = version._compare_with(self.old)
        self.assertEqual(
            self._changes(version),
            [("added", "1.1"), ("removed", "1.1"), ("removed", "1.1.1"), ("removed", "1.1.2")],
        )
        self.assertFalse(changes[0]["old"])
        self.assertFalse(changes[1]["new"])

    def test_fewest_moves_are_named(self):
        """One branch that changes places is one move, not one of all those that it passed."""
        version = self._make_version()
        names = "ABCDEF"
        for name in names:
            self.env["cchc.criterion"].create(
                {
                    "rubric_id": version.id,
                    "parent_id": self.new["2"].id,
                    "code": name,
                    "name": name,
                    "max_score": 1,
                    "rule_type": "ratio",
                }
            )
        self.new["2"].max_score = 11
        version._publish()
        newer = version.browse(version.action_new_version()["res_id"])
        by_code = {c.code: c for c in newer.criterion_ids}
        by_code["A"].action_drop(by_code["F"].id)
        by_code["E"].action_drop(by_code["2.2"].id)
        by_code["C"].action_drop(by_code["1.2"].id)
        moved = [c for c in newer._compare_with(version) if c["kind"] == "moved"]
        self.assertEqual({change["new"].code for change in moved}, set("AEC"))
        texts = {change["new"].code: change["changes"][0] for change in moved}
        self.assertEqual(texts["C"][1:], ("2 Tác động", "1 Chỉ đạo, điều hành"))
        self.assertEqual(texts["A"][0], "Position among its siblings")

    def test_comparison_across_versions(self):
        """The version after next is compared with the first one through the one in between."""
        version = self._make_version()
        version.action_publish()
        newer = version.browse(version.action_new_version()["res_id"])
        newer.criterion_ids.filtered(lambda c: c.code == "1.2").max_score = 1
        self.assertEqual(self._changes(newer), [("max_changed", "1.2")])

    def test_screen_shows_the_changes(self):
        """The comparison's page shows each change with what was and what is, and no text of theirs as markup."""
        version = self._make_version()
        self.new["1.2"].write({"max_score": 1, "name": "Sáng kiến <b>mới</b>"})
        action = version.action_compare()
        dialogs = self.env["cchc.rubric.comparison"].with_user(self.secretary)
        page = Form(dialogs.with_context(**action["context"])).comparison
        for text in ("Maximum score changed", "Wording changed", "&lt;b&gt;mới", "Sáng kiến"):
            self.assertIn(text, page)
        self.assertNotIn("<b>mới", page)

    def test_kinds_have_titles(self):
        """Each kind of change has a heading on the page."""
        groups = self.env["cchc.rubric.comparison"]._group([{"kind": kind} for kind in KINDS])
        self.assertEqual(len(groups), len(KINDS))

    def test_queries_do_not_grow_with_the_tree(self):
        """Publishing, a new version, comparing, moving, renumbering: as many queries for 300 criteria as for 10."""
        counts = {}
        # the first one warms the caches
        for size in (5, 10, 300):
            rubric = self._make_large_rubric(size)
            version = rubric.browse()

            def make_version(rubric=rubric):
                nonlocal version
                version = rubric.browse(rubric.action_new_version()["res_id"])

            counts[size] = [
                self._count_queries(work)
                for work in (
                    rubric.action_publish,
                    make_version,
                    lambda: version._compare_with(rubric),
                    lambda: version.criterion_ids[1].action_drop(version.criterion_ids[-1].id),
                    lambda: version.action_renumber_codes(),
                    lambda: version._compare_with(rubric),
                )
            ]
        for few, many in zip(counts[10], counts[300], strict=True):
            # rows are written a hundred at a time: 300 criteria, 600 options, 300 documents
            self.assertLessEqual(many - few, 24, counts)
