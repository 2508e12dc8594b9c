import json
from importlib.resources import files

from odoo.tests import new_test_user, tagged

from ..common_council import Council
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
# Opens screen after screen, and looks at each once it is drawn: at its dialog, or at all below the menu.
LOOK = """
    const [ODOO, FRAME] = %s;
    const { animationFrame } = odoo.loader.modules.get("@odoo/hoot-dom");
    const { action, dialog } = odoo.__WOWL_DEBUG__.root.env.services;
    const findings = [];
    const shown = async (selector) => {
        while (!document.querySelector(selector)) {
            if (document.querySelector(".o_error_dialog")) {
                throw new Error(document.querySelector(".o_error_dialog").innerText);
            }
            await animationFrame();
        }
        // what fades in is seen as it will be
        const isMoving = ({ effect }) => effect.getComputedTiming().endTime < Infinity;
        while (document.getAnimations().some(isMoving)) {
            await animationFrame();
        }
        await animationFrame();
    };
    const look = async (where, element) => {
        const exclude = ODOO.flatMap((selector) =>
            element.querySelector(selector) ? [[selector]] : []
        );
        const { violations } = await axe.run({ include: [element], exclude }, { rules: FRAME });
        if (!element.innerText.trim()) {
            findings.push(`${where}: nothing is shown`);
        }
        for (const { help, id, nodes } of violations) {
            for (const { any, html, target } of nodes) {
                const why = any.map(({ message }) => message).join(" ");
                findings.push(`${where}: ${id}: ${help}: ${target.join(" ")} ${html} ${why}`);
            }
        }
    };
    (async () => {
        for (const { name, target, view, id } of %s) {
            const props = id ? { resId: id } : {};
            await action.doAction(name, { clearBreadcrumbs: true, viewType: view, props });
            const within = target === "new" ? ".modal-dialog" : ".o_action_manager";
            await shown(`${within} :is(.o_${view}_view, .o_cchc_dashboard)`);
            await look(`${name} ${view}`, document.querySelector(within));
            dialog.closeAll();
            await animationFrame();
        }
        if (findings.length) {
            console.error(findings.join("\\n"));
        } else {
            console.log("test successful");
        }
    })().catch((error) => console.error(error.message));
"""


class AccessibilityCase(Council, ScreensCase):
    """axe-core finds nothing on any screen of any role that keeps people with a disability from using it."""

    browser_size = "1366x768"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period.rating_scale_id = cls._make_scale()
        cls.deputy, cls.chair = cls._make_users({"deputy": "leader", "chair": "chair"})
        cls.admin = new_test_user(cls.env, f"{cls.LOGIN}_admin", groups="base.group_system")
        cls.other_unit.officer_ids |= cls.deputy

    def _screens_and_dialogs(self, user):
        for name, view, record in self._screens(user):
            yield {"name": name, "view": view, "id": record}
        menus = self.env["ir.ui.menu"].with_user(user)
        data = self.env["ir.model.data"].search(
            [("module", "=", "cchc_assessment"), ("model", "=", "ir.ui.menu")]
        )
        visible = menus.browse(menus._visible_menu_ids()) & menus.browse(data.mapped("res_id"))
        for action in visible.sudo().mapped("action"):
            if action and action._name == "ir.actions.client":
                yield {"name": action.xml_id, "view": "dashboard"}
            elif action and action._name == "ir.actions.act_window" and action.target == "new":
                yield {"name": action.xml_id, "view": "form", "target": "new"}

    def _look_at(self, user):
        screens = list(self._screens_and_dialogs(user))
        self.assertGreater(len(screens), 3)
        self.browser_js(
            "/odoo",
            files(AXE).joinpath("axe.min.js").read_text(encoding="utf-8")
            + LOOK % (json.dumps([ODOO, FRAME]), json.dumps(screens)),
            ready="!!odoo.__WOWL_DEBUG__?.root.env.services.action.currentController",
            login=user.login,
            timeout=400,
        )


@tagged("post_install", "-at_install")
@needs(AXE)
class TestAccessibility(AccessibilityCase):
    """On a laptop: of a unit that fills in, of one that has submitted, and of the council."""

    def _send_other(self):
        self._fill_in(self.other_assessment, self.other_officer)
        self.other_assessment.with_user(self.other_officer)._transition("action_send_to_leader")

    def test_officer(self):
        self._look_at(self.officer)
        self._look_at(self.other_officer)

    def test_leader(self):
        """One who has approved, and one who decides."""
        self._look_at(self.leader)
        self._send_other()
        self._look_at(self.other_leader)

    def test_deputy(self):
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
        self._start()
        self._assign()
        self._look_at(self.appraiser)

    def test_secretary(self):
        self._look_at(self.secretary)

    def test_chair(self):
        """While results wait for the chair's approval."""
        self._submit(self.other_assessment)
        for assessment in (self.assessment, self.other_assessment):
            self._start(assessment)
            self._decide_all(assessment)
            self._conclude(assessment)
        self.period.with_user(self.secretary).needs_chair = True
        self._compute_results().action_freeze()
        self._look_at(self.chair)
        self._look_at(self.secretary)

    def test_administrator(self):
        self._look_at(self.admin)


@tagged("post_install", "-at_install")
@needs(AXE)
class TestAccessibilityOnAPhone(TestAccessibility):
    """The same on a phone."""

    browser_size = "390x844"
    touch_enabled = True
