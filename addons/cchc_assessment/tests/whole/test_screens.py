import json

from odoo.tests import HttpCase, tagged

from ..common import CchcCase

OPEN_SCREENS = """
    const { action } = odoo.__WOWL_DEBUG__.root.env.services;
    const shown = (selector) => new Promise((resolve, reject) => {
        const look = () => {
            if (document.querySelector(".o_error_dialog")) {
                reject(new Error(document.querySelector(".o_error_dialog").innerText));
            } else if (document.querySelector(selector)) {
                resolve();
            } else {
                requestAnimationFrame(look);
            }
        };
        look();
    });
    (async () => {
        for (const [xmlid, viewType, resId] of %s) {
            const props = resId ? { resId } : {};
            await action.doAction(xmlid, { clearBreadcrumbs: true, viewType, props });
            await shown(`.o_action_manager .o_${viewType}_view`);
        }
        console.log("test successful");
    })().catch((error) => console.error(error.message));
"""


class ScreensCase(CchcCase, HttpCase):
    """The sample province with an assessment that was submitted, and what each role's menus lead to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls._fill_in()
        cls._send()
        cls._approve()

    def _screens(self, user):
        """Yield (action, view type, record) for what this user's menus lead to."""
        for action in self._visible_actions(user):
            if action._name == "ir.actions.server":
                # it opens a list, filtered by what there is
                action = self._open(action, user)
            if not action or action.target == "new":
                continue
            if action._name == "ir.actions.client":
                continue  # no view of a model: it has tests of its own
            record = self.env[action.res_model].with_user(user).search([], limit=1)
            for view_type in action.view_mode.split(","):
                if view_type == "form" and not record and not record.has_access("create"):
                    continue  # no form to open: there is no record, and nobody makes one by hand
                yield action.xml_id, view_type, record.id if view_type == "form" else False

    def _visible_actions(self, user):
        """Return the actions of all menus of the addon that this user sees."""
        menus = self.env["ir.ui.menu"].with_user(user)
        data = self.env["ir.model.data"].search(
            [("module", "=", "cchc_assessment"), ("model", "=", "ir.ui.menu")]
        )
        visible = menus.browse(menus._visible_menu_ids()) & menus.browse(data.mapped("res_id"))
        return list(filter(None, visible.sudo().mapped("action")))

    def _open(self, action, user):
        """Return the window that a menu's server action opens."""
        opened = self.env[action._name].browse(action.id).with_user(user).run()
        self.assertEqual(opened["type"], "ir.actions.act_window")
        return self.env["ir.actions.act_window"].browse(opened["id"]).sudo()


@tagged("post_install", "-at_install")
class TestScreens(ScreensCase):
    """Each screen of each role's menus opens in Chromium without an error."""

    def _open_all(self, user):
        screens = list(self._screens(user))
        self.assertGreater(len(screens), 3)
        self.browser_js(
            "/odoo",
            OPEN_SCREENS % json.dumps(screens),
            ready="!!odoo.__WOWL_DEBUG__?.root.env.services.action.currentController",
            login=user.login,
            timeout=120,
        )

    def test_officer(self):
        """The officer's screens open."""
        self._open_all(self.officer)

    def test_appraiser(self):
        """The council member's screens open."""
        self._open_all(self.appraiser)

    def test_secretary(self):
        """The secretary's screens open."""
        self._open_all(self.secretary)
