import { _t } from "@web/core/l10n/translation";
import { formatScore } from "../number_field/number_field";
import { emptyCell, describeCell, planPaste } from "./paste_plan";

/** The columns whose cells are added up, and what each holds of a row. */
const NUMBERS = {
    max: (store, row) => row.max_score,
    score: (store, row) => store.score(row),
    council_score: (store, row) => row.line.council && store.score(row, "council"),
};

const quote = (text) => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const escape = (text) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("\n", "<br>");

/** Rows of cells as the text that a spreadsheet reads. */
export const writeTable = (cells) => cells.map((row) => row.map(quote).join("\t")).join("\n");

/** Rows of cells as a table of a page, for word processors and mail. */
export const writeHtml = (cells) => {
    const row = (texts) => `<tr>${texts.map((text) => `<td>${escape(text)}</td>`).join("")}</tr>`;
    return `<table>${cells.map(row).join("")}</table>`;
};

/** What is done with several cells at once. */
export class SheetSelection {
    /**
     * @param {import("./sheet_store").SheetStore} store
     * @param {import("./sheet_clipboard").SheetClipboard} clipboard
     */
    constructor(store, clipboard) {
        Object.assign(this, { store, clipboard });
    }

    get isSeveral() {
        return Boolean(this.store.anchor);
    }

    get rows() {
        return this.store.selection.keys.map((key) => this.store.byKey[key]).filter(Boolean);
    }

    /** What is taken, read once for all rows. */
    get cells() {
        if (!this.isSeveral) {
            return { keys: new Set(), columns: "" };
        }
        const { keys, columns } = this.store.selection;
        return { keys: new Set(keys), columns: columns.join(" ") };
    }

    /** Take the whole sheet, as far as it is shown. */
    takeAll() {
        const { store } = this;
        const keys = store.visibleKeys;
        store.goTo(keys[0], store.columns[0]);
        store.goTo(keys.at(-1), store.columns.at(-1), true);
    }

    /** The texts of the cells that are taken. */
    read() {
        const { columns } = this.store.selection;
        return this.rows.map((row) =>
            columns.map((column) => this.clipboard.read({ row, column }) || "")
        );
    }

    copy(ev) {
        const cells = this.read();
        ev.clipboardData.setData("text/plain", writeTable(cells));
        ev.clipboardData.setData("text/html", writeHtml(cells));
        ev.preventDefault();
    }

    /** The sums of what is taken: of criteria alone, whose domains would count them twice. */
    get totals() {
        const { store } = this;
        const rows = this.rows.filter((row) => row.line);
        const { columns } = store.selection;
        const sums = columns
            .filter((column) => NUMBERS[column])
            .map((column) => {
                const numbers = rows
                    .map((row) => NUMBERS[column](store, row))
                    .filter((number) => Number.isFinite(number));
                const sum = numbers.reduce((total, number) => total + number, 0);
                return { column, sum: formatScore(sum, store.digits) };
            });
        return { count: rows.length, sums };
    }

    /** Empty the cells that are taken, as far as they can be filled in. */
    clear() {
        const { store } = this;
        const items = store.selection.columns.flatMap((column) =>
            this.rows
                .filter((row) => row.line && store.canEdit(row, column))
                .filter((row) => describeCell(row, column, store.values(row, store.side)))
                .map((row) => ({ row, values: emptyCell(row, column) }))
        );
        if (items.length) {
            this.clipboard.apply(items, _t("Cells emptied: %s", items.length));
        }
    }

    /**
     * Fill the cells that are taken with what the first of them says; where one alone is taken, with what stands above it.
     *
     * @returns {number} how many do not take it
     */
    fillDown() {
        const { store } = this;
        const { columns } = store.selection;
        const rows = this.isSeveral ? this.rows.filter((row) => row.line) : this.pairAbove();
        const plans = columns
            .filter((column) => store.canPaste(column))
            .map((column) => this.planFilling(rows, column));
        const items = plans.flatMap((plan) => plan.items);
        const fitting = items.filter(({ values }) => values);
        if (fitting.length) {
            this.clipboard.apply(fitting, _t("Cells filled down: %s", fitting.length));
        }
        return items.filter(({ problem }) => problem).length;
    }

    /** The criterion above the one at hand, and that one. */
    pairAbove() {
        const { store } = this;
        const rows = store.visibleRows.filter((row) => row.line);
        const index = rows.findIndex(({ key }) => key === store.active.key);
        return index > 0 ? rows.slice(index - 1, index + 1) : [];
    }

    planFilling([first, ...others], column) {
        const { store } = this;
        const text = first && this.clipboard.read({ row: first, column });
        if (!text) {
            return { items: [] };
        }
        // one by one: the cells below need not be like the first
        const items = others.map((row) =>
            planPaste([[text]], {
                rows: [row],
                row,
                column,
                canEdit: (one) => store.canEdit(one, column),
                read: (one) => store.values(one, store.side),
                limits: store.lengths[column],
            })
        );
        return { items: items.flatMap((plan) => plan.items) };
    }
}
