import { App } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { CellEditor } from "./cell_editor";
import { ScoreSheet } from "./score_sheet";
import { SheetCard, SheetRow } from "./sheet_row";
import { askSheet } from "./sheet_server";
import { SheetStatus } from "./sheet_status";
import { SidePanel } from "./side_panel";

/** How long an answer that has come may wait for its sheet. */
const FRESH = 10000;

/** How long the form has to ask for what it needs itself. */
const PAUSE = 100;

/** What the first screenful is drawn of, with cards and with rows. */
const CARDS = [FormController, ScoreSheet, SheetStatus, SheetCard];
const ROWS = [FormController, ScoreSheet, SheetStatus, SheetRow, SidePanel, CellEditor];

/** Put templates together while the network is waited for, one after the other: else it is done when they are drawn first. */
function prepare([first, ...others], delay = PAUSE) {
    browser.setTimeout(() => {
        for (const app of App.apps) {
            app.getTemplate(first.template);
        }
        if (others.length) {
            prepare(others, 0);
        }
    }, delay);
}

/**
 * Asks for a sheet when its form is about to be opened, at once with the form's views and its record: on a slow line one
 * answer after the other is what is waited for. Each answer is taken once, by the sheet that it was asked for.
 *
 * What is told in between, the sheet sees by the revision that the form's record has, which is read later.
 */
export const sheetAheadService = {
    dependencies: ["orm", "ui"],
    start(env, { orm, ui }) {
        let ahead = null;
        env.bus.addEventListener("ACTION_MANAGER:UPDATE", ({ detail }) => {
            const { resModel, resId, type } = detail.componentProps || {};
            ahead = null;
            if (resModel === "cchc.assessment" && type === "form" && resId) {
                const asked = { resId, answer: askSheet(orm, resId), until: Infinity };
                const settle = () => {
                    asked.until = browser.performance.now() + FRESH;
                };
                // whoever takes it is told what is wrong with it
                asked.answer.then(settle, settle);
                ahead = asked;
                prepare(ui.isSmall ? CARDS : ROWS);
            }
        });
        return {
            /** Return what was asked for this assessment, a promise, or null where nothing was. */
            take(resId) {
                const taken = ahead;
                ahead = null;
                const isFresh = taken?.resId === resId && browser.performance.now() < taken.until;
                return isFresh ? taken.answer : null;
            },
        };
    },
};

registry.category("services").add("cchc_sheet_ahead", sheetAheadService);
