import { describe, expect, test } from "@odoo/hoot";
import { showOutcome } from "@cchc_assessment/outcome/outcome";

describe.current.tags("headless");

const CLOSE = { type: "ir.actions.act_window_close" };

/** Show what a server, or whoever wrote an address, says; return what follows and what was shown. */
function show(params) {
    const shown = [];
    const env = { services: { dialog: { add: (_dialog, props) => shown.push(props) } } };
    return { next: showOutcome(env, { params }), shown };
}

test("what was done is shown, and a message may follow", () => {
    const left = [{ id: 1, unit: "Sở Thử nghiệm", reason: "Chưa gửi" }];
    expect(show({ done: 2, left, next: null })).toEqual({
        next: CLOSE,
        shown: [{ done: 2, left }],
    });
    const message = { type: "ir.actions.client", tag: "display_notification", params: {} };
    expect(show({ done: 0, left, next: message }).next).toBe(message);
});

test("no other action follows, and nothing is shown where nothing is said", () => {
    for (const next of [
        "cchc_assessment.cchc_log_action",
        { type: "ir.actions.act_url", url: "https://example.com" },
        { type: "ir.actions.client", tag: "reload" },
        { type: "ir.actions.server", tag: "display_notification" },
    ]) {
        expect(show({ done: 1, left: [], next }).next).toEqual(CLOSE);
    }
    expect(show({ left: "x" })).toEqual({ next: CLOSE, shown: [] });
});
