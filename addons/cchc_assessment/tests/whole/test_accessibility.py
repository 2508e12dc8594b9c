from odoo.fields import Command, Date
from odoo.tests import new_test_user, tagged

from ..accessible import AXE, CARD, AccessibleCase
from ..common import CchcCase, make_pdf
from ..council.test_relative import Relative
from ..figures.test_figures import FiguresCase
from ..period.test_work import WorkCase
from ..sheet.test_notes import NotesCase
from ..tools import needs
from ..tray.test_due_dates import DueCase
from .test_screens import ScreensCase

# of a criterion, as a card leads to it
FORM = ".modal .o_form_view [name=figure_source]"


class AccessibilityCase(Relative, AccessibleCase, ScreensCase):
    """axe-core finds nothing on any screen of any role that keeps people with a disability from using it.

    One unit has submitted, the other one works on its form, and has given a part of it to a contributor.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period.rating_scale_id = cls._make_scale()
        cls.deputy, cls.chair, cls.contributor = cls._make_users(
            {"deputy": "leader", "chair": "chair", "contributor": "contributor"}
        )
        cls.admin = new_test_user(cls.env, f"{cls.LOGIN}_admin", groups="base.group_system")
        cls.other_unit.officer_ids |= cls.deputy
        cls.other_unit.contributor_ids |= cls.contributor
        cls.task = (
            cls.env["cchc.task"]
            .with_user(cls.other_leader)
            .create(
                {
                    "assessment_id": cls.other_assessment.id,
                    "criterion_id": cls.criteria["1.2"].id,
                    "user_ids": [Command.set(cls.contributor.ids)],
                    "date": Date.add(cls.env.company._cchc_today(), days=-1),
                }
            )
        )


@tagged("post_install", "-at_install")
@needs(AXE)
@needs("websocket")
class TestAccessibility(AccessibilityCase):
    """Of a unit that fills in, of one that has submitted, and of the council: each screen once, in both sizes."""

    def _bring_in_both(self):
        """Decide on both units, the one that has submitted already and the other."""
        self._submit(self.other_assessment)
        for assessment in (self.assessment, self.other_assessment):
            self._start(assessment)
            self._decide_all(assessment)

    def _send_other(self):
        self._fill_in(self.other_assessment, self.other_officer)
        self.other_assessment.with_user(self.other_officer)._transition("action_send_to_leader")

    def test_officer(self):
        """One who works on the form and gives out parts of it."""
        self._file(self._line("1.2", self.other_assessment), user=self.other_officer)
        attachments = self.env["ir.attachment"].with_user(self.other_officer)
        attachment = attachments.create({"name": "Kế hoạch.pdf", "raw": b"%PDF-1.4"})
        take = {
            "name": "cchc_assessment.cchc_evidence_take_action",
            "view": "form",
            "target": "new",
            "context": {"active_model": "ir.attachment", "active_ids": attachment.ids},
        }
        self._look_at(
            self.other_officer,
            self._sheet(self.other_assessment),
            self._dialog(self.task, "action_nudge"),
            take,
        )

    def test_contributor(self):
        """One to whom a criterion was handed back."""
        line = self._line("1.2", self.other_assessment)
        self.other_assessment.with_user(self.other_officer).action_hand_back(
            line.ids, "Thiếu phụ lục"
        )
        self._look_at(self.contributor, self._sheet(self.other_assessment), has_lists=False)

    def test_leader(self):
        """One who has approved, and what is asked of one who decides."""
        self._look_at(self.leader, self._dialog(self.assessment, "action_recall"), has_lists=False)
        self._send_other()
        self._look_at(
            self.other_leader,
            self._sheet(self.other_assessment),
            self._dialog(self.other_assessment, "action_approve"),
            self._dialog(self.other_assessment, "action_return_to_officer"),
            has_menus=False,
        )

    def test_deputy(self):
        """An officer who stands in for the leader."""
        self.env["cchc.unit.deputy"].with_user(self.secretary).create(
            {
                "unit_id": self.other_unit.id,
                "user_id": self.deputy.id,
                "date_from": self.env.company._cchc_today(),
                "date_to": self.env.company._cchc_today(),
                "reason": "Giám đốc đi công tác",
            }
        )
        self._send_other()
        self._look_at(self.deputy, has_lists=False)

    def test_appraiser(self):
        """One who appraises a unit."""
        self._start()
        self._assign()
        self._look_at(self.appraiser, self._sheet(self.assessment))

    def test_secretary(self):
        """While one unit has submitted; then when all are in, and points are relative to the best."""
        self._look_at(
            self.secretary,
            self._dialog(self.assessment, "action_return_to_unit"),
            self._dialog(self.other_assessment, "action_extend"),
        )
        self._bring_in_both()
        self._look_at(
            self.secretary,
            self._sheet(self.assessment),
            self._dialog(self.period, "action_settle_relative"),
            has_menus=False,
        )

    def test_chair(self):
        """While results wait for the chair's approval."""
        self._bring_in_both()
        self._settle()
        for assessment in (self.assessment, self.other_assessment):
            self._conclude(assessment)
        self.period.with_user(self.secretary).needs_chair = True
        self._compute_results().action_freeze()
        self._look_at(self.chair, has_lists=False)

    def test_administrator(self):
        """The settings among them."""
        self._look_at(self.admin)


