import { toRaw } from "@odoo/owl";
import { askedInputs } from "../rule_inputs/rule_inputs";

/** The cells of a row that the keyboard can reach, from left to right. */
export const COLUMNS = ["name", "result", "score", "evidence", "explanation", "council"];
export const EDITABLE = ["result", "explanation"];
const RETRY_DELAY = 4000;

/** The server did not answer: what was typed is sent again when it does. */
export class ConnectionLost extends Error {}

/** Somebody else has changed the same; says who and what, and which revision that is. */
export class Conflict extends Error {
    constructor(message, revision, theirs) {
        super(message);
        Object.assign(this, { revision, theirs });
    }
}

const isOwn = (row) => Boolean(row.line) && row.scored_by === "unit";

/** What the filters of the toolbar let through. */
export const FILTERS = {
    todo: (row) => isOwn(row) && !isFinished(row),
    no_evidence: (row) =>
        isOwn(row) &&
        !row.line.not_applicable &&
        ["none", "partial"].includes(row.line.evidence_status),
    needs_explanation: (row) => isOwn(row) && row.line.needs_explanation,
    changed: (row) => row.isChanged,
    differs: ({ line, earlier }) =>
        Boolean(line && earlier && earlier.score !== false) && line.self_score !== earlier.score,
    disagrees: ({ line }) =>
        Boolean(line?.council) &&
        line.council.score !== false &&
        line.council.score !== line.self_score,
};

export function isFinished({ line }) {
    return line.is_scored && !line.needs_explanation;
}

/**
 * What the score sheet knows: the rubric's tree, what was filled in, where the user is, and what is still to be sent.
 * Knows nothing of the screen; `reactive()` makes it one that components follow.
 *
 * @typedef {Object} Server
 * @property {() => Promise<Object>} open
 * @property {(lineIds: number[]) => Promise<Object>} rows
 * @property {(lineId: number, values: Object, revision: number) => Promise<Object>} save rejects with
 *   `ConnectionLost`, `Conflict` or an error whose message is for the user
 */
export class SheetStore {
    /**
     * @param {Server} server
     * @param {{ load: () => Object, save: (kept: Object) => void }} keeper where typed values outlive the page
     * @param {(callback: Function, delay: number) => any} [later]
     */
    constructor(server, keeper, later = setTimeout) {
        this.server = server;
        this.keeper = keeper;
        this.later = later;
        this.rows = [];
        this.byKey = {};
        this.documents = {};
        this.subtotals = {};
        this.totals = { score: 0, maximum: 0, percent: 0, scored: 0, leaves: 0 };
        this.folded = {};
        this.filter = "";
        this.active = { key: false, column: "name" };
        this.editing = null;
        this.isOnline = true;
        this.isEditable = false;
        this.isLoaded = false;
        this.hasSaved = false;
        this.revision = 0;
        this.digits = 2;
    }

    async open() {
        const sheet = await this.server.open();
        this.isEditable = sheet.is_editable;
        this.digits = sheet.digits;
        const branches = new Set(sheet.criteria.map((node) => node.parent_id));
        const lines = Object.fromEntries(sheet.lines.map((line) => [line.criterion_id, line]));
        const before = this.byKey;
        this.rows = sheet.criteria.map((node) => {
            const line = lines[node.id] || null;
            const typed = before[node.id];
            return {
                ...node,
                key: node.id,
                isBranch: branches.has(node.id),
                line,
                earlier: (line && sheet.earlier[line.id]) || null,
                isChanged: Boolean(line && sheet.changed_line_ids?.includes(line.id)),
                pending: typed?.pending || {},
                sending: typed?.sending || null,
                // what is still to be sent was typed before this was read
                revision: typed && this.isTyped(typed) ? typed.revision : sheet.revision,
                problem: typed?.problem || "",
                conflict: typed?.conflict || null,
                isStale: false,
            };
        });
        this.byKey = Object.fromEntries(this.rows.map((row) => [row.key, row]));
        this.knowsReturn = Boolean(sheet.changed_line_ids);
        this.takeSums(sheet);
        if (!this.isLoaded) {
            this.restore();
        }
        this.isLoaded = true;
        if (!this.byKey[this.active.key] && this.rows.length) {
            this.active = { key: (this.leaves[0] || this.rows[0]).key, column: "result" };
        }
    }

