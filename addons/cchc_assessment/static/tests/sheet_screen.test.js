import { describe, expect, getFixture, test } from "@odoo/hoot";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import { App, Component, reactive, useState, xml } from "@odoo/owl";
import { getTemplate } from "@web/core/templates";
import { CellEditor } from "@cchc_assessment/score_sheet/cell_editor";
import { useGradualRows } from "@cchc_assessment/score_sheet/gradual_rows";
import { SheetView } from "@cchc_assessment/score_sheet/sheet_view";

describe.current.tags("headless");

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
