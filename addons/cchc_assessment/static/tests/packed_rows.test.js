import { describe, expect, test } from "@odoo/hoot";
import { unpackRows } from "@cchc_assessment/score_sheet/packed_rows";
import { PACKED_CASES } from "./packed_cases";

describe.current.tags("headless");

test("rows are read as the server has packed them", () => {
    for (const { rows, packed } of PACKED_CASES) {
        expect(unpackRows(packed)).toEqual(rows, { message: JSON.stringify(packed) });
    }
});
