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
        /** all columns that there are, and the names of those that are not to be seen */
        this.allColumns = [];
        this.hidden = [];
        this.folded = {};
        /** counts what is folded and unfolded */
        this.foldings = 0;
        this.filter = "";
        this.active = { key: false, column: "name" };
        /** the cell from which several are taken, up to the active one; null where that is the only one */
        this.anchor = null;
        this.editing = null;
        this.revision = 0;
        /** counts how often the notes were read */
        this.notesRead = 0;
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
        return this.visibleKeys.map((key) => this.byKey[key]);
    }

    /** The keys of the rows that are neither folded away nor left out by the filter, in their order. */
    get visibleKeys() {
        // followed by what hides rows alone: a sheet of hundreds is asked for them at every key
        const [filter] = [this.filter, this.foldings, this.revision, this.notesRead, this.rows];
        const store = toRaw(this);
        const shown = filter ? store.findFiltered(filter) : store.findUnfolded();
        return shown.map(({ key }) => key);
    }

    findFiltered(filter) {
        const shown = new Set();
        for (const row of this.rows.filter((one) => FILTERS[filter](one, this))) {
            for (let node = row; node; node = this.byKey[node.parent_id]) {
                shown.add(node.key);
            }
        }
        return this.rows.filter(({ key }) => shown.has(key));
    }

    findUnfolded() {
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
        // followed by what changes them alone: whoever counts does not follow every cell
        const store = toRaw(this);
        // each of them is asked for: what is not read is not followed
        const isKnown = [this.revision, this.notesRead].some(Boolean);
        return isKnown && store.rows.filter((row) => FILTERS[filter](row, store)).length;
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
            this.foldings++;
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

    /** @param {boolean} [isExtending] whether the cells between here and there are taken, too */
    goTo(key, column = this.active.column, isExtending = false) {
        this.editing = null;
        this.anchor = isExtending ? this.anchor || this.active : null;
        for (
            let node = this.byKey[this.byKey[key]?.parent_id];
            node;
            node = this.byKey[node.parent_id]
        ) {
            if (this.folded[node.key]) {
                this.folded[node.key] = false;
                this.foldings++;
            }
        }
        this.active = { key, column };
    }

    moveRows(step, test = () => true, isExtending = false) {
        const { byKey } = toRaw(this);
        const keys = this.visibleKeys;
        const from = keys.indexOf(this.active.key);
        const direction = Math.sign(step);
        let target;
        let left = step;
        for (let index = from + direction; index in keys && left; index += direction) {
            if (test(byKey[keys[index]])) {
                target = keys[index];
                left -= direction;
            }
        }
        if (target !== undefined) {
            this.goTo(target, this.active.column, isExtending);
        }
        return target !== undefined;
    }

    moveColumns(step, isExtending = false) {
        const index = this.columns.indexOf(this.active.column) + step;
        const column = this.columns[Math.max(0, Math.min(index, this.columns.length - 1))];
        this.goTo(this.active.key, column, isExtending);
    }

    /** Go to the next cell that can be filled in; return false at the end of the sheet. */
    moveEditable(step) {
        const { byKey, columns } = toRaw(this);
        const keys = this.visibleKeys;
        const { length } = columns;
        const cell = keys.indexOf(this.active.key) * length + columns.indexOf(this.active.column);
        const here = Math.max(cell, -1);
        for (let at = here + step; at >= 0 && at < keys.length * length; at += step) {
            const key = keys[Math.floor(at / length)];
            const column = columns[at % length];
            // the score's cell is another way into the result's
            if (column !== "score" && this.canEdit(byKey[key], column)) {
                this.goTo(key, column);
                return true;
            }
        }
        return false;
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

    /**
     * The cells that are taken: the one at hand, or all between it and where taking began.
     *
     * @returns {{ keys: any[], columns: string[] }}
     */
    get selection() {
        const { active, anchor } = this;
        const between = (all, one, other) => {
            const ends = [all.indexOf(one), all.indexOf(other)].sort((a, b) => a - b);
            return all.slice(Math.max(ends[0], 0), ends[1] + 1);
        };
        if (!anchor) {
            return { keys: [active.key], columns: [active.column] };
        }
        return {
            keys: between(this.visibleKeys, anchor.key, active.key),
            columns: between(toRaw(this).columns, anchor.column, active.column),
        };
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
