import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { App, EventBus } from "@odoo/owl";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { sheetAheadService } from "@cchc_assessment/score_sheet/sheet_ahead";

describe.current.tags("headless");

const SHEET = { criteria: [], lines: [], documents: [] };

/** The service, what it asked, the templates that it put together, and somebody who opens forms. */
function start(call = async () => SHEET, isSmall = false) {
    const asked = [];
    const made = [];
    patchWithCleanup(App, { apps: new Set([{ getTemplate: (name) => made.push(name) }]) });
    const bus = new EventBus();
    const orm = {
        call(...args) {
            asked.push(args);
            return call(...args);
        },
    };
    const open = (resModel, resId, type = "form") =>
        bus.trigger("ACTION_MANAGER:UPDATE", { componentProps: { resModel, resId, type } });
    const ahead = sheetAheadService.start({ bus }, { orm, ui: { isSmall } });
    return { asked, made, open, bus, ahead };
}

test("a sheet is asked for when its form is about to be opened, and taken once", async () => {
    const { asked, open, ahead } = start();
    expect(ahead.take(7)).toBe(null);
    open("cchc.assessment", 7);
    expect(asked.map(([model, method, [ids]]) => [model, method, ids])).toEqual([
        ["cchc.assessment", "get_sheet", [7]],
    ]);
    expect(await ahead.take(7)).toEqual(SHEET);
    // read anew, it is asked for anew
    expect(ahead.take(7)).toBe(null);
});

test("nothing is asked for lists, other records or new ones", () => {
    const { asked, bus, open } = start();
    open("cchc.assessment", 7, "list");
    open("cchc.assessment", false);
    open("cchc.evidence", 7);
    bus.trigger("ACTION_MANAGER:UPDATE", {});
    expect(asked).toEqual([]);
});

test("an answer is nobody else's, and no sheet's that comes long after it", async () => {
    const { open, ahead } = start();
    open("cchc.assessment", 7);
    expect(ahead.take(8)).toBe(null);
    open("cchc.assessment", 7);
    open("cchc.assessment", 9);
    expect(ahead.take(7)).toBe(null);
    let now = 1000;
    patchWithCleanup(browser, { performance: { now: () => now } });
    open("cchc.assessment", 7);
    await animationFrame();
    now += 9000;
    expect(ahead.take(7)).not.toBe(null);
    open("cchc.assessment", 7);
    await animationFrame();
    now += 11000;
    expect(ahead.take(7)).toBe(null);
});

test("what is still being answered is not asked again, however long it takes", () => {
    const { asked, open, ahead } = start(() => new Promise(() => {}));
    let now = 1000;
    patchWithCleanup(browser, { performance: { now: () => now } });
    open("cchc.assessment", 7);
    now += 60000;
    expect(ahead.take(7)).not.toBe(null);
    expect(asked).toHaveLength(1);
});

test("what is refused is told to whoever takes it, and to nobody where it is not taken", async () => {
    const { open, ahead } = start(async () => {
        throw new Error("Không có quyền");
    });
    open("cchc.assessment", 7);
    await animationFrame();
    await expect(ahead.take(7)).rejects.toThrow("Không có quyền");
});

test("what the first screenful is drawn of is put together while the network is waited for", async () => {
    const { made, open } = start();
    open("cchc.evidence", 7);
    await advanceTime(1000);
    expect(made).toEqual([]);
    open("cchc.assessment", 7);
    // first the form asks for what it needs
    expect(made).toEqual([]);
    await advanceTime(1000);
    expect(made).toInclude("cchc_assessment.SheetRow");
    expect(made).toInclude("cchc_assessment.SidePanel");
    expect(made).not.toInclude("cchc_assessment.SheetCard");
});

test("a phone has cards alone", async () => {
    const { made, open } = start(async () => SHEET, true);
    open("cchc.assessment", 7);
    await advanceTime(1000);
    expect(made).toInclude("cchc_assessment.SheetCard");
    expect(made).not.toInclude("cchc_assessment.SheetRow");
});
