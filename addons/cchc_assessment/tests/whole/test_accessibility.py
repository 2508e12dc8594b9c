import json
from importlib.resources import files

from odoo.fields import Command, Date
from odoo.tests import new_test_user, tagged

from ..council.test_relative import Relative
from ..keyboard import KeyboardCase
from ..tools import needs
from .test_screens import ScreensCase

AXE = "axe_playwright_python"
# What Odoo draws in every app alike, with findings of its own: the control panel, the chatter, a calendar, and of
# lists and forms the parts that no view says.
ODOO = (
    ".o_control_panel",
    ".o-mail-Chatter",
    ".o-mail-Form-chatter",
    ".o_calendar_view",
    ".o_activity_view",
    ".o_notebook_headers",
    ".o_list_table th",
    ".o_list_record_selector",
    ".o_tag",
    ".o_avatar",
    ".badge",
    ".o_kanban_record[role=link]",
    "img[src*='/avatar_']",
    ".o-autocomplete--input",
    ".o_select_menu",
    ".o_pivot",
    ".o_data_row .o-checkbox",
    ".o_progressbar",
    ".o-mail-ActivityButton",
    ".fst-italic.text-muted",
    ".settings_tab",
    ".o_setting_right_pane",
)
# How the parts of a page, and a dialog over it, are told apart is Odoo's, too.
FRAME = {
    rule: {"enabled": False}
    for rule in (
        "heading-order",
        "landmark-main-is-top-level",
        "landmark-no-duplicate-banner",
        "landmark-no-duplicate-main",
        "landmark-unique",
    )
}
READY = "!!odoo.__WOWL_DEBUG__?.root.env.services.action.currentController"
SIZES = {"laptop": (1366, 768), "phone": (390, 844)}
# Odoo opens a list as cards on a phone, where nobody turns tables: each view is seen where people see it.
VIEWS_OF_PHONES = ("form", "kanban", "dashboard")
# Opens a screen or a dialog, goes on by clicks, and looks at what there is to see once it is drawn.
LOOK = """
    const [ODOO, FRAME] = %s;
    const { action, dialog, orm } = odoo.__WOWL_DEBUG__.root.env.services;
    const frame = () => new Promise(requestAnimationFrame);
    const settled = async (selector) => {
        while (!document.querySelector(selector)) {
            const error = document.querySelector(".o_error_dialog");
            if (error) {
                throw new Error(error.innerText);
            }
            await frame();
        }
        // what fades in is seen as it will be
        const isMoving = ({ effect }) => effect.getComputedTiming().endTime < Infinity;
        while (document.getAnimations().some(isMoving)) {
            await frame();
        }
        await frame();
        return document.querySelector(selector);
    };
    const look = async (where, element) => {
        const exclude = ODOO.flatMap((selector) =>
            element.querySelector(selector) ? [[selector]] : []
        );
        const { violations } = await axe.run({ include: [element], exclude }, { rules: FRAME });
        const found = element.innerText.trim() ? [] : [`${where}: nothing is shown`];
        for (const { help, id, nodes } of violations) {
            for (const { any, html, target } of nodes) {
                const why = any.map(({ message }) => message).join(" ");
                found.push(`${where}: ${id}: ${help}: ${target.join(" ")} ${html} ${why}`);
            }
        }
        return found;
    };
    window.cchcOpen = async ({ name, target, view, id, call, context, clicks = [] }) => {
        const opened = call ? await orm.call(call[0], call[1], [call[2]]) : name;
        const props = id ? { resId: id } : {};
        const options = { clearBreadcrumbs: true, props, additionalContext: context };
        await action.doAction(opened, { ...options, ...(call ? {} : { viewType: view }) });
        const isDialog = target === "new" || opened.target === "new";
        const within = isDialog ? ".modal-dialog" : ".o_action_manager";
        await settled(`${within} :is(.o_${view}_view, .o_cchc_dashboard)`);
        for (const selector of clicks) {
            const element = await settled(selector);
            if (element.ariaExpanded !== "true") {
                element.click();
            }
            await settled("body");
        }
        return within;
    };
    window.cchcLook = async (screen) => {
        const within = await window.cchcOpen(screen);
        const isCovered = document.querySelector(".modal-dialog");
        const element = document.querySelector(isCovered ? ".modal-dialog" : within);
        const { name, view, call, clicks } = screen;
        const where = [name || call.slice(0, 2).join("."), view, ...(clicks || [])].join(" ");
        const found = await look(where, element);
        dialog.closeAll();
        await frame();
        return found;
    };
"""


