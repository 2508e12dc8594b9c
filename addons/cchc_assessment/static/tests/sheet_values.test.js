import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { allowTranslations, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { localization } from "@web/core/l10n/localization";
import { writeNumber } from "@cchc_assessment/number_field/number_field";
import { planPaste } from "@cchc_assessment/score_sheet/paste_plan";
import { readClipboard } from "@cchc_assessment/score_sheet/sheet_clipboard";
import {
    describeScale,
    formatResult,
    isHalfShare,
    parseNumber,
    parseResult,
} from "@cchc_assessment/score_sheet/sheet_values";

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
    expect(parseResult(choice, "Ban hành kịp thời (2)").option_id).toBe(1);
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

test("a digit on a choice is a score, never the number of an option", () => {
    expect(parseResult(choice, "2").option_id).toBe(1);
    expect(parseResult(choice, "0.5").option_id).toBe(2);
    expect(() => parseResult(choice, "1")).toThrow(/Ban hành kịp thời \(2\)/);
    expect(() =>
        parseResult({ ...choice, options: [{ id: 9, name: "1 năm", score: 3 }] }, "1")
    ).toThrow();
});

test("a score above the maximum is refused where it is typed, and nothing is a dash", () => {
    expect(() => parseResult({ ...manual, max_score: 2 }, "2,5")).toThrow(/2,5/);
    expect(parseResult({ ...manual, max_score: 2 }, "–").manual_score).toBe(false);
    expect(parseResult(manual, "Not applicable")).toEqual({ not_applicable: true });
});

test("half a share is known as such", () => {
    expect(isHalfShare(ratio, "18")).toBe(true);
    for (const text of ["18/20", "90 %", "", "x"]) {
        expect(isHalfShare(ratio, text)).toBe(false);
    }
    expect(isHalfShare(manual, "18")).toBe(false);
});

/** A form as it is printed: a domain with its criteria, of which the second has options. */
const form = () => [
    { key: 1, code: "1", name: "Domain", level: 1, max_score: 9 },
    { key: 2, code: "1.1", name: "First", level: 2, max_score: 2, line: {}, ...manual },
    { key: 3, code: "1.2", name: "Second", level: 2, max_score: 2, line: {}, ...choice },
    { key: 4, code: "1.3", name: "Third", level: 2, max_score: 2, line: {}, ...manual },
];

const plan = (text, place = {}) => {
    const rows = form();
    const { items, passed } = planPaste(readClipboard(text), {
        rows,
        row: rows[0],
        column: "result",
        canEdit: () => true,
        ...place,
    });
    return {
        passed,
        items: items.map(({ row, effect, problem, now }) => [
            row?.key,
            problem ? "problem" : effect,
            now,
        ]),
        values: items.map(({ values }) => values),
    };
};

test("a pasted column lands row by row, and what does not fit says why", () => {
    const { items, values } = plan("1\nnone of them\n1\n2", {
        canEdit: ({ key }) => key !== 4,
    });
    expect(items.map(([key, effect]) => [key, effect])).toEqual([
        [2, "new"],
        [3, "problem"],
        [4, "problem"],
        [undefined, "problem"],
    ]);
    expect(values[0]).toEqual({ manual_score: 1, not_applicable: false });
});

test("a blank is nothing, and erases only where that is asked for", () => {
    const read = ({ key }) => (key === 4 ? {} : { manual_score: 1, option_id: 1 });
    const before = [
        [2, "same", "1"],
        [3, "nothing", "Ban hành kịp thời"],
        [4, "nothing", ""],
    ];
    expect(plan("1\n\n\n", { read }).items).toEqual(before);
    expect(plan("1\n\n\n", { read, erases: true }).items).toEqual([
        before[0],
        [3, "erase", ""],
        before[2],
    ]);
    expect(plan("2\n0,5\n1", { read }).items).toEqual([
        [2, "overwrite", "2"],
        [3, "overwrite", "Ban hành không kịp thời"],
        [4, "new", "1"],
    ]);
});

test("the column of a form lines up with its criteria, past its domains and options", () => {
    for (const text of ["4\n1\n2\n\n\n\n1\n", "\n1\n2\n\n\n\n1\n"]) {
        const { items, passed } = plan(text);
        expect(items.map(([key, effect]) => [key, effect])).toEqual([
            [2, "new"],
            [3, "new"],
            [4, "new"],
        ]);
        expect(passed).toBe(4);
    }
});

test("codes say which row is meant, whatever their order", () => {
    const text =
        "TT\tTiêu chí\tTối đa\tTự đánh giá\n1\tDomain\t9\t3\n1.3\tThird\t2\t0,5\n1.1\tFirst\t2\t\n";
    const { items, passed } = plan(text);
    expect(items).toEqual([
        [4, "new", "0,5"],
        [2, "nothing", ""],
    ]);
    expect(passed).toBe(2);
    const withoutHeadings = plan("1.3\tThird\t2\t0,5\n1.1\tFirst\t2\t1\n9.9\tOther\t2\t1\n");
    expect(withoutHeadings.items.map(([key, effect]) => [key, effect])).toEqual([
        [4, "new"],
        [2, "new"],
        [undefined, "problem"],
    ]);
});

test("beside codes the column of scores is the one that can be read", () => {
    const { items } = plan("1.1\tthe first one\t1,5\n1.3\tthe last one\t\n");
    expect(items).toEqual([
        [2, "new", "1,5"],
        [4, "nothing", ""],
    ]);
});

test("a column of maxima is known as such beside what is met or not", () => {
    const met = {
        rule_type: "met",
        max_score: false,
        options: [
            { id: 8, name: "Đạt", score: false },
            { id: 9, name: "Không đạt", score: false },
        ],
    };
    const rows = [
        { key: 2, code: "1.1", name: "First", level: 2, max_score: 2, line: {}, ...manual },
        { key: 5, code: "1.2", name: "Condition", level: 2, line: {}, ...met },
        { key: 4, code: "1.3", name: "Third", level: 2, max_score: 2, line: {}, ...manual },
    ];
    for (const maximum of ["", "0", "-", "Đạt/không đạt", "Điều kiện"]) {
        const text = `1.1\tFirst\t2\t1\n1.2\tCondition\t${maximum}\tKhông đạt\n1.3\tThird\t2\t\n`;
        expect(plan(text, { rows, row: rows[0] }).items).toEqual([
            [2, "new", "1"],
            [5, "new", "Không đạt"],
            [4, "nothing", ""],
        ]);
    }
});

test("a text is composed, and one that is too long is refused whole", () => {
    const limits = { max_length: 6, max_breaks: 10 };
    const { items, values } = plan("vi\u0300 sao\nvì sao?", { column: "explanation", limits });
    expect(values[0]).toEqual({ explanation: "vì sao" });
    expect(items[1].slice(0, 2)).toEqual([3, "problem"]);
});

const percentages = {
    rule_type: "band",
    band_basis: "percent",
    options: [
        { id: 1, name: "Từ 90 %", score: 2, threshold: 90, threshold_strict: false },
        { id: 2, name: "Trên 70 %", score: 1, threshold: 70, threshold_strict: true },
        { id: 3, name: "Còn lại", score: 0, threshold: 0, threshold_strict: false },
    ],
};

test("the scale says which level holds, and what the next better one takes", () => {
    const shown = (numerator, denominator) =>
        describeScale(percentages, { numerator, denominator }).map(({ isCurrent, missing }) => [
            isCurrent,
            String(missing),
        ]);
    expect(shown(16, 20)).toEqual([
        [false, "2 more to reach this"],
        [true, ""],
        [false, ""],
    ]);
    expect(shown(7, 10)).toEqual([
        [false, ""],
        [false, "1 more to reach this"],
        [true, ""],
    ]);
    expect(shown(9, 10).map(([isCurrent]) => isCurrent)).toEqual([true, false, false]);
    expect(shown(false, 10).some(([isCurrent]) => isCurrent)).toBe(false);
    expect(describeScale(choice, { option_id: 2 }).map(({ isCurrent }) => isCurrent)).toEqual([
        false,
        true,
        false,
    ]);
});

const band = {
    rule_type: "band",
    band_basis: "percent",
    is_direct: true,
    options: [
        { id: 1, name: "Từ 90 %", score: 2, threshold: 90 },
        { id: 2, name: "Từ 70 %", score: 1, threshold: 70 },
        { id: 3, name: "Dưới 70 %", score: 0, threshold: 0 },
    ],
};
const noFigures = { numerator: false, denominator: false };

test("a band is chosen without figures where that is allowed, and figures take its place", () => {
    const chosen = { ...noFigures, option_id: 2, not_applicable: false };
    for (const text of ["Từ 70 %", "từ 70 % (1)", "1"]) {
        expect(parseResult(band, text)).toEqual(chosen);
    }
    expect(parseResult(band, "18/20")).toEqual({
        numerator: 18,
        denominator: 20,
        option_id: false,
        not_applicable: false,
    });
    expect(parseResult(band, "")).toEqual({
        ...noFigures,
        option_id: false,
        not_applicable: false,
    });
    expect(formatResult(band, chosen)).toBe("Từ 70 %");
    expect(formatResult(band, { ...chosen, numerator: 18, denominator: 20 })).toBe("18 / 20");
    expect(describeScale(band, chosen).find(({ isCurrent }) => isCurrent).option.id).toBe(2);
    expect(describeScale(band, chosen).some(({ missing }) => missing)).toBe(false);
});

test("a band needs its figures where it may not be chosen, and a count is no score", () => {
    expect(() => parseResult({ ...band, is_direct: false }, "Từ 70 %")).toThrow();
    const count = { ...band, band_basis: "quantity" };
    expect(parseResult(count, "1").quantity).toBe(1);
    expect(parseResult(count, "Từ 70 %").option_id).toBe(2);
});
