import { onMounted, onPatched, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useThrottleForAnimation } from "@web/core/utils/timing";
import { RowWindow, findShift, placeRows } from "./row_window";

/**
 * Larger than any rubric that is known. Scrolled, jumped in and returned to, a sheet of which a part is drawn rests
 * within a pixel; its keyboard tour of three hundred criteria has not been played yet. Take this out once it has.
 */
const ALL_OF = 1000;
const SCROLLED = ["auto", "scroll", "overlay"];

/** The element that is scrolled to see more of this one. */
function findScroller(element) {
    let scroller = element.parentElement;
    while (scroller && !SCROLLED.includes(getComputedStyle(scroller).overflowY)) {
        scroller = scroller.parentElement;
    }
    return scroller || document.scrollingElement;
}

/** Where on the screen what is scrolled by an element is seen; a document's own place is where its first line is. */
export function readScreen(scroller) {
    const isPage = scroller === document.scrollingElement;
    const { top } = isPage ? { top: 0 } : scroller.getBoundingClientRect();
    const height = isPage ? browser.innerHeight : scroller.clientHeight;
    return { top, bottom: Math.min(top + height, browser.innerHeight) };
}

/**
 * Draw of the sheet's rows those that are on the screen, and keep these where they are while others come and go.
 *
 * The browser keeps them there by itself as long as it knows how high everything is, and scrolls on and on where gaps
 * become rows of another height: while a part is drawn, it is told not to.
 *
 * @param {{ el: HTMLElement }} root holds the rows, each with its `data-row`, and gaps with the number of their first row
 *   as `data-gap`, in an element `.o_cchc_rows` that has nothing beside them; margins above rows and gaps there are none
 * @param {Object} sheet
 * @param {() => any[]} sheet.readKeys the keys of all rows that would be drawn
 * @param {(key: any) => any} sheet.kindOf what rows are alike in height
 * @param {() => any} sheet.readActive the key of the row at hand
 * @param {() => number} sheet.readEdge where on the screen the rows begin to be seen, below what stays there
 * @param {() => void} sheet.onMoved the rows lie elsewhere in the sheet
 * @param {number} sheet.estimate how high a row is, about
 * @returns {{ plan: (wanted: any[]) => Object[], forget: () => void }} see `RowWindow`
 */
export function useRowWindow(root, sheet) {
    const rows = new RowWindow(sheet.estimate, sheet.kindOf, ALL_OF);
    const state = useState({ drawn: rows.begin(browser.innerHeight), held: [] });
    /** what is scrolled, what lay where and how far it was when it was looked at last, if it was, in what width */
    let [scroller, seen, width] = [null, null, 0];
    /** what is planned now, and what was when it was looked at, each in one word */
    let [planned, settled] = ["", ""];

    const setScroller = (element) => {
        if (scroller !== element) {
            scroller?.style.removeProperty("overflow-anchor");
            element?.style.setProperty("overflow-anchor", "none");
            scroller = element;
        }
    };

    /** The rows with the keyboard in them, or with the ends of what is marked: taken away, they would lose it. */
    const findHeld = (body) => {
        const selection = document.getSelection();
        const ends = selection.isCollapsed ? [] : [selection.anchorNode, selection.focusNode];
        const keys = [document.activeElement, ...ends]
            .filter((node) => node && body.contains(node))
            .map((node) => (node.closest ? node : node.parentElement).closest("[data-row]"))
            .flatMap((row) => (row ? [Number(row.dataset.row)] : []));
        return [...new Set(keys)];
    };

    /** What lies where now: rows are as high as it is from the top of one to the top of what follows it. */
    const lookAt = (body) => {
        const from = body.getBoundingClientRect();
        const pieces = [...body.children].map((child) => {
            const { row, gap } = child.dataset;
            const top = child.getBoundingClientRect().top - from.top;
            return row ? { key: Number(row), top } : { index: Number(gap), top };
        });
        const heights = pieces.flatMap(({ key, top }, index) =>
            key === undefined ? [] : [[key, (pieces[index + 1]?.top ?? from.height) - top]]
        );
        return { from, pieces, heights };
    };

    /** Let the rows on the screen stay where they are, and draw what has come near it. */
    const settle = () => {
        const keys = sheet.readKeys();
        const body = root.el?.querySelector(".o_cchc_rows");
        // of a page that is not shown nothing can be said
        if (keys.length <= rows.few || !body?.getClientRects().length) {
            setScroller(null);
            seen = null;
            return;
        }
        const element = findScroller(body);
        if (element !== scroller) {
            setScroller(element);
            seen = null;
        }
        const { from, pieces, heights } = lookAt(body);
        if (from.width !== width) {
            width = from.width;
            rows.forget();
        }
        const isOther = rows.measure(heights);
        const now = placeRows(keys, pieces, (key) => rows.height(key));
        const { scrollTop, scrollHeight, clientHeight } = scroller;
        // a sheet that has become shorter has been scrolled by the browser to its end
        const isAtEnd = scrollTop + clientHeight >= scrollHeight - 1;
        const before = seen && isAtEnd ? Math.max(seen.scrolled, scrollTop) : scrollTop;
        const edge = readScreen(scroller);
        const bodyTop = from.top - (before - scrollTop);
        const shift = seen
            ? findShift(
                  seen.places,
                  now,
                  Math.max(sheet.readEdge(), edge.top) - bodyTop,
                  edge.bottom - bodyTop,
                  sheet.readActive()
              )
            : 0;
        if (Math.abs(before + shift - scrollTop) >= 0.5) {
            scroller.scrollTop = before + shift;
        }
        const isMoved =
            seen &&
            [...now].some(([key, { top }]) => Math.abs(seen.places.get(key)?.top - top) > 0.1);
        seen = { places: now, scrolled: scroller.scrollTop };
        const { top } = body.getBoundingClientRect();
        const drawn = rows.follow(keys, state.drawn, edge.top - top, edge.bottom - top);
        const held = findHeld(body);
        if (isOther || drawn !== state.drawn || held.join() !== state.held.join()) {
            // also where the gaps on the page still stand for other heights
            Object.assign(state, { drawn: isOther ? { ...drawn } : drawn, held });
        }
        // whatever becomes of that: the rows are where they are
        if (isMoved) {
            sheet.onMoved();
        }
    };
    const onMove = useThrottleForAnimation(settle);
    // a row has another height, for what others wrote or a font that has come, or all have another width
    const observer = new ResizeObserver(settle);
    let observed = null;
    const observe = () => {
        const body = root.el?.querySelector(".o_cchc_rows") || null;
        if (observed !== body) {
            observer.disconnect();
            observed = body;
            seen = null;
            if (body) {
                observer.observe(body);
            }
        }
    };
    // whichever element scrolls
    const options = { capture: true, passive: true };
    onMounted(() => {
        observe();
        document.addEventListener("scroll", onMove, options);
        browser.addEventListener("resize", onMove);
        settle();
    });
    onPatched(() => {
        observe();
        if (planned !== settled) {
            settled = planned;
            settle();
        }
    });
    onWillUnmount(() => {
        observer.disconnect();
        document.removeEventListener("scroll", onMove, options);
        browser.removeEventListener("resize", onMove);
        setScroller(null);
    });
    return {
        plan(wanted) {
            const slots = rows.plan(sheet.readKeys(), state.drawn, [...wanted, ...state.held]);
            planned = slots.map(({ key, gap }) => `${key}:${gap || ""}`).join();
            return slots;
        },
        forget() {
            rows.forget();
            onMove();
        },
    };
}
