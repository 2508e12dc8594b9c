import { askedInputs } from "../rule_inputs/rule_inputs";
import { FILLED, findColumns, findSide, isFinished, isOwn } from "./sheet_sides";
import { SheetView } from "./sheet_view";

const INPUTS = [
    "option_id",
    "numerator",
    "denominator",
    "quantity",
    "manual_score",
    "not_applicable",
];
const OVERRIDE = ["override_score", "override_reason"];
const UNLINK = 3;
const LINK = 4;
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

const isEmpty = (value) => value === false || value === undefined || value === null;

/** Whether what somebody else wrote is what was typed here; records are told by their ids. */
const hasSame = (theirs, typed) =>
    Object.entries(theirs).every(([name, value]) => (value?.id ?? value) === typed[name]);

/**
 * What the score sheet knows: the rubric's tree, what was filled in, and what is still to be sent.
 * Knows nothing of the screen; `reactive()` makes it one that components follow.
 *
 * @typedef {Object} Server
 * @property {() => Promise<Object>} open
 * @property {(lineIds: number[]) => Promise<Object>} rows
 * @property {(side: string, id: number, values: Object, revision: number) => Promise<Object>} save what a side has
 *   filled in of its record; rejects with `ConnectionLost`, `Conflict` or an error whose message is for the user
 */
export class SheetStore extends SheetView {
    /**
     * @param {Server} server
     * @param {{ load: () => Object, save: (kept: Object) => void }} keeper where typed values outlive the page
     * @param {(callback: Function, delay: number) => any} [later]
     */
    constructor(server, keeper, later = setTimeout) {
        super();
        this.server = server;
        this.keeper = keeper;
        this.later = later;
        this.documents = {};
        this.subtotals = {};
        this.totals = { score: 0, maximum: 0, percent: 0, scored: 0, leaves: 0 };
        /** the sums of what the council decided, where the user may see them */
        this.council = false;
        this.isEditable = false;
        this.workflowState = "";
        this.isOnline = true;
        /** when the whole sheet is there, which is being read */
        this.opening = null;
        this.isLoaded = false;
        this.hasSaved = false;
        this.digits = 2;
        /** how long each text may be, by what it is: a column of text, the council's question or reason */
        this.lengths = {};
    }

    /** Read the sheet as a whole, at first and again. */
    open() {
        this.opening = this.readSheet();
        return this.opening;
    }