    get leaves() {
        return this.rows.filter((row) => row.line);
    }

    get activeRow() {
        return this.byKey[this.active.key];
    }

    byLine(lineId) {
        return this.rows.find((row) => row.line?.id === lineId);
    }

    get hasCouncil() {
        return this.rows.some((row) => row.line?.council);
    }

    get columns() {
        return this.hasCouncil ? COLUMNS : COLUMNS.slice(0, -1);
    }

    /** What a row says, with what was typed and not yet sent. */
    values(row) {
        return { ...row.line, ...row.sending, ...row.pending };
    }

    isTyped(row) {
        return Boolean(row.sending) || Object.keys(row.pending).length > 0;
    }

    /** The score as far as it is known here; undefined while only the server knows. */
    score(row) {
        if (!this.isTyped(row)) {
            return row.line.self_score;
        }
        const typed = { ...row.sending, ...row.pending };
        const values = this.values(row);
        if (values.not_applicable) {
            return false;
        }
        if (askedInputs(row)[0] === "option_id") {
            const option = row.options.find(({ id }) => id === values.option_id);
            return option ? option.score : false;
        }
        const isReckoned = "not_applicable" in typed || askedInputs(row).some((name) => name in typed);
        return isReckoned ? undefined : row.line.self_score;
    }

    canEdit(row, column) {
        return this.isEditable && EDITABLE.includes(column) && isOwn(row);
    }

