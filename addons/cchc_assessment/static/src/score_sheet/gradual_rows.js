import { onMounted, onPatched, onWillUnmount, toRaw, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

/** How high a row is, about, by what it is; as many as a window has room for are drawn at once, whatever stands above. */
export const HEIGHTS = { card: 60, dense: 24, normal: 40, loose: 40 };
/** How many are drawn together after them: each time the browser looks at the whole page anew. */
const MORE = 30;
/** How many stand in one group, which out of view costs the browser as much as one row. */
const GROUP = 30;
/** How long the first screenful has to come onto the screen, and what is asked for beside it. */
const SETTLING = 200;

/**
 * Rows in groups by their place in the whole sheet: what is folded or left out moves no row to another group.
 *
 * @param {{ place: number }[]} rows in their order
 * @returns {{ number: number, first: number, rows: Object[] }[]} with each group's number, and the index of its first row
 */
export function groupRows(rows) {
    const groups = [];
    rows.forEach((row, index) => {
        const number = Math.floor(row.place / GROUP);
        if (groups.at(-1)?.number !== number) {
            groups.push({ number, first: index, rows: [] });
        }
        groups.at(-1).rows.push(row);
    });
    return groups;
}

/**
 * Draw the first rows of a sheet at once and the others after them, a few at a time. All of them are on the page soon,
 * for the browser's own search, for those who hear it and for paper; nobody waits for those that are out of view.
 *
 * @param {() => any[]} readKeys the keys of all rows, in their order
 * @param {() => any} readActive the key of the row at hand, up to which all are drawn
 * @param {number} height of a row, about
 * @returns {{ readDrawn: () => any[] }} the keys of those to be drawn now
 */
export function useGradualRows(readKeys, readActive, height) {
    // a look that is kept in the browser may be of another version
    const state = useState({ drawn: Math.ceil(browser.innerHeight / height) || MORE });
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
