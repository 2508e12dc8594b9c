import json
from importlib.resources import files

from odoo.tests import tagged

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
)
# Opens screen after screen, and looks at each once it is drawn: at its dialog, or at all below the menu.
LOOK = """
    const ODOO = %s;
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
        await animationFrame();
        await animationFrame();
    };
    const look = async (where, element) => {
        const exclude = ODOO.flatMap((selector) =>
            element.querySelector(selector) ? [[selector]] : []
        );
        const { passes, violations } = await axe.run({ include: [element], exclude });
        if (!passes.length) {
            findings.push(`${where}: nothing was checked`);
        }
        for (const { help, id, nodes } of violations) {
            for (const { html, target } of nodes) {
                findings.push(`${where}: ${id}: ${help}: ${target.join(" ")} ${html}`);
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


@tagged("post_install", "-at_install")
@needs(AXE)
class TestAccessibility(ScreensCase):
    """axe-core finds nothing on any screen of any role that keeps people with a disability from using it."""

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

    def _look_at(self, user, screens):
        self.assertGreater(len(screens), 3)
        self.browser_js(
            "/odoo",
            files(AXE).joinpath("axe.min.js").read_text(encoding="utf-8")
            + LOOK % (json.dumps(ODOO), json.dumps(screens)),
            ready="!!odoo.__WOWL_DEBUG__?.root.env.services.action.currentController",
            login=user.login,
            timeout=400,
        )

    def test_officer(self):
        self._look_at(self.officer, list(self._screens_and_dialogs(self.officer)))

    def test_leader(self):
        self._look_at(self.leader, list(self._screens_and_dialogs(self.leader)))

    def test_appraiser(self):
        self._look_at(self.appraiser, list(self._screens_and_dialogs(self.appraiser)))

    def test_secretary(self):
        self._look_at(self.secretary, list(self._screens_and_dialogs(self.secretary)))