    get visibleRows() {
        if (this.filter) {
            const shown = new Set();
            for (const row of this.rows.filter(FILTERS[this.filter])) {
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
        return this.revision && toRaw(this).rows.filter(FILTERS[filter]).length;
    }

    setFilter(filter) {
        this.filter = this.filter === filter ? "" : filter;
        const rows = this.visibleRows;
        if (rows.length && !rows.some(({ key }) => key === this.active.key)) {
            this.goTo((rows.find((row) => row.line) || rows[0]).key, "result");
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
        for (let node = this.byKey[this.byKey[key]?.parent_id]; node; node = this.byKey[node.parent_id]) {
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
        for (let index = from + direction; rows[index] && step; index += direction) {
            if (test(rows[index])) {
                target = rows[index];
                step -= direction;
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
            EDITABLE.map((column) => ({ key: row.key, column, row }))
        );
        const order = (cell) =>
            this.visibleRows.findIndex(({ key }) => key === cell.key) * COLUMNS.length +
            COLUMNS.indexOf(cell.column);
        const here = order(this.active);
        const candidates = cells.filter(({ row, column }) => this.canEdit(row, column));
        const target =
            step > 0
                ? candidates.find((cell) => order(cell) > here)
                : candidates.findLast((cell) => order(cell) < here);
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
        const target = around.find((row) => isOwn(row) && !this.isTyped(row) && !isFinished(row));
        if (!target) {
            return false;
        }
        if (this.filter && !this.visibleRows.includes(target)) {
            this.filter = "";
        }
        this.goTo(target.key, target.line.is_scored ? "explanation" : "result");
        return true;
    }

    startEditing(text = null) {
        if (this.activeRow && this.canEdit(this.activeRow, this.active.column)) {
            this.editing = { ...this.active, text };
        }
    }

    async stopEditing() {
        const row = this.editing && this.byKey[this.editing.key];
        this.editing = null;
        if (row?.isStale && !this.isTyped(row)) {
            await this.refresh([row.line.id]);
        }
    }

    /** Take what was typed in a row, and send it. */
    edit(row, values) {
        const current = this.values(row);
        const changed = Object.entries(values).filter(
            ([name, value]) => (current[name] ?? false) !== (value ?? false)
        );
        if (!changed.length) {
            return Promise.resolve();
        }
        for (const [name, value] of changed) {
            // documents come and go by commands, none of which may be lost
            row.pending[name] =
                name === "evidence_ids" ? [...(row.pending[name] || []), ...value] : value;
        }
        row.problem = "";
        this.keep();
        return this.flush();
    }

    /** Send what is to be sent, one row after the other; resolves when no more can be. */
    flush() {
        this.flushing ??= this.drain().finally(() => {
            this.flushing = null;
        });
        return this.flushing;
    }

    async drain() {
        for (;;) {
            const row = this.rows.find(
                (one) => Object.keys(one.pending).length && !one.problem && !one.conflict
            );
            if (!row || !(await this.send(row))) {
                return;
            }
        }
    }

    /** Send what was typed in one row; return whether the server could be reached. */
    async send(row) {
        row.sending = row.pending;
        row.pending = {};
        let answer;
        try {
            answer = await this.server.save(row.line.id, row.sending, row.revision);
        } catch (error) {
            const documents = [row.sending, row.pending].flatMap((one) => one.evidence_ids || []);
            row.pending = { ...row.sending, ...row.pending };
            if (documents.length) {
                row.pending.evidence_ids = documents;
            }
            row.sending = null;
            if (error instanceof ConnectionLost) {
                this.isOnline = false;
                this.later(() => this.flush(), RETRY_DELAY);
                return false;
            }
            if (error instanceof Conflict) {
                row.conflict = { message: error.message, revision: error.revision, theirs: error.theirs };
            } else {
                row.problem = error.message;
            }
            return true;
        }
        row.sending = null;
        this.isOnline = true;
        this.hasSaved = true;
        this.absorb(answer, row);
        this.keep();
        return true;
    }

    /** Save what was typed over the other's change, of which the user has been told. */
    keepMine(row) {
        row.revision = row.conflict.revision;
        row.conflict = null;
        return this.flush();
    }

    takeTheirs(row) {
        for (const name of Object.keys(row.conflict.theirs)) {
            delete row.pending[name];
        }
        row.revision = row.conflict.revision;
        row.conflict = null;
        this.keep();
        return Object.keys(row.pending).length ? this.flush() : this.refresh([row.line.id]);
    }

    /** Forget what was typed in a row and refused. */
    discard(row) {
        row.pending = {};
        row.problem = "";
        row.conflict = null;
        this.keep();
        return this.refresh([row.line.id]);
    }

    async refresh(lineIds) {
        this.absorb(await this.server.rows(lineIds));
    }

    /** Others have changed something: show it, except where the user is typing, who will be told when saving. */
    async onRemoteChange({ revision, line_ids: lineIds }) {
        if (revision > this.revision) {
            await this.refresh(lineIds);
        }
    }

    /** @param {Object} [saved] the row whose saving this answers */
    absorb(answer, saved) {
        for (const line of answer.lines) {
            const row = this.byKey[line.criterion_id];
            const isOpen = this.editing?.key === row.key || this.isTyped(row);
            if (saved !== row && isOpen) {
                row.isStale = true;
                continue;
            }
            Object.assign(row, { line, revision: answer.revision, isStale: false });
        }
        if (saved && this.knowsReturn) {
            saved.isChanged = true;
        }
        this.takeSums(answer);
    }

    takeSums({ documents, revision, subtotals, totals }) {
        for (const chip of documents) {
            this.documents[chip.id] = chip;
        }
        this.revision = Math.max(this.revision, revision);
        this.subtotals = subtotals;
        this.totals = totals;
    }

    keep() {
        this.keeper.save(
            Object.fromEntries(
                this.leaves
                    .filter((row) => this.isTyped(row))
                    .map((row) => [
                        row.line.id,
                        { values: { ...row.sending, ...row.pending }, revision: row.revision },
                    ])
            )
        );
    }

    restore() {
        for (const [lineId, { values, revision }] of Object.entries(this.keeper.load())) {
            const row = this.byLine(Number(lineId));
            if (row && this.isEditable) {
                row.pending = values;
                row.revision = Math.min(row.revision, revision);
            }
        }
        this.flush();
    }

    get unsent() {
        return this.leaves.filter((row) => this.isTyped(row));
    }

    /** @returns {"offline" | "problem" | "saving" | "saved" | "idle"} */
    get state() {
        const { unsent } = this;
        if (unsent.length && !this.isOnline) {
            return "offline";
        }
        if (unsent.some((row) => row.problem || row.conflict)) {
            return "problem";
        }
        return unsent.length ? "saving" : this.hasSaved ? "saved" : "idle";
    }
}
