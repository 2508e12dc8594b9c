import { describe, expect, getFixture, test } from "@odoo/hoot";
import { findCrowded, hasCards, writeWidths } from "@cchc_assessment/score_sheet/sheet_room";

describe.current.tags("headless");

/** What Odoo calls a small screen. */
const SMALL = 768;
const LETTER = 14;
const UNIT = ["name", "max", "result", "score", "evidence", "explanation"];
const COUNCIL = [...UNIT, "council_result", "council_score", "remark"];
/** A unit answers while it does not see what the council has decided. */
const ANSWER = [...UNIT, "question"];

test("cards are for small screens that are touched, or narrower than an enlarged laptop; a mouse has a sheet", () => {
    const cases = [
        // a laptop at 100, 160, 200 and 400 %, with a mouse and without any pointer
        ...[1366, 854, 683, 500].map((width) => [width, false, false]),
        [342, false, true],
        // one that is touched as well, and a tablet: wide enough for a sheet until the page is enlarged
        [1366, true, false],
        [768, true, false],
        [683, true, true],
        // phones, upright and across
        [390, true, true],
        [499, false, true],
        [667, true, true],
    ];
    for (const [width, isTouched, isCards] of cases) {
        const screen = { width, isTouched, isSmall: width < SMALL };
        expect([width, isTouched, hasCards(screen)]).toEqual([width, isTouched, isCards]);
    }
});

/** How wide each column becomes in a table, as a browser reckons it for texts that take any room. */
async function draw(columns, table, zoom = 1) {
    const row = document.createElement("div");
    Object.assign(row.style, {
        display: "grid",
        position: "absolute",
        width: `${table}px`,
        fontSize: `${LETTER * zoom}px`,
        gridTemplateColumns: writeWidths(columns, () => 2),
    });
    for (const column of columns) {
        const cell = document.createElement("span");
        Object.assign(cell.style, { minWidth: 0, overflowWrap: "anywhere" });
        cell.textContent = `${column} `.repeat(30);
        row.append(cell);
    }
    getFixture().append(row);
    const widths = Object.fromEntries(
        [...row.children].map((cell, index) => [columns[index], cell.offsetWidth])
    );
    const over = row.scrollWidth - row.clientWidth;
    row.remove();
    return { widths, over };
}

/** The columns that are left in a table. */
const left = (columns, table, zoom = 1) => {
    const crowded = findCrowded(columns, table / (LETTER * zoom));
    return columns.filter((column) => !crowded.includes(column));
};

test("columns give way one after the other, and never what is filled in", () => {
    expect(findCrowded(UNIT, 69)).toEqual([]);
    expect(findCrowded(UNIT, 47.4)).toEqual([]);
    expect(findCrowded(UNIT, 47.3)).toEqual(["max"]);
    expect(findCrowded(UNIT, 42)).toEqual(["max", "evidence"]);
    expect(findCrowded(UNIT, 10)).toEqual(["max", "evidence"]);
    expect(findCrowded(COUNCIL, 92)).toEqual([]);
    expect(findCrowded(COUNCIL, 68)).toEqual(["max", "evidence"]);
    expect(findCrowded(ANSWER, 66)).toEqual([]);
    expect(findCrowded(ANSWER, 10)).toEqual(["max", "evidence", "explanation"]);
    expect(findCrowded(COUNCIL, 46)).toEqual(["max", "evidence", "explanation"]);
    expect(findCrowded(["name", "result"], 10)).toEqual([]);
});

test("each column is wide enough to be read, and all of them fit, at every width and size of letters", async () => {
    // a laptop of 1366 with the details beside the sheet at 100 and 133 %, without them at 200 %, and beside a document
    for (const table of [963, 622, 651, 590]) {
        for (const zoom of [0.7, 1, 1.6]) {
            for (const all of [UNIT, COUNCIL, [...COUNCIL, "question"]]) {
                const columns = left(all, table, zoom);
                const { widths, over } = await draw(columns, table, zoom);
                expect([table, zoom, all.length, over]).toEqual([table, zoom, all.length, 0]);
                for (const column of columns) {
                    const isRead = widths[column] > 4 * LETTER * zoom || table < 40 * LETTER * zoom;
                    expect([table, zoom, column, isRead]).toEqual([table, zoom, column, true]);
                }
            }
        }
    }
    // 160 % with the details, and large letters
    const columns = left(UNIT, 450, 1.6);
    expect((await draw(columns, 450, 1.6)).over).toBe(0);
    const { widths } = await draw(left(UNIT, 622), 622);
    expect(widths.explanation).toBeGreaterThan(110);
    expect(widths.name).toBeGreaterThan(160);
});
