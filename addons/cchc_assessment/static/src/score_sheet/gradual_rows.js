import { onMounted, onPatched, onWillUnmount, toRaw, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

/** More rows than a screen shows, and how many are drawn together after them: each time the browser looks at the whole page anew. */
export const FIRST = 30;
const MORE = 30;
/** How long the first screenful has to come onto the screen, and what is asked for beside it. */
const SETTLING = 200;

/**
 * Draw the first rows of a sheet at once and the others after them, a few at a time. All of them are on the page soon,
 * for the browser's own search, for those who hear it and for paper; nobody waits for those that are out of view.
 *
 * @param {() => any[]} readKeys the keys of all rows, in their order
 * @param {() => any} readActive the key of the row at hand, up to which all are drawn
 * @returns {{ readDrawn: () => any[] }} the keys of those to be drawn now
 */
export function useGradualRows(readKeys, readActive) {
    const state = useState({ drawn: FIRST });
    let waiting;
    const goOn = (delay) => {
        if (!waiting && toRaw(state).drawn < readKeys().length) {
            waiting = browser.setTimeout(() => {
                waiting = null;
                state.drawn += MORE;
            }, delay);
        }
    };
    onMounted(() => goOn(SETTLING));
    onPatched(() => goOn(0));
    onWillUnmount(() => browser.clearTimeout(waiting));
    return {
        readDrawn() {
            const keys = readKeys();
            return keys.slice(0, Math.max(state.drawn, keys.indexOf(readActive()) + 1));
        },
    };
}
