import { describe, expect, test } from "@odoo/hoot";
import {
    NumberError,
    readNumber,
    readShare,
    writePlainly,
} from "@cchc_assessment/number_field/number_text";
import { NUMBER_CASES, SHARE_CASES } from "./number_cases";

describe.current.tags("headless");

function attempt(read) {
    try {
        return { reads: read() };
    } catch (error) {
        if (!(error instanceof NumberError)) {
            throw error;
        }
        return { refused: error.kind, readings: error.readings };
    }
}

test("numbers are read as in workbooks", () => {
    for (const { text, most, whole, reads, refused, readings = [] } of NUMBER_CASES) {
        const found = attempt(() => readNumber(text, { most, isWhole: whole }));
        const expected = refused
            ? { refused, readings: readings.map(Number) }
            : { reads: reads === null ? false : Number(reads) };
        expect(found).toEqual(expected, { message: JSON.stringify({ text, most, whole }) });
    }
});

test("shares are read as in workbooks", () => {
    for (const { text, reads, refused } of SHARE_CASES) {
        const found = attempt(() => readShare(text));
        if (refused) {
            expect(found.refused).toBe(refused, { message: text });
        } else {
            expect(found.reads).toEqual(reads && reads.map(Number), { message: text });
        }
    }
});

test("what is offered is understood", () => {
    for (const [number, text] of [
        [12500, "12500"],
        [12.5, "12,5"],
        [1.234, "1,2340"],
        [0.125, "0,125"],
    ]) {
        expect(writePlainly(number)).toBe(text);
        expect(readNumber(text)).toBe(number);
    }
});
