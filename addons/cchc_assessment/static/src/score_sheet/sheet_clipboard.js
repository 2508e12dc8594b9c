import { _t } from "@web/core/l10n/translation";
import { writeNumber } from "../number_field/number_field";
import { PasteDialog } from "./paste_dialog";
import { describeCell, emptyCell, planPaste } from "./paste_plan";
import { formatResult } from "./sheet_values";

const labelRow = ({ code, name }) => [code, name].filter(Boolean).join(" ");

/** The rows of what a spreadsheet puts on the clipboard: cells by tabs, quoted where they hold line breaks. */
export function readClipboard(text) {
    const rows = [[""]];
    let isQuoted = false;
    for (let index = 0; index < text.length; index++) {
        const row = rows.at(-1);
        const char = text[index];
        if (char === '"' && (isQuoted || row.at(-1) === "")) {
            if (isQuoted && text[index + 1] === '"') {
                row[row.length - 1] += '"';
                index++;
            } else {
                isQuoted = !isQuoted;
            }
        } else if (!isQuoted && char === "\t") {
            row.push("");
        } else if (!isQuoted && (char === "\n" || char === "\r")) {
            if (char === "\r" && text[index + 1] === "\n") {
                index++;
            }
            rows.push([""]);
        } else {
            row[row.length - 1] += char;
        }
    }
    if (rows.at(-1).every((cell) => !cell)) {
        rows.pop();
    }
    return rows;
}

/** What is copied from the sheet and pasted into it. */
export class SheetClipboard {
    /**
     * @param {import("./sheet_store").SheetStore} store
     * @param {Object} dialogs the service that shows what a paste would do
     * @param {() => void} focus back to the sheet
     * @param {(sentence: string) => void} offerUndo tell what was done, with a way back
     */
    constructor(store, dialogs, focus, offerUndo) {
        Object.assign(this, { store, dialogs, focus, offerUndo });
    }

    /** The text of a cell, as pasting understands it. */
    read({ row, column }) {
        const { store } = this;
        switch (column) {
            case "name":
                return [row.code, row.name].filter(Boolean).join(" ");
            case "max":
                return writeNumber(row.max_score);
        }
        if (!row.line) {
            return this.readBranch(row, column);
        }
        switch (column) {
            case "evidence":
                return row.line.evidence_ids
                    .map((id) => store.documents[id]?.label)
                    .filter(Boolean)
                    .join("; ");
            case "score":
                return writeNumber(store.score(row) ?? false);
            case "council_score":
                return writeNumber(row.line.council ? store.score(row, "council") : false);
            case "question":
                return store.values(row, "answer").explanation;
            case "remark":
                return store.values(row, "council").remark;
            case "council_result":
                return formatResult(row, store.values(row, "council"), writeNumber);
            case "explanation":
                return store.values(row).explanation;
        }
        return formatResult(row, store.values(row), writeNumber);
    }

    /** What a domain says: its sums. */
    readBranch({ key }, column) {
        const { council, subtotals } = this.store;
        const sums = { score: subtotals, council_score: council && council.subtotals };
        return sums[column]?.[key] ? writeNumber(sums[column][key][0]) : "";
    }

    copy(ev, cell) {
        if (cell.row.line && !String(document.getSelection())) {
            ev.clipboardData.setData("text/plain", this.read(cell) || "");
            ev.preventDefault();
        }
    }

    /** Put what was copied into the rows from this one down: at once where it is a single cell, else it is shown first. */
    paste(ev, { row, column }) {
        if (!this.store.canPaste(column)) {
            return;
        }
        ev.preventDefault();
        const cells = readClipboard(ev.clipboardData.getData("text/plain"));
        if (!cells.length) {
            return;
        }
        const plan = (erases = false) => this.plan(cells, row, column, erases);
        const { items } = plan();
        if (cells.length === 1 && cells[0].length === 1 && items[0]?.values) {
            this.apply(items, _t("Pasted into %s", labelRow(items[0].row)));
        } else if (items.some((item) => item.text.trim())) {
            const apply = (chosen) =>
                this.apply(chosen, _t("Rows filled in by pasting: %s", chosen.length));
            this.dialogs.add(PasteDialog, { plan, apply }, { onClose: this.focus });
        }
    }

    /** @param {Object[]} items with `row` and `values`; undone as one */
    apply(items, sentence) {
        const saved = this.store.editAll(items);
        this.offerUndo(sentence);
        return saved;
    }

    /** Empty a cell. */
    clear(row, column) {
        const { store } = this;
        store.dropDraft(row, column);
        if (describeCell(row, column, store.values(row, store.side))) {
            store.edit(row, emptyCell(row, column));
            this.offerUndo(_t("Emptied: %s", labelRow(row)));
        }
    }

    plan(cells, row, column, erases) {
        const { store } = this;
        return planPaste(cells, {
            rows: store.visibleRows,
            row,
            column,
            canEdit: (one) => store.canEdit(one, column),
            read: (one) => store.values(one, store.side),
            limits: store.lengths[column],
            erases,
        });
    }
}
