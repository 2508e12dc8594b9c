/** Sheets of fewer rows are drawn as they are. */
const FEW = 40;
/** How far beyond the screen rows are drawn, and how near its edge may come before others are. */
const BEYOND = 500;
const NEAR = 150;

/**
 * Which rows of a long sheet are drawn: those on the screen, some around it, and whatever is always wanted. In place of
 * all others there are gaps as high as they are, as far as that is known.
 */
export class RowWindow {
    /**
     * @param {number} estimate how high a row is while none has been seen, in pixels
     * @param {(key: any) => any} kindOf what rows are alike in height
     * @param {number} few of how many rows all are drawn
     */
    constructor(estimate, kindOf = () => "", few = FEW) {
        Object.assign(this, { estimate, kindOf, few });
        this.forget();
    }

    /** The rows are drawn otherwise from now on. */
    forget() {
        this.heights = new Map();
        this.averages = new Map();
    }

    /**
     * Remember how high the rows are that are drawn.
     *
     * @param {[any, number][]} rows key and height
     * @returns {boolean} whether rows that nobody has seen count otherwise from now on
     */
    measure(rows) {
        const seen = new Map();
        for (const [key, height] of rows) {
            if (height) {
                this.heights.set(key, height);
                const kind = this.kindOf(key);
                seen.set(kind, [...(seen.get(kind) || []), height]);
            }
        }
        // once: a sheet that changes its height while it is scrolled jumps
        const unknown = [...seen].filter(([kind]) => !this.averages.has(kind));
        for (const [kind, heights] of unknown) {
            const sum = heights.reduce((total, height) => total + height, 0);
            this.averages.set(kind, sum / heights.length);
        }
        return unknown.length > 0;
    }

    height(key) {
        return this.heights.get(key) ?? this.averages.get(this.kindOf(key)) ?? this.estimate;
    }

    /** How many rows fill a screen of which nothing is known but its height. */
    begin(height) {
        return { first: 0, last: Math.ceil(height / this.estimate) };
    }

    /** The rows between two heights, as the first one and the one behind the last. */
    find(keys, top, bottom) {
        let first = keys.length;
        let last = 0;
        let upper = 0;
        keys.forEach((key, index) => {
            const lower = upper + this.height(key);
            if (lower > top && upper < bottom) {
                first = Math.min(first, index);
                last = index + 1;
            }
            upper = lower;
        });
        return first < last ? { first, last } : { first: 0, last: 0 };
    }

    /**
     * What to draw when a part of the rows is on the screen.
     *
     * @param {any[]} keys of all rows, in their order
     * @param {{ first: number, last: number }} drawn what is drawn now
     * @param {number} top where the screen begins, from the first row down, and `bottom` where it ends
     */
    follow(keys, drawn, top, bottom) {
        if (keys.length <= this.few) {
            return drawn;
        }
        const seen = this.find(keys, top - NEAR, bottom + NEAR);
        const isCovered = seen.first >= drawn.first && seen.last <= drawn.last;
        return isCovered ? drawn : this.find(keys, top - BEYOND, bottom + BEYOND);
    }

    /**
     * The rows that are drawn, and the gaps between them.
     *
     * @param {any[]} keys
     * @param {{ first: number, last: number }} drawn
     * @param {any[]} wanted the keys of rows that are always drawn
     * @returns {({ key: any, index: number } | { key: string, index: number, gap: number })[]}
     */
    plan(keys, { first, last }, wanted = []) {
        const slots = [];
        let gap = null;
        keys.forEach((key, index) => {
            const isDrawn =
                keys.length <= this.few || (index >= first && index < last) || wanted.includes(key);
            if (isDrawn) {
                gap = null;
                slots.push({ key, index });
            } else if (gap) {
                gap.gap += this.height(key);
            } else {
                gap = { key: `gap_${key}`, index, gap: this.height(key) };
                slots.push(gap);
            }
        });
        return slots;
    }
}

/**
 * Where each row lies, also those in the gaps.
 *
 * @param {any[]} keys of all rows, in their order
 * @param {{ key?: any, index?: number, top: number }[]} pieces rows, by their `key`, and gaps, by the `index` of their first row
 * @param {(key: any) => number} heightOf
 * @returns {Map<any, { top: number, isDrawn: boolean }>}
 */
export function placeRows(keys, pieces, heightOf) {
    const places = new Map();
    pieces.forEach(({ key, index, top }, number) => {
        if (key !== undefined) {
            places.set(key, { top, isDrawn: true });
            return;
        }
        const end = pieces[number + 1]?.top ?? Infinity;
        const next = pieces[number + 1]?.key;
        let upper = top;
        for (let at = index; at < keys.length && keys[at] !== next; at++) {
            places.set(keys[at], { top: Math.min(upper, end), isDrawn: false });
            upper += heightOf(keys[at]);
        }
    });
    return places;
}

/**
 * By how much the rows on the screen have moved, for what came and went above them.
 *
 * What is held fast is the row at hand if it is on the screen, else the first one there that is drawn, or the nearest of
 * those less than a screen away; where there is none, the first that would be on the screen. Where the first of all rows
 * begins on the screen nothing is above.
 *
 * @param {Map<any, { top: number, isDrawn: boolean }>} before see `placeRows`
 * @param {Map<any, { top: number, isDrawn: boolean }>} now
 * @param {number} top where the screen began before, from the first row down, and `bottom` where it ended
 * @param {any} [active] the row at hand
 * @returns {number} in pixels, downwards
 */
export function findShift(before, now, top, bottom, active) {
    if (top <= 0) {
        return 0;
    }
    const entries = [...before];
    const rows = entries
        .map(([key, place], index) => {
            const end = entries[index + 1]?.[1].top ?? Infinity;
            // none where a part of it is on the screen
            const distance = end > top ? Math.max(place.top - bottom, -1) + 1 : top - end + 1;
            return { key, ...place, distance };
        })
        .filter(({ key }) => now.has(key));
    const nearest = rows
        .filter(({ isDrawn, distance }) => isDrawn && distance < bottom - top)
        .reduce((one, other) => (one && one.distance <= other.distance ? one : other), null);
    const held =
        rows.find(({ key, isDrawn, distance }) => key === active && isDrawn && !distance) ||
        nearest ||
        rows.find(({ distance }) => !distance);
    return held ? now.get(held.key).top - held.top : 0;
}
