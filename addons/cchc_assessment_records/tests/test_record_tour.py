from odoo.tests import tagged

from odoo.addons.cchc_assessment.tests.sheet.test_sheet_tour import SheetTour

from .common import Records


@tagged("post_install", "-at_install")
class TestRecordTour(Records, SheetTour):
    """An officer takes a figure in the sheet's panel, sees that it has changed, takes it anew and takes it back."""

    def test_in_the_panel(self):
        self._make_records()
        self.officer.lang = "vi_VN"
        self._play_in_sheet("cchc_take_record_figure", self.officer, self.assessment)
        self.assertEqual(self.line.numerator, 2, "what was typed before is back")
        self.assertEqual(self._figures()._get_values(), {"numerator": 3, "denominator": 4})


@tagged("post_install", "-at_install")
class TestRecordOnAPhone(Records, SheetTour):
    """On a phone it is taken on the criterion's form."""

    browser_size = "390x844"
    touch_enabled = True

    def test_on_the_form(self):
        self._make_records()
        self.officer.lang = "vi_VN"
        self._play_in_sheet("cchc_take_record_figure_on_a_phone", self.officer, self.assessment)
        self.assertEqual((self.line.numerator, self.line.denominator), (3, 4))
