import { describe, expect, test } from "@odoo/hoot";
import { unpackRows } from "@cchc_assessment/score_sheet/packed_rows";
import { askSheet } from "@cchc_assessment/score_sheet/sheet_server";
import { PACKED_CASES } from "./packed_cases";

describe.current.tags("headless");

test("rows are read as the server has packed them", () => {
    for (const { rows, packed } of PACKED_CASES) {
        expect(unpackRows(packed)).toEqual(rows, { message: JSON.stringify(packed) });
    }
});

test("the sheet is asked for packed, and comes with its rows", async () => {
    const packed = { count: 1, columns: { id: { all: 1 } } };
    const asked = [];
    const call = async (...question) => {
        asked.push(question);
        return { state: "draft", criteria: packed, lines: packed, documents: packed };
    };
    const rows = [{ id: 1 }];
    expect(await askSheet({ call }, 7)).toEqual({
        state: "draft",
        criteria: rows,
        lines: rows,
        documents: rows,
    });
    expect(asked).toEqual([["cchc.assessment", "get_sheet", [[7], true]]]);
});
