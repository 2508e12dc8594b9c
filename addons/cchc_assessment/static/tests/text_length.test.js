import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { allowTranslations, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { localization } from "@web/core/l10n/localization";
import { describeLength, measure } from "@cchc_assessment/text_length/text_length";

describe.current.tags("headless");

beforeEach(() => {
    allowTranslations();
    patchWithCleanup(localization, { thousandsSep: ".", grouping: [3, 0] });
});

test("characters are counted as the server counts them", () => {
    for (const [text, length, breaks] of [
        ["", 0, 0],
        ["ướ", 2, 0],
        ["😀 a", 3, 0],
        ["a\nb\tc\r\n", 7, 4],
    ]) {
        expect(measure(text)).toEqual({ length, breaks });
    }
});

test("the reader is warned before the bound, and told what is too much", () => {
    const limits = { max_length: 20000, max_breaks: 1000 };
    for (const [text, state, sentence] of [
        ["", "", ""],
        ["x".repeat(17999), "", ""],
        ["x".repeat(18000), "near", "Characters left: 2.000."],
        ["x".repeat(20000), "near", "Characters left: 0."],
        ["x".repeat(20001), "over", "Characters too many: 1. It cannot be saved like this."],
        ["\n".repeat(1000), "", ""],
        [
            "\n".repeat(1001),
            "over",
            "Line breaks and tabs too many: 1. It cannot be saved like this.",
        ],
    ]) {
        const said = describeLength(text, limits);
        expect(said.state).toBe(state);
        expect(String(said.sentence)).toBe(sentence);
    }
    expect(String(describeLength("x".repeat(1234), limits).count)).toBe(
        "1.234 of 20.000 characters"
    );
});

test("a text without a bound is not counted", () => {
    expect(describeLength("x")).toEqual({ state: "", count: "", sentence: "" });
});
