import { describe, expect, test } from "@odoo/hoot";
import { askedInputs } from "@cchc_assessment/rule_inputs/rule_inputs";
import { RULE_CASES } from "./rule_cases";

describe.current.tags("headless");

test("a rule asks for the inputs that its score is computed from", () => {
    for (const { rule, basis, asks } of RULE_CASES) {
        expect(askedInputs({ rule_type: rule, band_basis: basis })).toEqual(asks, {
            message: `${rule} of ${basis}`,
        });
    }
});

test("without a rule there is nothing to fill in", () => {
    expect(askedInputs({ rule_type: false, band_basis: "percent" })).toEqual([]);
});