class AccessibilityCase(Relative, KeyboardCase, ScreensCase):
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

    def _screens_and_dialogs(self, user):
        """Yield what the user's menus lead to: windows with each of their views, dialogs, the dashboard."""
        for name, view, record in self._screens(user):
            yield {"name": name, "view": view, "id": record}
        for action in self._visible_actions(user):
            if action._name == "ir.actions.client":
                yield {"name": action.xml_id, "view": "dashboard"}
            elif action._name == "ir.actions.act_window" and action.target == "new":
                yield {"name": action.xml_id, "view": "form", "target": "new"}

    def _sheet(self, assessment, *clicks):
        """Return the screen of an assessment's sheet, and what is clicked in it."""
        name = "cchc_assessment.cchc_assessment_action"
        return {"name": name, "view": "form", "id": assessment.id, "clicks": clicks}

    def _dialog(self, records, method):
        """Return the dialog that a button opens."""
        return {"call": [records._name, method, records.ids], "view": "form"}

    def _look_at(self, user, *further, has_menus=True):
        """Look at all that ``user``'s menus lead to, and at ``further`` screens: as on a laptop, then as on a phone."""
        told = [*(self._screens_and_dialogs(user) if has_menus else ()), *further]
        self.assertTrue(further or len(told) > 3)
        # two menus may lead to one screen
        screens = list({json.dumps(screen): screen for screen in told}.values())
        findings = []

        def looking(keyboard):
            for size, (width, height) in SIZES.items():
                is_phone = size == "phone"
                keyboard.send(
                    "Emulation.setDeviceMetricsOverride",
                    width=width,
                    height=height,
                    deviceScaleFactor=1,
                    mobile=is_phone,
                )
                keyboard.send("Emulation.setTouchEmulationEnabled", enabled=is_phone)
                keyboard.wait_for(f"matchMedia('(width: {width}px)').matches")
                for screen in screens:
                    if is_phone and screen["view"] not in VIEWS_OF_PHONES:
                        continue
                    if not is_phone and screen["view"] == "kanban":
                        continue
                    self._look(keyboard, size, screen, findings)

        def beginning(keyboard):
            axe = files(AXE).joinpath("axe.min.js").read_text(encoding="utf-8")
            keyboard.evaluate(f"{axe}\n;void 0")
            keyboard.evaluate(f"(() => {{ {LOOK % json.dumps([ODOO, FRAME])} }})()")
            looking(keyboard)

        self._type("/odoo", READY, user, beginning, timeout=600)
        self.assertFalse(findings, "\n".join(findings))

    def _look(self, keyboard, size, screen, findings):
        found = keyboard.evaluate(f"cchcLook({json.dumps(screen)})")
        findings += [f"{size}, {one}" for one in found]


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
        attachment = self.env["ir.attachment"].create({"name": "Kế hoạch.pdf", "raw": b"%PDF-1.4"})
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
        self._look_at(self.contributor, self._sheet(self.other_assessment))

    def test_leader(self):
        """One who has approved, and what is asked of one who decides."""
        self._look_at(self.leader, self._dialog(self.assessment, "action_recall"))
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
        self._look_at(self.deputy)

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
        self._look_at(self.chair)

    def test_administrator(self):
        """The settings among them."""
        self._look_at(self.admin)
