/** Sheets of fewer rows are drawn as they are. */
const FEW = 40;
/** Rows drawn before anybody knows how high the screen is. */
const FIRST = 30;
/** How far beyond the screen rows are drawn, and how near its edge may come before others are. */
const BEYOND = 500;
const NEAR = 150;

/**
 * Which rows of a long sheet are drawn: those on the screen, some around it, and whatever is always wanted. In place of
 * all others there are gaps as high as they are, as far as that is known.
 */
export class RowWindow {
    /**
     * @param {number} estimate how high a row is that nobody has seen yet, in pixels
     * @param {number} few of how many rows all are drawn
     */
    constructor(estimate, few = FEW) {
        this.estimate = estimate;
        this.few = few;
        this.forget();
    }

    /** The rows are drawn otherwise from now on. */
    forget() {
        this.heights = new Map();
        this.average = 0;
    }

    /**
     * Remember how high the rows are that are drawn.
     *
     * @returns {boolean} whether rows that nobody has seen count otherwise from now on
     */
    measure(rows) {
        for (const [key, height] of rows) {
            if (height) {
                this.heights.set(key, height);
            }
        }
        if (this.average || !this.heights.size) {
            return false;
        }
        // once: a sheet that changes its height while it is scrolled jumps
        const sum = [...this.heights.values()].reduce((total, height) => total + height, 0);
        this.average = sum / this.heights.size;
        return true;
    }

    height(key) {
        return this.heights.get(key) ?? (this.average || this.estimate);
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
     * @returns {({ key: any, index: number } | { key: string, gap: number })[]}
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
                gap = { key: `gap_${key}`, gap: this.height(key) };
                slots.push(gap);
            }
        });
        return slots;
    }
}

/** What is drawn before the screen has been looked at. */
export const BEGINNING = { first: 0, last: FIRST };
