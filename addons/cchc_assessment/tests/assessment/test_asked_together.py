from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ...models.common.cchc_owned_mixin import CchcOwnedMixin
from ...models.common.together import ask_together
from ..common import CchcCase


@tagged("post_install", "-at_install")
class TestAskedTogether(CchcCase):
    """Of rows that are written together the rights are asked once; whatever is not among them is asked as always."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls.lines = (cls._line("1.1.1") | cls._line("1.2")).with_user(cls.officer)
        cls.values = {
            cls.lines[0]: {"option_id": cls._option("1.1.1", 1).id},
            cls.lines[1]: {"manual_score": 1.0},
        }
        cls.asked = ask_together(cls.lines, cls.values)

    def test_a_row_that_was_not_asked_about(self):
        """Another unit's row is not the user's to write, and no row is somebody else's for it."""
        foreign = self._line("1.2", self.other_assessment).with_env(self.asked.env)
        self.assertFalse(foreign.has_access("write"))
        self.assertTrue(self.asked.has_access("write"))
        self.assertFalse(self.asked.with_user(self.other_officer).has_access("write"))

    def test_a_value_that_was_not_asked_about(self):
        """What an override puts into a row is asked as if it stood alone."""
        document = self._file(
            self._line("1.1.1", self.other_assessment), "7/BC", self.other_officer
        )
        with self.assertRaisesRegex(AccessError, "leads to something that does not exist"):
            self.asked[0].write({"evidence_ids": [Command.link(document.id)]})

    def test_a_value_that_is_changed_on_the_way(self):
        """What an override puts into the very values that were asked about is asked as well."""
        document = self._file(
            self._line("1.1.1", self.other_assessment), "8/BC", self.other_officer
        )
        values = {self.lines[0]: {"evidence_ids": []}}
        asked = ask_together(self.lines, values)
        values[self.lines[0]]["evidence_ids"].append(Command.link(document.id))
        with self.assertRaisesRegex(AccessError, "leads to something that does not exist"):
            asked[0].write(values[self.lines[0]])

    def test_who_may_not_write_is_refused(self):
        """A row of another unit among them refuses all of them."""
        foreign = self._line("1.2", self.other_assessment).with_user(self.officer)
        with self.assertRaises(AccessError):
            ask_together(self.lines | foreign, {**self.values, foreign: {"manual_score": 1.0}})

    def test_rules_and_companies_are_asked_once(self):
        """Pasting two rows asks for the right to write them, and of which province their values are, once each."""
        judged = []
        check = CchcOwnedMixin._check_company

        def note(records, names=None):
            if records._name == "cchc.assessment.line":
                judged.append((len(records), set(names)))
            return check(records, names)

        with patch.object(CchcOwnedMixin, "_check_company", note):
            self.lines._write_each(self.values)
        self.assertEqual(judged, [(2, {"option_id", "manual_score"})])
        self.assertEqual(self.lines.mapped("self_score"), [1, 1])
