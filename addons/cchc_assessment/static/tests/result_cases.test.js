import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { localization } from "@web/core/l10n/localization";
import { allowTranslations, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { CellProblem, parseResult } from "@cchc_assessment/score_sheet/sheet_values";
import { RESULT_CASES, RESULT_OPTIONS } from "./result_cases";

describe.current.tags("headless");

beforeEach(() => {
    allowTranslations();
    patchWithCleanup(localization, { decimalPoint: ",", thousandsSep: ".", grouping: [3, 0] });
});

const optionsOf = (rule) =>
    (RESULT_OPTIONS.find((one) => one.rule === rule)?.options || []).map(([name, score], id) => ({
        id: id + 1,
        name,
        score,
    }));

test("what a cell says is read as the workbooks' reader reads it", () => {
    for (const { rule, direct = false, text, gives, refused } of RESULT_CASES) {
        const row = {
            rule_type: rule,
            band_basis: "percent",
            is_direct: direct,
            max_score: 2,
            options: optionsOf(rule),
        };
        const message = `${rule}: “${text}”`;
        if (refused) {
            expect(() => parseResult(row, text)).toThrow(CellProblem, { message });
            continue;
        }
        const { not_applicable: isOut, option_id: optionId, ...numbers } = parseResult(row, text);
        expect(isOut).toBe(false, { message });
        const option = row.options.find(({ id }) => id === optionId)?.name;
        expect(option).toBe(gives.option, { message });
        for (const [name, number] of Object.entries(numbers)) {
            expect(number).toBe(gives[name] ?? false, { message });
        }
    }
});
