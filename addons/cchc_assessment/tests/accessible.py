"""Screens as axe-core sees them, one after the other, for the tests of this addon and of those that build on it."""

import json
from importlib.resources import files

from .keyboard import KeyboardCase
from .menus import MenusCase

AXE = "axe_playwright_python"
# Where everything is ours, whatever it is called.
OURS = ":not(:is(.o_cchc_sheet, .o_cchc_dashboard) *)"
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
    f".o_tag{OURS}",
    f".o_avatar{OURS}",
    f".badge{OURS}",
    ".o_kanban_record[role=link]",
    "img[src*='/avatar_']",
    ".o-autocomplete--input",
    ".o_select_menu",
    ".o_pivot",
    ".o_data_row .o-checkbox",
    ".o_domain_selector",
    f".o_progressbar{OURS}",
    ".o-mail-ActivityButton",
    f".fst-italic.text-muted{OURS}",
    ".settings_tab",
    ".o_setting_right_pane",
)
# How the parts of a page, and a dialog over it, are told apart and scrolled is Odoo's, too.
FRAME = {
    rule: {"enabled": False}
    for rule in (
        "heading-order",
        "landmark-main-is-top-level",
        "landmark-no-duplicate-banner",
        "landmark-no-duplicate-main",
        "landmark-unique",
        "scrollable-region-focusable",
    )
}
READY = "!!odoo.__WOWL_DEBUG__?.root.env.services.action.currentController"
SIZES = {"laptop": (1366, 768), "phone": (390, 844)}
# Odoo opens a list as cards on a phone, where there are any, and nobody turns tables there.
VIEWS_OF_ALL = ("form", "dashboard")
CARD = ".o_cchc_card"
# Opens a screen or a dialog, goes on by clicks, and looks at what there is to see once it is drawn.
LOOK = """
    const [ODOO, FRAME] = %s;
    const { action, dialog, orm } = odoo.__WOWL_DEBUG__.root.env.services;
    const frame = () => new Promise(requestAnimationFrame);
    const settled = async (selector) => {
        const begun = performance.now();
        const next = async (missing) => {
            const error = document.querySelector(".o_error_dialog");
            if (error || performance.now() - begun > 30000) {
                throw new Error(error ? error.innerText : `${missing} is waited for in vain`);
            }
            await frame();
        };
        while (!document.querySelector(selector)) {
            await next(selector);
        }
        // what fades in is seen as it will be; what is out of view does not move on
        const moves = ({ effect, playState }) =>
            playState === "running" &&
            effect.getComputedTiming().endTime < Infinity &&
            effect.target.checkVisibility({ contentVisibilityAuto: true });
        let moving = null;
        while ((moving = document.getAnimations().find(moves))) {
            await next(`the end of what moves ${moving.effect.target.className}`);
        }
        await frame();
        return document.querySelector(selector);
    };
    // what a heading says may end before its end, but no word of it; of activities they are Odoo's
    const findNarrow = (element) =>
        [...element.querySelectorAll("th:not(.o_activity_view *)")].flatMap((heading) => {
            const range = document.createRange();
            const shown = heading.querySelector(".text-truncate") || heading;
            const texts = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
            const narrow = [];
            while (heading.clientWidth && texts.nextNode()) {
                for (const { 0: word, index } of texts.currentNode.data.matchAll(/\\S+/g)) {
                    range.setStart(texts.currentNode, index);
                    range.setEnd(texts.currentNode, index + word.length);
                    const { height, width } = range.getBoundingClientRect();
                    const line = Math.max(...[...range.getClientRects()].map((one) => one.height));
                    if (height > 1.5 * line || width > shown.clientWidth + 1) {
                        narrow.push(`${word} of “${heading.innerText}”`);
                    }
                }
            }
            return narrow;
        });
    const look = async (where, element) => {
        const exclude = ODOO.flatMap((selector) =>
            element.querySelector(selector) ? [[selector]] : []
        );
        const options = { rules: FRAME, resultTypes: ["violations"], preload: false };
        const { violations } = await axe.run({ include: [element], exclude }, options);
        const found = element.innerText.trim() ? [] : [`${where}: nothing is shown`];
        for (const { help, id, nodes } of violations) {
            for (const { any, html, target } of nodes) {
                const why = any.map(({ message }) => message).join(" ");
                found.push(`${where}: ${id}: ${help}: ${target.join(" ")} ${html} ${why}`);
            }
        }
        const narrow = findNarrow(element).map((word) => `${where}: too narrow for ${word}`);
        return [...found, ...narrow];
    };
    window.cchcOpen = async ({ name, target, view, id, call, context, clicks = [] }) => {
        const opened = call ? await orm.call(call[0], call[1], [call[2]]) : name;
        const props = id ? { resId: id } : {};
        const options = { clearBreadcrumbs: true, props, additionalContext: context };
        await action.doAction(opened, { ...options, ...(call ? {} : { viewType: view }) });
        const isDialog = target === "new" || opened.target === "new";
        const within = isDialog ? ".modal-dialog" : ".o_action_manager";
        const drawn = view === "kanban" ? " .o_kanban_renderer" : "";
        await settled(`${within} :is(.o_${view}_view${drawn}, .o_cchc_dashboard)`);
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
        const { name, view, call, clicks } = screen;
        const where = [name || call.slice(0, 2).join("."), view, ...(clicks || [])].join(" ");
        try {
            const within = await window.cchcOpen(screen);
            const isCovered = document.querySelector(".modal-dialog");
            return await look(where, document.querySelector(isCovered ? ".modal-dialog" : within));
        } catch (error) {
            return [`${where}: ${error.message}`];
        } finally {
            dialog.closeAll();
            await frame();
        }
    };
"""


