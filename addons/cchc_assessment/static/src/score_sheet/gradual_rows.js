import { onMounted, onPatched, onWillUnmount, toRaw, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

/** More rows than a screen shows, and as many more as are drawn between two keys without being felt. */
export const FIRST = 30;
const MORE = 15;

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
    const goOn = () => {
        if (!waiting && toRaw(state).drawn < readKeys().length) {
            waiting = browser.setTimeout(() => {
                waiting = null;
                state.drawn += MORE;
            });
        }
    };
    onMounted(goOn);
    onPatched(goOn);
    onWillUnmount(() => browser.clearTimeout(waiting));
    return {
        readDrawn() {
            const keys = readKeys();
            return keys.slice(0, Math.max(state.drawn, keys.indexOf(readActive()) + 1));
        },
    };
}