    async readSheet() {
        const sheet = await this.server.open();
        this.workflowState = sheet.state;
        this.isEditable = sheet.is_editable;
        this.side = findSide(sheet);
        this.columns = findColumns(sheet, this.side);
        this.digits = sheet.digits;
        this.lengths = sheet.lengths || {};
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
                revision: typed && this.isTyped(typed) ? typed.revision : line?.revision || 0,
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
            this.active = { key: (this.leaves[0] || this.rows[0]).key, column: this.inputColumn };
        }
    }

    get editable() {
        return FILLED[this.side] || [];
    }

    byLine(lineId) {
        return this.rows.find((row) => row.line?.id === lineId);
    }

    /** What the unit, or the council, says in a row, with what was typed and not yet sent. */
    values(row, side = "unit") {
        const record = side === "unit" ? row.line : row.line.council;
        return side === this.side ? { ...record, ...row.sending, ...row.pending } : record || {};
    }

    isTyped(row) {
        return Boolean(row.sending) || Object.keys(row.pending).length > 0;
    }

    /** A side's score as far as it is known here; undefined while only the server knows. */
    score(row, side = "unit") {
        const known = side === "unit" ? row.line.self_score : row.line.council.score;
        if (side !== this.side || !this.isTyped(row)) {
            return known;
        }
        const values = this.values(row, side);
        if (values.not_applicable) {
            return false;
        }
        if (!isEmpty(values.override_score)) {
            return values.override_score;
        }
        const asked = askedInputs(row);
        if (asked[0] === "option_id") {
            const option = row.options.find(({ id }) => id === values.option_id);
            return option ? option.score : false;
        }
        const typed = { ...row.sending, ...row.pending };
        const isReckoned = [...asked, "not_applicable", "override_score"].some(
            (name) => name in typed
        );
        return isReckoned ? undefined : known;
    }

    /** Whether the side whose turn it is may fill this row in. */
    isOpen(row) {
        const council = row.line?.council;
        return {
            unit: isOwn(row),
            council: Boolean(council?.is_editable),
            answer: Boolean(council?.is_answerable),
        }[this.side];
    }

    canEdit(row, column) {
        return this.editable.includes(column) && this.isOpen(row);
    }

    /** Whether documents can be filed on a row: the unit's own, or with its answer to the council. */
    canAttach(row) {
        return this.side !== "council" && Boolean(this.isOpen(row));
    }

    /** Whether something is still to be done here, by whoever's turn it is. */
    isToDo(row) {
        if (this.side === "council") {
            return this.isOpen(row) && !row.line.council.is_decided;
        }
        if (this.side === "answer") {
            return this.isOpen(row) && !row.line.council.explanation;
        }
        return isOwn(row) && !isFinished(row);
    }

    /** Whether the council can take the unit's figures over here. */
    canAgree(row) {
        return this.side === "council" && this.isOpen(row) && isOwn(row) && row.line.is_scored;
    }

    /** Decide as the unit did, whatever was decided before. */
    agree(row) {
        if (!this.canAgree(row)) {
            return Promise.resolve();
        }
        const values = Object.fromEntries(INPUTS.map((name) => [name, row.line[name]]));
        return this.edit(row, {
            ...values,
            ...Object.fromEntries(OVERRIDE.map((name) => [name, false])),
        });
    }

    /** Take a decision of the council back. */
    undecide(row) {
        return this.edit(
            row,
            Object.fromEntries([...INPUTS, ...OVERRIDE].map((name) => [name, false]))
        );
    }

    async stopEditing() {
        const row = this.editing && this.byKey[this.editing.key];
        this.editing = null;
        if (row?.isStale && !this.isTyped(row)) {
            await this.refresh([row.line.id]);
        }
    }

    /** Let a document prove this criterion, too. */
    link(row, ...documentIds) {
        const commands = documentIds.map((id) => [LINK, id]);
        return this.edit(row, { evidence_ids: commands });
    }

    unlink(row, documentId) {
        return this.edit(row, { evidence_ids: [[UNLINK, documentId]] });
    }

    /** Take what was typed in a row, and send it. */
    edit(row, values) {
        const current = this.values(row, this.side);
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
            const record = this.side === "unit" ? row.line : row.line.council;
            answer = await this.server.save(this.side, record.id, row.sending, row.revision);
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
            if (error instanceof Conflict && hasSame(error.theirs, row.pending)) {
                // a colleague, or this page before it was loaded anew, has written just that
                for (const name of Object.keys(error.theirs)) {
                    delete row.pending[name];
                }
                row.revision = error.revision;
                this.isOnline = true;
                this.hasSaved = true;
                this.keep();
                await this.refresh([row.line.id]);
            } else if (error instanceof Conflict) {
                row.conflict = {
                    message: error.message,
                    revision: error.revision,
                    theirs: error.theirs,
                };
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

    /**
     * Others have changed something: show it, except where the user is typing, who will be told when saving.
     *
     * Two who save different rows at once may both be told the same count of all changes, so each row is asked for
     * its own.
     */
    async onRemoteChange({ revision, line_ids: lineIds, line_revisions: told = {} }) {
        // what comes before the sheet does is perhaps in it already
        await Promise.allSettled([this.opening]);
        const unseen = lineIds.filter((id) => !(told[id] <= this.byLine(id)?.revision));
        if (this.isLoaded && (unseen.length || revision > this.revision)) {
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
            Object.assign(row, { line, revision: line.revision, isStale: false });
        }
        if (saved && this.knowsReturn) {
            saved.isChanged = true;
        }
        this.takeSums(answer);
    }

    takeSums({ council, documents, revision, subtotals, totals }) {
        for (const chip of documents) {
            this.documents[chip.id] = chip;
        }
        this.revision = Math.max(this.revision, revision);
        this.subtotals = subtotals;
        this.totals = totals;
        this.council = council;
    }

    keep() {
        this.keeper.save(
            Object.fromEntries(
                this.leaves
                    .filter((row) => this.isTyped(row))
                    .map((row) => [
                        row.line.id,
                        {
                            side: this.side,
                            values: { ...row.sending, ...row.pending },
                            revision: row.revision,
                        },
                    ])
            )
        );
    }

    restore() {
        for (const [lineId, { side, values, revision }] of Object.entries(this.keeper.load())) {
            const row = this.byLine(Number(lineId));
            // what a unit typed is nothing that the council decides
            if (row && side === this.side && this.isOpen(row)) {
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
