import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { allowTranslations, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { localization } from "@web/core/l10n/localization";
import { writeNumber } from "@cchc_assessment/number_field/number_field";
import { planPaste, readClipboard } from "@cchc_assessment/score_sheet/sheet_clipboard";
import { formatResult, parseNumber, parseResult } from "@cchc_assessment/score_sheet/sheet_values";

describe.current.tags("headless");

const VIETNAMESE = { decimalPoint: ",", thousandsSep: ".", grouping: [3, 0] };

beforeEach(() => {
    allowTranslations();
    patchWithCleanup(localization, VIETNAMESE);
});

const choice = {
    rule_type: "choice",
    options: [
        { id: 1, name: "Ban hành kịp thời", score: 2 },
        { id: 2, name: "Ban hành không kịp thời", score: 0.5 },
        { id: 3, name: "Không ban hành", score: 0 },
    ],
};
const ratio = { rule_type: "ratio", options: [] };
const manual = { rule_type: "manual", options: [] };

test("numbers are read as people write them", () => {
    for (const [text, most, value] of [
        ["1,5", undefined, 1.5],
        ["0.5", undefined, 0.5],
        ["1.234", 100, 1.234],
        ["1.234,5", undefined, 1234.5],
        ["", undefined, false],
    ]) {
        expect(parseNumber(text, most)).toBe(value);
    }
});

test("what is no number is refused by name", () => {
    for (const text of ["abc", "1,2,3", "-1", "1e5", "12 điểm"]) {
        expect(() => parseNumber(text)).toThrow(new RegExp(text));
    }
});

test("what may be either of two numbers is asked about, never guessed", () => {
    expect(() => parseNumber("12.500")).toThrow(/12500.*12,5/);
    expect(() => parseResult(ratio, "1.234 / 1.250")).toThrow(/1234.*1,2340/);
});

test("nothing is done fewer times than never", () => {
    for (const text of ["-5/10", "5/-10", "-5 %", "-5\t10"]) {
        expect(() => parseResult(ratio, text)).toThrow();
    }
});

test("what is copied is understood", () => {
    for (const values of [
        { numerator: 12500, denominator: 13000 },
        { numerator: 1.234, denominator: 1234567.891 },
    ]) {
        const text = formatResult(ratio, values, writeNumber);
        expect(parseResult(ratio, text)).toEqual({ ...values, not_applicable: false });
    }
});

test("an option is known by its text, its beginning or its score", () => {
    expect(parseResult(choice, "ban hành  KỊP thời").option_id).toBe(1);
    expect(parseResult(choice, "0,5").option_id).toBe(2);
    expect(parseResult(choice, "Không").option_id).toBe(3);
    expect(parseResult(choice, "").option_id).toBe(false);
    expect(() => parseResult(choice, "Ban hành")).toThrow();
    expect(() => parseResult(choice, "Có")).toThrow();
});

test("two numbers come by a stroke, two cells, or a percentage", () => {
    for (const text of ["85/100", "85\t100", "85 %"]) {
        expect(parseResult(ratio, text)).toEqual({
            numerator: 85,
            denominator: 100,
            not_applicable: false,
        });
    }
    expect(() => parseResult(ratio, "85")).toThrow();
    expect(() => parseResult(ratio, "1/2/3")).toThrow();
});

test("a spreadsheet's cells keep their line breaks and quotes", () => {
    expect(readClipboard('a\tb\r\n"one\ntwo ""x"""\t2\r\n')).toEqual([
        ["a", "b"],
        ['one\ntwo "x"', "2"],
    ]);
    expect(readClipboard("1\n\n3")).toEqual([["1"], [""], ["3"]]);
});

test("a pasted column lands row by row, and what does not fit says why", () => {
    const rows = [{ ...manual }, { ...choice }, { ...manual, scored_by: "council" }];
    const isUnits = ({ scored_by: scorer }) => scorer !== "council";
    const plan = planPaste([["1"], ["none of them"], ["1"], ["2"]], rows, undefined, isUnits);
    expect(plan[0].values).toEqual({ manual_score: 1, not_applicable: false });
    expect(plan.map(({ problem }) => Boolean(problem))).toEqual([false, true, true, true]);
    const limits = { max_length: 6, max_breaks: 10 };
    const [fits, tooLong] = planPaste(
        [["vì sao"], ["vì sao?"]],
        [rows[0], rows[0]],
        "explanation",
        isUnits,
        limits
    );
    expect(fits.values).toEqual({ explanation: "vì sao" });
    expect(tooLong.values).toBe(undefined);
    expect(tooLong.text).toBe("vì sao?");
    expect(String(tooLong.problem)).toBe("Characters too many: 1. It cannot be saved like this.");
    expect(planPaste([["vì sao"]], rows, "explanation", isUnits)[0].values).toEqual({
        explanation: "vì sao",
    });
});
