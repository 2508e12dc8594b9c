import { _t } from "@web/core/l10n/translation";
import { writeNumber } from "../number_field/number_field";
import { describeLength } from "../text_length/text_length";
import { PasteDialog } from "./paste_dialog";
import { TEXTS } from "./sheet_sides";
import { CellProblem, formatResult, parseResult } from "./sheet_values";

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

/**
 * What becomes of each row of the clipboard, from one criterion downwards.
 *
 * @param {string[][]} cells
 * @param {Object[]} rows the criteria from where it was pasted, branches left out
 * @param {string} [field] the field of a column of text; without one it is the rule's inputs
 * @param {(row: Object) => boolean} canEdit
 * @param {Object} [limits] how long the texts of such a column may be
 * @returns {{ row?: Object, text: string, values?: Object, problem?: string }[]}
 */
export function planPaste(cells, rows, field, canEdit, limits) {
    return cells.map((line, index) => {
        const row = rows[index];
        const text = line.join("\t");
        if (!row) {
            return { text, problem: _t("There is no criterion left for it.") };
        }
        if (!canEdit(row)) {
            return { row, text, problem: _t("It is not yours to fill in.") };
        }
        const { state, sentence } = describeLength(text, field && limits);
        if (state === "over") {
            return { row, text, problem: sentence };
        }
        try {
            return { row, text, values: field ? { [field]: text } : parseResult(row, text) };
        } catch (error) {
            if (error instanceof CellProblem) {
                return { row, text, problem: error.message };
            }
            throw error;
        }
    });
}

/** What is copied from the sheet and pasted into it. */
export class SheetClipboard {
    /**
     * @param {import("./sheet_store").SheetStore} store
     * @param {Object} dialogs the service that shows what a paste would do
     * @param {() => void} focus back to the sheet
     */
    constructor(store, dialogs, focus) {
        Object.assign(this, { store, dialogs, focus });
    }

    /** The text of a cell, as pasting understands it. */
    read({ row, column }) {
        const { store } = this;
        switch (column) {
            case "name":
                return [row.code, row.name].filter(Boolean).join(" ");
            case "evidence":
                return row.line.evidence_ids.map((id) => store.documents[id]?.label).join("; ");
            case "max":
                return writeNumber(row.max_score);
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

    copy(ev, cell) {
        if (cell.row.line && !String(document.getSelection())) {
            ev.clipboardData.setData("text/plain", this.read(cell) || "");
            ev.preventDefault();
        }
    }

    /** Put what was copied into the rows from this one down: at once where it is a single cell, else it is shown first. */
    paste(ev, { row, column }) {
        if (!this.store.editable.includes(column)) {
            return;
        }
        ev.preventDefault();
        const cells = readClipboard(ev.clipboardData.getData("text/plain"));
        const rows = this.store.visibleRows;
        const plan = this.plan(
            cells,
            rows.slice(rows.indexOf(row)).filter((one) => one.line),
            column
        );
        const apply = (items) => items.map((item) => this.store.edit(item.row, item.values));
        if (plan.length === 1 && plan[0].values) {
            apply(plan);
        } else if (plan.length) {
            this.dialogs.add(PasteDialog, { plan, apply }, { onClose: this.focus });
        }
    }

    /** Empty a cell. */
    clear(row, column) {
        const [{ values }] = this.plan([[""]], [row], column);
        return this.store.edit(row, values);
    }

    plan(cells, rows, column) {
        const canEdit = (row) => this.store.canEdit(row, column);
        return planPaste(cells, rows, TEXTS[column], canEdit, this.store.lengths[column]);
    }
}
