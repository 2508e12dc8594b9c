import logging
import os
import warnings
from collections import Counter
from contextlib import suppress

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import PDF
from ..pure.damage import damage, scramble
from .test_assessment_import import ImportCase, make_own, pack

_logger = logging.getLogger(__name__)

# A few in the suite; ``script/test --damaged N`` takes more.
FILES = int(os.environ.get("CCHC_DAMAGED_FILES", "24"))


class _Over(Exception):
    """Ends the trial of one file, so that nothing of it stays."""


@tagged("post_install", "-at_install")
class TestDamagedImports(ImportCase):
    """Files as copying, programs and people damage them, the same ones in each run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._fill_in()
        form = cls.env["ir.actions.report"].with_user(cls.officer)
        form, _kind = form._render("cchc_assessment.offline_form_report", cls.assessment.ids)
        own = make_own(links=[("1.1.1", "13/BC-STN", "TLKC/13.pdf"), ("1.2", "14", "TLKC/14.pdf")])
        cls.files = {"TLKC__13_pdf": PDF + b"% 13", "TLKC__14_pdf": PDF + b"% 14"}
        cls.workbooks = (form, own)

    def test_damaged_files_are_read_or_refused(self):
        """Each is refused by a sentence or shown row by row; checking it writes nothing, whatever it is."""
        outcomes = Counter(self._try(seed) for seed in range(FILES))
        _logger.info("%s damaged files: %s", FILES, dict(outcomes))
        self.assertEqual(outcomes.total(), FILES)
        self.assertGreater(outcomes["refused"], FILES // 4)
        self.assertGreater(outcomes["shown"] + outcomes["imported"], FILES // 8)

    def _try(self, seed):
        """Check one damaged file and import what is left of it; return what came of it."""
        content = self._make(seed)
        with self.subTest(seed=seed), mute_logger("odoo.tools.mimetypes.guess_mimetype"):
            with suppress(_Over), self.env.cr.savepoint():
                outcome = self._check_and_import(content)
                raise _Over
            self.env.invalidate_all()
            return outcome

    def _make(self, seed):
        """Return a form or a table of an agency's own, alone or packed: scrambled, damaged, or both."""
        way = seed % 12
        content = self.workbooks[way % 2]
        if way % 3:
            content = scramble(content, seed)
        if way % 4 > 1:
            content = pack(content, **self.files)
        if way % 3 != 1:
            with warnings.catch_warnings():
                # archives are damaged by names that stand twice
                warnings.simplefilter("ignore", UserWarning)
                content = damage(content, seed)
        return content

    def _check_and_import(self, content):
        before = self._what_is_there()
        wizard = self._wizard(content)
        try:
            wizard.action_check()
        except UserError as refusal:
            self.assertTrue(str(refusal))
            return "refused"
        finally:
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertEqual(self._what_is_there(), before)
        try:
            wizard.action_import()
        except UserError:
            return "shown"
        return "imported"

    def _what_is_there(self):
        """All that an import can write."""
        names = ["option_id", "numerator", "denominator", "quantity", "manual_score"]
        return (
            self.assessment.line_ids.read([*names, "not_applicable", "explanation"]),
            self.assessment.evidence_ids.mapped("sha256"),
            self.assessment.log_count,
            self.env["ir.attachment"].sudo().search_count([("res_model", "=", "cchc.evidence")]),
        )
