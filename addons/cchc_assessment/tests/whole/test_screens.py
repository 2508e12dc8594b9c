import json

from odoo.tests import tagged

from ..menus import MenusCase

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


class ScreensCase(MenusCase):
    """The sample province with an assessment that was submitted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls._fill_in()
        cls._send()
        cls._approve()


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