@tagged("post_install", "-at_install")
@needs(AXE)
@needs("websocket")
class TestAccessibilityAhead(AccessibleCase, DueCase):
    """Before a period is opened: documents wait in the tray, dates come up."""

    def test_officer(self):
        """A document that fits a criterion, one that could not be filed, and a date that is due in three days."""
        document = self._gather("1.2 so 5.pdf", make_pdf("Kế hoạch"))
        refused = self._gather("bao cao.pdf", make_pdf("Báo cáo"))
        refused._write_as_system({"problem": "Tiêu chí này không còn trong phiếu."})
        self._look_at(
            self.officer,
            *self._views("cchc_tray_document_action", document),
            self._views("cchc_tray_document_action", refused)[-1],
            *self._views("cchc_due_date_action", self._dates("1.1.1")),
            has_menus=False,
        )


@tagged("post_install", "-at_install")
@needs(AXE)
@needs("websocket")
class TestAccessibilityOfFigures(AccessibleCase, FiguresCase):
    """Figures that others bring in, and that one of the units objects to."""

    def setUp(self):
        super().setUp()
        rows = (("T-STN", None, "85", 100), (None, "Sở Đối chứng", "97,5", 100))
        self._wizard(*rows).action_import()

    def test_officer(self):
        """One who is given a figure: its criterion in the sheet, and what is asked of one who objects."""
        cell = "tr[data-code='2.1'] td[data-column=result]"
        card = f"{CARD}[data-row='{self.line.criterion_id.id}']"
        self._look_at(
            self.officer,
            *self._views("cchc_figure_action", self.line.figure_id),
            self._sheet(self.assessment, cell),
            self._sheet(self.assessment, f"{card} .btn-secondary", FORM),
            self._dialog(self.line.figure_id, "action_object"),
            has_menus=False,
        )

    def test_secretary(self):
        """What was brought in for all units, and what else may be done with it."""
        self._look_at(
            self.secretary,
            *self._views("cchc_common_figure_action", self.common),
            self._dialog(self.common, "action_bring_in"),
            has_menus=False,
        )

    def test_agency(self):
        """One who answers for a figure that is objected to."""
        figure = self._object()
        self._look_at(
            self.other_officer,
            *self._views("cchc_common_figure_action", self.common),
            *self._views("cchc_figure_action", figure),
            self._dialog(self.common, "action_bring_in"),
            self._dialog(figure, "action_keep"),
            self._dialog(figure, "action_correct"),
            self._dialog(self.common.batch_ids, "action_withdraw"),
            has_menus=False,
        )


@tagged("post_install", "-at_install")
@needs(AXE)
@needs("websocket")
class TestAccessibilityOfWorks(WorkCase, AccessibleCase, CchcCase):
    """What is done behind the request."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_ready()

    def test_secretary(self):
        """A work that goes on, one of whose units could not be served, and one that has ended."""
        work = self._open()
        work.part_ids[0]._write_as_system({"state": "failed", "failure": "Đơn vị thiếu người."})
        form = {"name": "cchc_assessment.cchc_work_action", "view": "form", "id": work.id}
        self._look_at(self.secretary, *self._views("cchc_work_action", work), has_menus=False)
        self._go_on()
        self.assertEqual(work.state, "done")
        self._look_at(self.secretary, form, has_menus=False)


@tagged("post_install", "-at_install")
@needs(AXE)
@needs("websocket")
class TestAccessibilityOfNotes(AccessibleCase, NotesCase):
    """What people of a unit say to each other beside a criterion."""

    def test_leader(self):
        """One who is named; a note that is settled stands below."""
        self._write("Đã sửa theo góp ý.", self.leader).is_settled = True
        self._write("@Lan Anh xem giúp")
        row = "tr[data-code='1.1.1'] td[data-column=result]"
        card = f"{CARD}[data-row='{self._line('1.1.1').criterion_id.id}']"
        self._look_at(
            self.leader,
            self._sheet(self.assessment, row, ".o_cchc_notes"),
            self._sheet(self.assessment, f"{card} .o_cchc_show_notes", ".o_cchc_notes"),
            has_menus=False,
        )
