import { onMounted, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useThrottleForAnimation } from "@web/core/utils/timing";
import { BEGINNING, RowWindow } from "./row_window";

/**
 * Larger than any rubric that is known: rows and their margins are measured, but the tour of three hundred criteria
 * has not been played with it. Of a sheet a part is drawn once it has: take this out.
 */
const ALL_OF = 1000;

/**
 * How high each row is that is drawn, with its margins: from its top to the top of what follows it.
 *
 * @param {HTMLElement} body holds rows and gaps, and nothing beside them
 * @returns {[number, number][]} key and height
 */
export function measureRows(body) {
    const tops = [...body.children].map((child) => child.getBoundingClientRect().top);
    tops.push(body.getBoundingClientRect().bottom);
    return [...body.children].flatMap(({ dataset }, index) =>
        dataset.row ? [[Number(dataset.row), tops[index + 1] - tops[index]]] : []
    );
}

/**
 * Draw of the sheet's rows those that are on the screen.
 *
 * @param {{ el: HTMLElement }} root holds the rows, each with its `data-row`, in an element `.o_cchc_rows`
 * @param {() => any[]} readKeys the keys of all rows that would be drawn
 * @param {number} estimate how high a row is, about
 * @returns {{ plan: (wanted: any[]) => Object[], forget: () => void }} see `RowWindow`
 */
export function useRowWindow(root, readKeys, estimate) {
    const rows = new RowWindow(estimate, ALL_OF);
    const state = useState({ drawn: BEGINNING });
    let widthThen;

    const look = () => {
        const body = root.el?.querySelector(".o_cchc_rows");
        // of a page that is not shown nothing can be said
        if (readKeys().length <= rows.few || !body?.getClientRects().length) {
            return;
        }
        const { top, width } = body.getBoundingClientRect();
        if (width !== widthThen) {
            widthThen = width;
            rows.forget();
        }
        if (rows.measure(measureRows(body))) {
            // the gaps on the page still stand for other heights: nothing is told from them
            state.drawn = { ...state.drawn };
            return;
        }
        const next = rows.follow(readKeys(), state.drawn, -top, browser.innerHeight - top);
        if (next !== state.drawn) {
            state.drawn = next;
        }
    };
    const onMove = useThrottleForAnimation(look);
    // whichever element scrolls
    const options = { capture: true, passive: true };
    onMounted(() => {
        document.addEventListener("scroll", onMove, options);
        browser.addEventListener("resize", onMove);
    });
    onWillUnmount(() => {
        document.removeEventListener("scroll", onMove, options);
        browser.removeEventListener("resize", onMove);
    });
    useEffect(look, () => [readKeys().length, readKeys()[0], state.drawn]);
    return {
        plan: (wanted) => rows.plan(readKeys(), state.drawn, wanted),
        forget() {
            rows.forget();
            onMove();
        },
    };
}
