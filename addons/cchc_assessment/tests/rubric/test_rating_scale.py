from decimal import Decimal

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import CchcCase


@tagged("post_install", "-at_install")
class TestRatingScale(CchcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scale = cls._make_scale(("Tốt", 80), ("Khá", 62.5), ("Yếu", 0))

    @classmethod
    def _make_scale(cls, *classes):
        return (
            cls.env["cchc.rating.scale"]
            .with_user(cls.secretary)
            .create(
                {
                    "name": "Thang thử",
                    "class_ids": [
                        Command.create({"name": name, "minimum_percent": minimum})
                        for name, minimum in classes
                    ],
                }
            )
        )

    def test_class_holds_from_its_minimum(self):
        """A class holds from its percentage on, itself included, by the figure that is printed: 79.995 is 80,00."""
        for percent, expected in (
            (Decimal("100"), "Tốt"),
            (Decimal("104.5"), "Tốt"),
            (80, "Tốt"),
            (Decimal("79.999999"), "Tốt"),
            (Decimal("79.995"), "Tốt"),
            (Decimal("79.994999"), "Khá"),
            (62.5, "Khá"),
            (62.494999, "Yếu"),
            (0, "Yếu"),
            (None, False),
            (False, False),
        ):
            with self.subTest(percent=percent):
                self.assertEqual(self.scale._get_class(percent, 2).name, expected)
        self.assertEqual(self.scale._get_class(79.5, 0).name, "Tốt")
        self.assertEqual(self.scale._get_class(79.9999, 4).name, "Khá")
        self.assertFalse(self.env["cchc.rating.scale"]._get_class(90, 2))

    def test_sample_is_there(self):
        """The sample scale has the five usual classes."""
        sample = self.env.ref("cchc_assessment.rating_scale_sample")
        self.assertEqual(
            sample.class_ids.mapped("name"), ["Xuất sắc", "Tốt", "Khá", "Trung bình", "Yếu"]
        )
        self.assertEqual(sample._get_class(Decimal("64.99"), 2).name, "Trung bình")

    def test_gaps_and_doubles_are_refused(self):
        """A scale without a class from 0, with two from the same percentage, or outside 0 to 100 is refused."""
        for classes in (
            (),
            (("Tốt", 80), ("Khá", 50)),
            (("Tốt", 80), ("Khá", 80), ("Yếu", 0)),
            (("Tốt", 101), ("Yếu", 0)),
            (("Tốt", 50), ("Yếu", -1)),
            (("Tốt", float("nan")), ("Yếu", 0)),
        ):
            with self.subTest(classes=classes), self.assertRaises(ValidationError):
                self._make_scale(*classes)

    def test_a_class_may_begin_at_the_very_top(self):
        """100 % is a percentage from which a class may hold."""
        scale = self._make_scale(("Tuyệt đối", 100), ("Còn lại", 0))
        self.assertEqual(scale._get_class(100, 2).name, "Tuyệt đối")

    def test_a_class_that_changes_its_scale(self):
        """Both scales are judged: neither is left without its lowest class, nor has two of one percentage."""
        other = self._make_scale(("Đạt", 80), ("Chưa đạt", 0))
        good, fair, lowest = self.scale.class_ids
        for change in (
            lambda: lowest.write({"scale_id": other.id, "minimum_percent": 10}),
            lambda: good.write({"scale_id": other.id}),
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                change()
        self.env.invalidate_all()
        fair.scale_id = other
        self.assertEqual(other.class_ids.mapped("minimum_percent"), [80, 62.5, 0])
        self.period.with_user(self.secretary).rating_scale_id = other
        self._open_period()
        with self.assertRaisesRegex(UserError, "has been opened"):
            good.write({"scale_id": other.id, "minimum_percent": 90})

    def test_classes_are_judged_on_their_own_too(self):
        """Deleting, lifting or doubling a class by itself is refused where it leaves a gap or a double."""
        lowest, good = self.scale.class_ids[-1], self.scale.class_ids[0]
        for change in (
            lambda: lowest.unlink(),
            lambda: lowest.write({"minimum_percent": 10}),
            lambda: good.write({"minimum_percent": 62.5}),
            lambda: good.copy(),
            lambda: self.scale.write({"class_ids": [Command.delete(lowest.id)]}),
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                change()
        self.env.invalidate_all()
        self.assertEqual(self.scale.class_ids.mapped("minimum_percent"), [80, 62.5, 0])

    def test_classes_change_places_in_one_go(self):
        """What counts is the scale as it is saved, not a state in between."""
        good, fair, weak = self.scale.class_ids
        self.scale.write(
            {
                "class_ids": [
                    Command.update(good.id, {"minimum_percent": 62.5}),
                    Command.update(fair.id, {"minimum_percent": 80}),
                    Command.delete(weak.id),
                    Command.create({"name": "Còn lại", "minimum_percent": 0}),
                ]
            }
        )
        self.assertEqual(self.scale.class_ids.mapped("name"), ["Khá", "Tốt", "Còn lại"])

    def test_scale_in_use_is_closed(self):
        """Once a period was opened with a scale, the scale, its classes and the choice of it are fixed."""
        self.period.with_user(self.secretary).rating_scale_id = self.scale
        self.scale.class_ids[0].name = "Giỏi"
        self._open_period()
        good = self.scale.class_ids[0]
        for change in (
            lambda: self.scale.write({"name": "Khác"}),
            lambda: self.scale.write(
                {"class_ids": [Command.update(good.id, {"minimum_percent": 70})]}
            ),
            lambda: self.scale.unlink(),
            lambda: good.write({"minimum_percent": 70}),
            lambda: good.unlink(),
            lambda: good.copy({"minimum_percent": 70}),
        ):
            with (
                self.assertRaisesRegex(UserError, f"period “{self.period.name}” has been opened"),
                self.env.cr.savepoint(),
            ):
                change()
        with self.assertRaisesRegex(UserError, "rating scale is fixed"):
            self.period.with_user(self.secretary).rating_scale_id = False
        self.env.flush_all()
        self.env.cr.execute("UPDATE cchc_period SET active = FALSE WHERE id = %s", [self.period.id])
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "has been opened"), self.env.cr.savepoint():
            good.write({"minimum_percent": 70})
        self.scale.active = False
        copy = self.scale.copy()
        copy.class_ids[0].minimum_percent = 70
        self.assertEqual(good.minimum_percent, 80)

    def test_roles(self):
        """Units and council read the scale; only the secretary changes it."""
        for user in (self.officer, self.appraiser):
            self.assertEqual(self.scale.with_user(user).class_ids[0].name, "Tốt")
            for change in (
                lambda: self.scale.with_user(user).write({"name": "Khác"}),
                lambda: self.scale.class_ids[0].with_user(user).write({"minimum_percent": 70}),
            ):
                with self.assertRaises(AccessError):
                    change()

    def test_other_companies_scales_are_not_offered(self):
        """A period takes the scales of its own company and those of all, and no others."""
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        foreign = self.scale.sudo().copy({"company_id": company.id})
        self.assertNotIn(
            foreign, self.env["cchc.rating.scale"].with_user(self.secretary).search([])
        )
        with self.assertRaises(UserError):
            self.period.rating_scale_id = foreign
        self.period.rating_scale_id = self.env.ref("cchc_assessment.rating_scale_sample")

    def test_a_foreign_period_is_not_named(self):
        """A scale of all companies that another company's period uses is closed, and that period is not named."""
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cchc_rating_scale SET company_id = NULL WHERE id = %s", self.scale.ids
        )
        self.env.invalidate_all()
        foreign = self.period.copy(
            {
                "name": "Kỳ của tỉnh khác",
                "company_id": company.id,
                "rubric_ids": [],
                "rating_scale_id": self.scale.id,
            }
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE cchc_period SET state = 'open' WHERE id = %s", [foreign.id])
        self.env.invalidate_all()
        scale = self.scale.with_user(self.secretary)
        with self.assertRaisesRegex(UserError, "of another company") as caught:
            scale.class_ids[0].write({"minimum_percent": 70})
        self.assertNotIn(foreign.name, str(caught.exception))
        self.assertIn("Thang thử", str(caught.exception))
