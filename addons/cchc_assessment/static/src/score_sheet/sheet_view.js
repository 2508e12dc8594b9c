import { toRaw } from "@odoo/owl";
import { FILLED, FILTERS } from "./sheet_sides";

/**
 * Where the user is in the sheet: which rows are shown, which cell is the active one, and where the keys lead.
 *
 * Whoever inherits it says which cells can be filled in (`canEdit`), which rows still have to be (`isToDo`), and where
 * something typed waits to be sent (`isTyped`).
 */
export class SheetView {
    constructor() {
        this.rows = [];
        this.byKey = {};
        this.side = "";
        this.columns = [];
        this.folded = {};
        this.filter = "";
        this.active = { key: false, column: "name" };
        this.editing = null;
        this.revision = 0;
    }

    /** The column of inputs of the side whose turn it is. */
    get inputColumn() {
        return (FILLED[this.side] || FILLED.unit)[0];
    }

    get leaves() {
        return this.rows.filter((row) => row.line);
    }

    get activeRow() {
        return this.byKey[this.active.key];
    }

    get visibleRows() {
        if (this.filter) {
            const shown = new Set();
            for (const row of this.rows.filter((one) => FILTERS[this.filter](one, this))) {
                for (let node = row; node; node = this.byKey[node.parent_id]) {
                    shown.add(node.key);
                }
            }
            return this.rows.filter(({ key }) => shown.has(key));
        }
        const hidden = new Set();
        return this.rows.filter((row) => {
            if (hidden.has(row.parent_id)) {
                hidden.add(row.key);
                return false;
            }
            if (this.folded[row.key]) {
                hidden.add(row.key);
            }
            return true;
        });
    }

    count(filter) {
        // followed by the revision alone: whoever counts does not follow every cell
        const store = toRaw(this);
        return this.revision && store.rows.filter((row) => FILTERS[filter](row, store)).length;
    }

    setFilter(filter) {
        this.filter = this.filter === filter ? "" : filter;
        const rows = this.visibleRows;
        if (rows.length && !rows.some(({ key }) => key === this.active.key)) {
            this.goTo((rows.find((row) => row.line) || rows[0]).key, this.inputColumn);
        }
    }

    toggle(row, isFolded = !this.folded[row.key]) {
        if (row.isBranch) {
            this.folded[row.key] = isFolded;
        }
    }

    foldAll(isFolded) {
        for (const row of this.rows) {
            this.toggle(row, isFolded);
        }
        if (isFolded && this.activeRow) {
            let top = this.activeRow;
            while (this.byKey[top.parent_id]) {
                top = this.byKey[top.parent_id];
            }
            this.goTo(top.key, "name");
        }
    }

    goTo(key, column = this.active.column) {
        this.editing = null;
        for (
            let node = this.byKey[this.byKey[key]?.parent_id];
            node;
            node = this.byKey[node.parent_id]
        ) {
            if (this.folded[node.key]) {
                this.folded[node.key] = false;
            }
        }
        this.active = { key, column };
    }

    moveRows(step, test = () => true) {
        const rows = this.visibleRows;
        const from = rows.findIndex(({ key }) => key === this.active.key);
        const direction = Math.sign(step);
        let target;
        let left = step;
        for (let index = from + direction; rows[index] && left; index += direction) {
            if (test(rows[index])) {
                target = rows[index];
                left -= direction;
            }
        }
        if (target) {
            this.goTo(target.key);
        }
        return Boolean(target);
    }

    moveColumns(step) {
        const index = this.columns.indexOf(this.active.column) + step;
        const column = this.columns[Math.max(0, Math.min(index, this.columns.length - 1))];
        this.goTo(this.active.key, column);
    }

    /** Go to the next cell that can be filled in; return false at the end of the sheet. */
    moveEditable(step) {
        const cells = this.visibleRows.flatMap((row) =>
            this.columns.map((column) => ({ key: row.key, column, row }))
        );
        const here = cells.findIndex(
            ({ key, column }) => key === this.active.key && column === this.active.column
        );
        const ahead =
            step > 0 ? cells.slice(here + 1) : cells.slice(0, Math.max(here, 0)).reverse();
        // the score's cell is another way into the result's
        const target = ahead.find(
            ({ row, column }) => column !== "score" && this.canEdit(row, column)
        );
        if (target) {
            this.goTo(target.key, target.column);
        }
        return Boolean(target);
    }

    /**
     * Go to the next criterion that is not finished, around the end to this one.
     *
     * @param {boolean} [isHereFirst] the user is not in the sheet yet: this one is as good as the next
     * @returns {boolean} false if all are finished
     */
    nextUnfinished(isHereFirst = false) {
        const here = this.rows.findIndex(({ key }) => key === this.active.key);
        const from = isHereFirst ? here - 1 : here;
        const around = [...this.rows.slice(from + 1), ...this.rows.slice(0, from + 1)];
        const target = around.find((row) => this.isToDo(row) && !this.isTyped(row));
        if (!target) {
            return false;
        }
        if (this.filter && !this.visibleRows.includes(target)) {
            this.filter = "";
        }
        const isScored = this.side === "unit" && target.line.is_scored;
        this.goTo(target.key, isScored ? "explanation" : this.inputColumn);
        return true;
    }

    /** Begin to type in the cell at hand; return whether that is allowed. */
    startEditing() {
        const isAllowed = Boolean(
            this.activeRow && this.canEdit(this.activeRow, this.active.column)
        );
        if (isAllowed) {
            this.editing = { ...this.active };
        }
        return isAllowed;
    }
}
