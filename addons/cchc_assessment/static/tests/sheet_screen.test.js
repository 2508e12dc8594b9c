import { beforeEach, describe, expect, getFixture, test } from "@odoo/hoot";
import { advanceTime, animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { App, Component, reactive, useState, xml } from "@odoo/owl";
import { allowTranslations, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { localization } from "@web/core/l10n/localization";
import { getTemplate } from "@web/core/templates";
import { DeliveryField } from "@cchc_assessment/approval/delivery_field";
import { CellEditor } from "@cchc_assessment/score_sheet/cell_editor";
import { useGradualRows } from "@cchc_assessment/score_sheet/gradual_rows";
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
                <CellEditor store="props.store" describe="() => ''" ref="props.setEditor" onCommit="() => {}" onCancel="() => {}" />
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

/** Rows with nothing in them. */
class Rows extends Component {
    static props = ["*"];
    static template = xml`<ul><li t-foreach="rows.readDrawn()" t-as="key" t-key="key" /></ul>`;

    setup() {
        const where = useState(this.props.where);
        this.rows = useGradualRows(
            () => where.keys,
            () => where.active
        );
    }
}

test("a screenful of rows is drawn at once, up to the one at hand where that is further, and all soon", async () => {
    const where = reactive({ keys: [...Array(200).keys()], active: 0 });
    const app = new App(Rows, { props: { where }, test: true });
    await app.mount(getFixture());
    const count = () => getFixture().querySelectorAll("li").length;
    expect(count()).toBe(30);
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