class AccessibleCase(KeyboardCase, MenusCase):
    """axe-core looks for what keeps people with a disability from using a screen."""

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

    def _views(self, action, record):
        """Return each view of an action of the addon, ``record`` in its form."""
        action = self.env.ref(f"{self.addon}.{action}")
        return [
            {"name": action.xml_id, "view": view, "id": view == "form" and record[:1].id}
            for view in action.view_mode.split(",")
        ]

    def _look_at(self, user, *further, has_menus=True, has_lists=True):
        """Look at all that ``user``'s menus lead to, and at ``further`` screens: as on a laptop, then as on a phone.

        :param has_lists: lists, charts and pivots, too, as far as no other test sees the same as somebody else.
        """
        told = [*(self._screens_and_dialogs(user) if has_menus else ()), *further]
        self.assertGreater(len(told), 0 if further else 3)
        # two menus may lead to one screen
        screens = list({json.dumps(screen): screen for screen in told}.values())
        with_cards = {one["name"] for one in screens if one["view"] == "kanban"}
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
                    carded = screen.get("name") in with_cards
                    if not self._is_seen(screen, is_phone, has_lists, carded):
                        continue
                    self._look(keyboard, size, screen, findings)

        def beginning(keyboard):
            axe = files(AXE).joinpath("axe.min.js").read_text(encoding="utf-8")
            keyboard.evaluate(f"{axe}\n;void 0")
            keyboard.evaluate(f"(() => {{ {LOOK % json.dumps([ODOO, FRAME])} }})()")
            looking(keyboard)

        self._type("/odoo", READY, user, beginning, timeout=600)
        self.assertFalse(findings, "\n".join(findings))

    def _is_seen(self, screen, is_phone, has_lists, carded):
        """Return whether people see a screen where there is so much room; ``carded`` has cards for its list."""
        view = screen["view"]
        if screen.get("clicks") and screen["clicks"][0].startswith(CARD) != is_phone:
            # where there are cards, there is no cell to be clicked
            return False
        if view in VIEWS_OF_ALL:
            return True
        if is_phone:
            return view == "kanban" or (has_lists and view == "list" and not carded)
        return has_lists and view != "kanban"

    def _look(self, keyboard, size, screen, findings):
        found = keyboard.evaluate(f"cchcLook({json.dumps(screen)})")
        findings += [f"{size}, {one}" for one in found]
