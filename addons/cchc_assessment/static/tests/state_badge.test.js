import { describe, expect, test } from "@odoo/hoot";
import { allowTranslations } from "@web/../tests/web_test_helpers";
import { CchcStateBadge } from "@cchc_assessment/state_badge/state_badge";

describe.current.tags("headless");

function badge(data) {
    const shown = Object.create(CchcStateBadge.prototype);
    const selection = [
        ["draft", "Being scored"],
        ["submitted", "Submitted"],
    ];
    const fields = { state: { type: "selection", selection } };
    shown.props = {
        name: "state",
        decorations: { danger: "state == 'draft'" },
        record: { data, fields, evalContextWithVirtualIds: data },
    };
    return [String(shown.formattedValue), shown.badgeClass];
}

test("who has not begun is not said to score", () => {
    allowTranslations();
    expect(badge({ state: "draft", is_begun: false })).toEqual(["Not begun", "text-bg-300"]);
    expect(badge({ state: "draft", is_begun: true })).toEqual(["Being scored", "text-bg-danger"]);
    expect(badge({ state: "submitted", is_begun: false })).toEqual(["Submitted", "text-bg-300"]);
});
