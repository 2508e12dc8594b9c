import { describe, expect, getFixture, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { browser } from "@web/core/browser/browser";
import { App, Component, reactive, useState, xml } from "@odoo/owl";
import { getTemplate } from "@web/core/templates";
import { CellEditor } from "@cchc_assessment/score_sheet/cell_editor";
import { readScreen } from "@cchc_assessment/score_sheet/row_window_hook";
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

test("a page that is scrolled itself is seen on the whole screen, wherever it begins", () => {
    const { scrollingElement: page } = document;
    const { style } = page;
    const margin = style.marginTop;
    // as one that is scrolled begins above the screen
    style.marginTop = "-120px";
    expect(page.getBoundingClientRect().top).toBe(-120);
    expect(readScreen(page)).toEqual({ top: 0, bottom: browser.innerHeight });
    style.marginTop = margin;
    const part = document.createElement("div");
    part.style.cssText = "position: fixed; top: 40px; height: 100px; overflow: auto";
    document.body.append(part);
    expect(readScreen(part)).toEqual({ top: 40, bottom: 140 });
    part.style.height = "100000px";
    expect(readScreen(part)).toEqual({ top: 40, bottom: browser.innerHeight });
    part.remove();
});
