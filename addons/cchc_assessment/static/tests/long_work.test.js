import { describe, expect, getFixture, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { App } from "@odoo/owl";
import { allowTranslations } from "@web/../tests/web_test_helpers";
import { getTemplate } from "@web/core/templates";
import { WorkProgressField } from "@cchc_assessment/long_work/work_progress";

describe.current.tags("headless");

test("a long work is followed until it has ended, more seldom while nothing goes on, past a network that is gone", async () => {
    allowTranslations();
    const counts = { progress: 0, done_count: 0, failed_count: 0, total_count: 4 };
    const data = { state: "running", is_by_unit: true, ...counts };
    const answers = [
        { done_count: 1, progress: 25 },
        null,
        {},
        { done_count: 3, failed_count: 1, progress: 100, state: "done", outcome: "3 of 4." },
    ];
    let asked = 0;
    let loaded = 0;
    let kept = { id: 7, ...data };
    const read = async (model, ids, fields) => {
        expect([model, ids]).toEqual(["cchc.work", [7]]);
        expect(fields.includes("part_ids")).toBe(false);
        const answer = answers[asked++];
        if (!answer) {
            throw new Error("no network");
        }
        kept = { ...kept, ...answer };
        return [kept];
    };
    const load = async () => {
        loaded++;
        Object.assign(data, kept);
    };
    const record = { resId: 7, resModel: "cchc.work", data, load };
    const app = new App(WorkProgressField, {
        env: { services: { orm: { read } } },
        getTemplate,
        props: { name: "progress", readonly: true, record },
        test: true,
        translateFn: String,
    });
    await app.mount(getFixture());
    await animationFrame();
    const bar = () => getFixture().querySelector("[role=progressbar]");
    expect(bar().getAttribute("aria-valuenow")).toBe("0");
    for (const [delay, count] of [
        [1500, 1],
        [1500, 2],
        [3000, 3],
        [6000, 4],
    ]) {
        await advanceTime(delay);
        app.root.render(true);
        await animationFrame();
        expect(asked).toBe(count);
        expect(loaded).toBe(count === answers.length ? 1 : 0);
        const percent = bar()?.getAttribute("aria-valuenow");
        expect(percent).toBe(count === answers.length ? undefined : "25");
    }
    expect(bar()).toBe(null);
    const told = getFixture().querySelector("[data-state=done]");
    expect(told.textContent).toBe("3 of 4.");
    expect(told.classList.contains("alert-warning")).toBe(true);
    await advanceTime(600000);
    expect(asked).toBe(4);
    app.destroy();
});
