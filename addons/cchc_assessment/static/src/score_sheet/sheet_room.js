/** Nobody's laptop is as narrow, however much they enlarge the page. */
const PHONE = 500;

/**
 * Whether criteria are cards and no sheet: on a small screen that is touched, or narrower than any enlarged laptop. Width
 * alone tells no phone, for whoever enlarges the page has a mouse still; nor does having no mouse.
 *
 * @param {{ isSmall: boolean, isTouched: boolean, width: number }} screen
 */
export const hasCards = ({ isSmall, isTouched, width }) => isSmall && (isTouched || width < PHONE);

/**
 * How many of its letters wide a column is where there is room, and what it has of the room that is left; those
 * without a share are always as wide.
 */
const WIDTHS = {
    name: [12, 34],
    max: [4.2],
    result: [8, 20],
    score: [4.2],
    evidence: [10],
    explanation: [9, 20],
};
const BESIDE_COUNCIL = {
    ...WIDTHS,
    name: [14, 22],
    result: [10, 14],
    explanation: [10, 12],
    question: [10, 14],
    council_result: [10, 14],
    council_score: [6.2],
    remark: [11, 14],
};
/** What is told beside the sheet as well, in the order in which it gives way. */
const GIVING_WAY = ["max", "evidence"];

/** Also where the council asks, and a unit answers without seeing its points. */
const isCouncils = (columns) => columns.some((one) => !(one in WIDTHS));
const widthsOf = (columns) => (isCouncils(columns) ? BESIDE_COUNCIL : WIDTHS);

/**
 * The columns that give way where the table is too narrow for all.
 *
 * @param {string[]} columns those that are to be seen
 * @param {number} room how wide the table is, in its letters
 */
export function findCrowded(columns, room) {
    const widths = widthsOf(columns);
    const giving = [...GIVING_WAY, ...(isCouncils(columns) ? ["explanation"] : [])];
    const crowded = [];
    for (const column of giving.filter((one) => columns.includes(one))) {
        const shown = columns.filter((one) => !crowded.includes(one));
        if (shown.reduce((sum, one) => sum + widths[one][0], 0) <= room) {
            break;
        }
        crowded.push(column);
    }
    return crowded;
}

/**
 * The widths of the columns, as the rows' grids take them. Where they are as wide as they should be no longer, those with a
 * share become narrower together, down to the words of their headings.
 *
 * @param {string[]} columns
 * @param {(column: string) => number} measure how wide the widest word of a heading is, in its letters: none is broken
 */
export function writeWidths(columns, measure) {
    const widths = widthsOf(columns);
    const word = (column) => `calc(${measure(column)}em + 1rem)`;
    const always = (column) => `max(${widths[column][0]}em, ${word(column)})`;
    const isShared = (column) => widths[column].length > 1;
    const shares = columns.filter(isShared).reduce((sum, column) => sum + widths[column][1], 0);
    const rest = ["100%", ...columns.filter((one) => !isShared(one)).map(always)].join(" - ");
    return columns
        .map((column) => {
            if (!isShared(column)) {
                return always(column);
            }
            const [least, share] = widths[column];
            const part = `calc((${rest}) * ${share / shares})`;
            return `minmax(max(min(${least}em, ${part}), ${word(column)}), ${share}fr)`;
        })
        .join(" ");
}
