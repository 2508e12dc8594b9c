import { beforeEach, describe, expect, getFixture, test } from "@odoo/hoot";
import { advanceTime, animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { App, Component, reactive, useState, xml } from "@odoo/owl";
import { allowTranslations, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { localization } from "@web/core/l10n/localization";
import { getTemplate } from "@web/core/templates";
import { DeliveryField } from "@cchc_assessment/approval/delivery_field";
import { CellEditor } from "@cchc_assessment/score_sheet/cell_editor";
import { makeLate } from "@cchc_assessment/score_sheet/dossier_form";
import { groupRows, useGradualRows } from "@cchc_assessment/score_sheet/gradual_rows";
import { SheetStatus } from "@cchc_assessment/score_sheet/sheet_status";
import { SheetStore } from "@cchc_assessment/score_sheet/sheet_store";
import { SheetView } from "@cchc_assessment/score_sheet/sheet_view";

describe.current.tags("headless");

beforeEach(() => {
    allowTranslations();
    patchWithCleanup(localization, { decimalPoint: ",", thousandsSep: ".", grouping: [3, 0] });
});

/** A table with one cell and the field over it, until there are cards instead. */
class Table extends Component {
    static components = { CellEditor };
    static props = ["*"];
    static template = xml`
        <div style="position: relative">
            <t t-if="screen.isTable">
                <span id="cchc_cell_2_result" style="display: inline-block; width: 70px; height: 30px" />
                <CellEditor store="props.store" describe="() => ''" ref="props.setEditor" onCommit="() => {}" onCancel="() => {}" onRest="() => props.onRest?.()" />
            </t>
        </div>`;

    setup() {
        this.screen = useState(this.props.screen);
    }
}

test("where the table has given way to cards there is no field to place, nor anybody who would", async () => {
    const screen = reactive({ isTable: true });
    const editors = [];
    const store = reactive(new SheetView());
    store.active = { key: 2, column: "result" };
    const app = new App(Table, {
        getTemplate,
        props: { store, screen, setEditor: (editor) => editors.push(editor) },
        test: true,
    });
    await app.mount(getFixture());
    expect(editors).toHaveLength(1);
    const [editor] = editors;
    expect(editor.root.el.style.width).toBe("70px");
    screen.isTable = false;
    await animationFrame();
    expect(editors[1]).toBe(null);
    expect(() => editor.place()).not.toThrow();
    // turned back, the new field is the one that is led
    screen.isTable = true;
    await animationFrame();
    expect(editors).toHaveLength(3);
    expect(editors[2].root.el.style.width).toBe("70px");
    app.destroy();
});

test("what stands below the field is there before the first letter, which adds no element, class or place", async () => {
    const store = reactive(new SheetStore({}, {}, () => {}));
    const row = {
        key: 2,
        line: { id: 20, option_id: false, explanation: false },
        scored_by: "unit",
        rule_type: "choice",
        options: [
            { id: 51, name: "Kịp thời", score: 2 },
            { id: 52, name: "Chậm", score: 0 },
        ],
        pending: {},
        drafts: {},
        sending: null,
    };
    store.byKey = { 2: row };
    Object.assign(store, {
        rows: [row],
        side: "unit",
        lengths: { explanation: { max_length: 99 } },
    });
    for (const column of ["result", "explanation"]) {
        store.active = { key: 2, column };
        let rests = 0;
        const app = new App(Table, {
            getTemplate,
            props: {
                store,
                screen: reactive({ isTable: true }),
                setEditor() {},
                onRest: () => rests++,
            },
            test: true,
            translateFn: String,
        });
        await app.mount(getFixture());
        expect(rests).toBe(0);
        await advanceTime(1000);
        await animationFrame();
        // together with the field, once
        expect(rests).toBe(1);
        const find = (selector) => getFixture().querySelector(selector);
        expect(find(".o_cchc_below")).not.toBe(null);
        expect(getFixture().querySelectorAll("[role=option]")).toHaveLength(
            column === "result" ? 3 : 0
        );
        const changes = [];
        const observer = new MutationObserver((records) => changes.push(...records));
        observer.observe(getFixture(), {
            attributes: true,
            attributeFilter: ["class", "style"],
            childList: true,
            subtree: true,
        });
        const field = find(".o_cchc_field");
        field.dispatchEvent(
            new InputEvent("beforeinput", { inputType: "insertText", cancelable: true })
        );
        field.value = "K";
        field.dispatchEvent(new InputEvent("input"));
        await animationFrame();
        changes.push(...observer.takeRecords());
        observer.disconnect();
        expect(find(".o_cchc_keys").dataset.open).toBe(column === "result" ? "value" : "text");
        expect(changes.map(({ type, target }) => `${type} of ${target.className}`)).toEqual([]);
        store.editing = null;
        app.destroy();
    }
});

/** Rows with nothing in them. */
class Rows extends Component {
    static props = ["*"];
    static template = xml`<ul><li t-foreach="rows.readDrawn()" t-as="key" t-key="key" /></ul>`;

    setup() {
        const where = useState(this.props.where);
        this.rows = useGradualRows(
            () => where.keys,
            () => where.active,
            40
        );
    }
}

test("a screenful of rows is drawn at once, up to the one at hand where that is further, and all soon", async () => {
    patchWithCleanup(browser, { innerHeight: 768 });
    const where = reactive({ keys: [...Array(200).keys()], active: 0 });
    const app = new App(Rows, { props: { where }, test: true });
    await app.mount(getFixture());
    const count = () => getFixture().querySelectorAll("li").length;
    // as many as the window has room for
    expect(count()).toBe(20);
    where.active = 99;
    await animationFrame();
    expect(count()).toBeGreaterThan(99);
    expect(count()).toBeLessThan(200);
    for (let turn = 0; turn < 20; turn++) {
        await runAllTimers();
        await animationFrame();
    }
    expect(count()).toBe(200);
    where.keys = [3, 5];
    await animationFrame();
    expect(count()).toBe(2);
    app.destroy();
});

test("the chatter, below all criteria, is drawn after them", async () => {
    class Chatter extends Component {
        static props = ["threadId"];
        static template = xml`<p t-out="props.threadId" />`;
    }
    const text = () => getFixture().textContent;
    const app = new App(makeLate(Chatter), { props: { threadId: 7 }, test: true });
    await app.mount(getFixture());
    expect(text()).toBe("");
    await advanceTime(1000);
    await animationFrame();
    expect(text()).toBe("7");
    // the same class each time: drawn anew, a form keeps what is written there
    expect(makeLate(Chatter)).toBe(makeLate(Chatter));
    app.destroy();
});

test("rows that are folded or left out move no other to another group", () => {
    const rows = [...Array(70).keys()].map((place) => ({ place }));
    const numbers = (groups) =>
        groups.map(({ number, first, rows: own }) => [number, first, own.length]);
    expect(numbers(groupRows(rows))).toEqual([
        [0, 0, 30],
        [1, 30, 30],
        [2, 60, 10],
    ]);
    expect(numbers(groupRows(rows.filter(({ place }) => place < 5 || place > 61)))).toEqual([
        [0, 0, 5],
        [2, 5, 8],
    ]);
    expect(groupRows([])).toEqual([]);
});

/** A sheet that follows the cell at hand, and says how far it has come. */
class Sheet extends Component {
    static components = { SheetStatus };
    static props = ["*"];
    static template = xml`
        <div>
            <b t-out="store.active.key" />
            <SheetStatus store="props.store" isLeaders="false" state="'draft'" daysLeft="5" deadline="'5/12'" onFilter="props.onFilter" />
        </div>`;

    setup() {
        this.store = useState(this.props.store);
    }
}

test("going from cell to cell asks no row what is left to do; a row that changes does", async () => {
    let asked = 0;
    patchWithCleanup(SheetStatus.prototype, {
        get filters() {
            asked++;
            return super.filters;
        },
    });
    const store = reactive(new SheetStore({}, {}, () => {}));
    store.rows = [1, 2].map((key) => ({
        key,
        line: { id: key * 10, is_scored: key === 1, evidence_status: "none" },
        scored_by: "unit",
        notes: [],
        pending: {},
        drafts: {},
        sending: null,
    }));
    store.byKey = Object.fromEntries(store.rows.map((row) => [row.key, row]));
    Object.assign(store, { side: "unit", revision: 1, active: { key: 1, column: "result" } });
    const app = new App(Sheet, {
        getTemplate,
        env: { services: { cchc_sign_in: {} } },
        props: { store, onFilter: () => {} },
        test: true,
    });
    await app.mount(getFixture());
    const before = asked;
    expect(before).toBeGreaterThan(0);
    store.active = { key: 2, column: "result" };
    await animationFrame();
    expect(getFixture().querySelector("b").textContent).toBe("2");
    expect(asked).toBe(before);
    store.rows[0].problem = "Sai";
    store.rows[0].pending = { explanation: "x" };
    await animationFrame();
    expect(asked).toBeGreaterThan(before);
    expect(getFixture().querySelector(".o_cchc_state").dataset.state).toBe("problem");
    const notes = () => getFixture().querySelector("[data-filter=notes]");
    expect(notes()).toBe(null);
    store.takeNotes([{ line_id: [20], body: "Xem lại", is_settled: false }]);
    await animationFrame();
    expect(notes()).not.toBe(null);
    app.destroy();
});

test("what goes on behind an approval is followed until it is done, also past a network that is gone", async () => {
    const answers = [
        [{ mail_state: "waiting", mail_failure: false }],
        null,
        [{ mail_state: "failed", mail_failure: "550 hộp thư đầy" }],
    ];
    let asked = 0;
    const read = async () => {
        const answer = answers[asked++];
        if (!answer) {
            throw new Error("no network");
        }
        return answer;
    };
    const delivery = { submission_id: 7, state: "waiting", failure: "" };
    const app = new App(DeliveryField, {
        getTemplate,
        env: { services: { orm: { silent: { read } } } },
        props: { name: "delivery", readonly: true, record: { data: { delivery } } },
        test: true,
        translateFn: String,
    });
    await app.mount(getFixture());
    await animationFrame();
    const bar = () => getFixture().querySelector("[role=progressbar]");
    expect(bar()).not.toBe(null);
    for (const [count, delay] of [
        [1, 1500],
        [2, 3000],
        [3, 6000],
    ]) {
        await advanceTime(delay);
        await animationFrame();
        expect(asked).toBe(count);
    }
    expect(bar()).toBe(null);
    expect(getFixture().querySelector("[data-state=failed]").textContent).toInclude(
        "550 hộp thư đầy"
    );
    await advanceTime(600000);
    expect(asked).toBe(3);
    app.destroy();
});
