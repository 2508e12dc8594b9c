import { markRaw, toRaw } from "@odoo/owl";
import { askedInputs } from "../rule_inputs/rule_inputs";
import { SheetHistory } from "./sheet_history";
import { FILLED, findColumns, findSide, isFinished, isGivenFigure, isOwn } from "./sheet_sides";
import { hasNoPoints, isScoredDirectly } from "./sheet_values";
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
/** as many as are sent in one request */
const TOGETHER = 500;

/** What a row holds besides what the server says of it, which outlives reading it anew. */
const makeRow = () => ({
    pending: {},
    drafts: {},
    sending: null,
    problem: "",
    conflict: null,
    notes: [],
    /** who of the unit has it, whose are its documents, and what was said of it within the unit */
    task: null,
    parts: [],
    mark: null,
    isMine: false,
    isPart: false,
    /** the one that is being written, whether it is on its way, and whether a card shows them */
    note: "",
    isSendingNote: false,
    showsNotes: false,
});

/**
 * What the server says of one thing, which is replaced and never changed: a row follows it as a whole. Followed in each
 * of its parts, a sheet of hundreds of rows costs seconds to draw.
 */
function asTold(told) {
    for (const value of Object.values(told)) {
        if (value && typeof value === "object") {
            markRaw(value);
        }
    }
    return markRaw(told);
}

/** The server did not answer: what was typed is sent again when it does. */
export class ConnectionLost extends Error {}

/** Nobody is signed in any more: what was typed is sent once somebody is. */
export class SignedOut extends Error {}

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
 *   filled in of its record; rejects with `ConnectionLost`, `SignedOut`, `Conflict` or an
 *   error whose message is for the user
 * @property {(side: string, rows: Object[]) => Promise<Object>} saveAll the same of several, each with its `id`, `values`
 *   and `revision`; what is refused comes as `refused`, by `id` and `error`
 */
export class SheetStore extends SheetView {
    /**
     * @param {Server} server
     * @param {import("./sheet_keeper").SheetKeeper} keeper where typed values outlive the page
     * @param {(callback: Function, delay: number) => any} [later]
     * @param {SheetHistory} [history] what was done before the sheet was opened
     */
    constructor(server, keeper, later = setTimeout, history = new SheetHistory()) {
        super();
        this.server = server;
        this.keeper = keeper;
        this.later = later;
        this.history = history;
        /** who returned the assessment, when and why; false where nobody has */
        this.returned = false;
        this.documents = {};
        this.subtotals = {};
        this.totals = { score: 0, maximum: 0, percent: 0, scored: 0, leaves: 0 };
        /** the sums of what the council decided, where the user may see them */
        this.council = false;
        this.isEditable = false;
        this.workflowState = "";
        this.isOnline = true;
        this.isSignedIn = true;
        /** when the whole sheet is there, which is being read */
        this.opening = null;
        this.isLoaded = false;
        this.hasSaved = false;
        this.digits = 2;
        /** how long each text may be, by what it is: a column of text, the council's question or reason */
        this.lengths = {};
        /** who writes notes here: the unit's people, where the user is one of them */
        this.people = [];
        this.notesAsked = 0;
        /** who of the unit does what here; false where the user is none of its people */
        this.team = false;
        this.teamAsked = 0;
        /** which lines were the user's when the team was last read */
        this.mineRead = null;
        /** the ids of the lines that the user fills in, a contributor; null for whoever fills in all or nothing */
        this.given = null;
        /** the rows whose notes wait until somebody is signed in */
        this.notesToSend = [];
        /** hands over what is being typed in a cell, before it is another side's turn */
        this.beforeTurn = () => {};
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
        this.given = sheet.given_line_ids ? new Set(sheet.given_line_ids) : null;
        const isTurn = this.turnTo(findSide(sheet));
        this.history.follow(this.side);
        this.returned = sheet.returned || false;
        this.allColumns = markRaw(findColumns(sheet, this.side));
        this.showColumns();
        this.digits = sheet.digits;
        this.lengths = sheet.lengths || {};
        const branches = new Set(sheet.criteria.map((node) => node.parent_id));
        const lines = Object.fromEntries(
            sheet.lines.map((line) => [line.criterion_id, asTold(line)])
        );
        const before = this.byKey;
        this.rows = sheet.criteria.map((node, place) => {
            const line = lines[node.id] || null;
            const typed = before[node.id];
            // the same row as before, which somebody may be typing in, or waiting for
            const row = typed || makeRow();
            return toRaw(
                Object.assign(row, {
                    ...asTold(node),
                    key: node.id,
                    place,
                    isBranch: branches.has(node.id),
                    line,
                    earlier: (line && sheet.earlier[line.id]) || null,
                    isChanged: Boolean(line && sheet.changed_line_ids?.includes(line.id)),
                    // what is still to be sent was typed before this was read
                    revision: typed && this.isTyped(typed) ? typed.revision : line?.revision || 0,
                    isStale: false,
                })
            );
        });
        this.byKey = Object.fromEntries(this.rows.map((row) => [row.key, row]));
        this.knowsReturn = Boolean(sheet.changed_line_ids);
        this.takeSums(sheet);
        if (!this.isLoaded) {
            this.restoreNotes();
        }
        this.isLoaded = true;
        if (isTurn) {
            this.restore();
        }
        if (!this.byKey[this.active.key] && this.rows.length) {
            this.active = { key: (this.leaves[0] || this.rows[0]).key, column: this.inputColumn };
        }
    }

    /** It is a side's turn; return whether it was not before. What another one typed stays kept until it is its own. */
    turnTo(side) {
        if (side === this.side) {
            return false;
        }
        this.beforeTurn();
        for (const row of this.leaves) {
            Object.assign(row, {
                pending: {},
                drafts: {},
                sending: null,
                problem: "",
                conflict: null,
            });
        }
        this.side = side;
        return true;
    }

    get editable() {
        return FILLED[this.side] || [];
    }

    /** The columns that may be hidden: neither the criteria themselves, nor what is filled in. */
    get optionalColumns() {
        return this.allColumns.filter((one) => one !== "name" && !this.editable.includes(one));
    }

    /** Show all columns but these. */
    hideColumns(hidden) {
        if (hidden.join() !== this.hidden.join()) {
            this.hidden = hidden;
            this.showColumns();
        }
    }

    showColumns() {
        const hidden = this.optionalColumns.filter((column) => this.hidden.includes(column));
        this.columns = markRaw(this.allColumns.filter((column) => !hidden.includes(column)));
        if (hidden.includes(this.active.column)) {
            this.goTo(this.active.key, this.columns.includes("result") ? "result" : "name");
        }
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

    /** A side's score as far as it is known here; undefined while only the server knows, false where there is none. */
    score(row, side = "unit") {
        if (hasNoPoints(row)) {
            return false;
        }
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
        const isComputed = [...asked, "not_applicable", "override_score"].some(
            (name) => name in typed
        );
        return isComputed ? undefined : known;
    }

    /** Whether the side whose turn it is may fill this row in. */
    isOpen(row) {
        const council = row.line?.council;
        return {
            unit: isOwn(row) && this.isGiven(row),
            council: Boolean(council?.is_editable),
            answer: Boolean(council?.is_answerable),
        }[this.side];
    }

    /** Whether a criterion is the user's to fill in, as far as that is a question of who has it. */
    isGiven(row) {
        return !this.given || this.given.has(row.line.id);
    }

    canEdit(row, column) {
        if (isGivenFigure(row) && this.side === "unit" && ["result", "score"].includes(column)) {
            return false;
        }
        const isFilled =
            this.editable.includes(column) ||
            (column === "score" && this.side === "unit" && isScoredDirectly(row));
        return isFilled && Boolean(this.isOpen(row));
    }

    /** Whether a column is one that is pasted into by the side whose turn it is. */
    canPaste(column) {
        return this.editable.includes(column) || (column === "score" && this.side === "unit");
    }

    /** Whether documents can be filed on a row: the unit's own, or with its answer to the council. */
    canAttach(row) {
        return this.side !== "council" && Boolean(this.isOpen(row) || this.hasPart(row));
    }

    /** Whether the user, a contributor, was given a single document of this criterion. */
    hasPart(row) {
        return this.workflowState === "draft" && Boolean(this.team && row.isPart);
    }

    /** Whether something is still to be done here, by whoever's turn it is. */
    isToDo(row) {
        if (this.side === "council") {
            return this.isOpen(row) && !row.line.council.is_decided;
        }
        if (this.side === "answer") {
            return this.isOpen(row) && !row.line.council.explanation;
        }
        return isOwn(row) && this.isGiven(row) && !isFinished(row);
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
        const commands = documentIds
            .filter((id) => !row.line.evidence_ids.includes(id))
            .map((id) => [LINK, id]);
        // what proves it already is no step that could be undone
        return commands.length ? this.edit(row, { evidence_ids: commands }) : Promise.resolve();
    }

    unlink(row, documentId) {
        return this.edit(row, { evidence_ids: [[UNLINK, documentId]] });
    }

    /** Take what was typed in a row, and send it. */
    edit(row, values) {
        return this.editAll([{ row, values }]);
    }

    /**
     * Take what was typed in several rows, and send it together; undone together, too.
     *
     * @param {{ row: Object, values: Object }[]} items
     */
    editAll(items) {
        const changes = items.map(({ row, values }) => this.take(row, values)).filter(Boolean);
        if (!changes.length) {
            return Promise.resolve();
        }
        this.history.push(changes);
        this.keep(items.map(({ row }) => row));
        return this.flush();
    }

    /** Take what a row is to say, to be sent; return what changes by it. */
    take(row, values) {
        const change = SheetHistory.describe(row.key, this.values(row, this.side), values);
        for (const [name, value] of Object.entries(change?.after || {})) {
            // documents come and go by commands, none of which may be lost
            row.pending[name] =
                name === "evidence_ids" ? [...(row.pending[name] || []), ...value] : value;
        }
        if (change) {
            row.problem = "";
        }
        return change;
    }

    /**
     * Take what was written past the sheet, so that it can be undone; return how many rows it was.
     *
     * @param {{ line_id: number, before: Object, after: Object }[]} changes
     */
    takeWritten(changes) {
        const known = changes
            .map(({ line_id: id, before, after }) => ({ key: this.byLine(id)?.key, before, after }))
            .filter(({ key }) => key);
        if (known.length && this.side === "unit") {
            this.history.push(known);
        }
        return known.length;
    }

    /** Undo what was done last, saved or not; return how many rows it was, and how many others have changed since. */
    undo(changes = this.history.last) {
        return this.replay(this.history.undo((key) => this.readOpen(key), changes));
    }

    redo() {
        return this.replay(this.history.redo((key) => this.readOpen(key)));
    }

    /** Read the notes of the unit's people, if the user is one of them. */
    openNotes() {
        return this.whileReached(async () => {
            this.people = await this.server.people();
            if (!this.people.length) {
                this.dropNotes();
            }
            await this.readNotes();
        });
    }

    /** Read them anew; those that were read stay where the server is out of reach. */
    readNotes() {
        return this.whileReached(async () => {
            if (!this.people.length) {
                return;
            }
            const number = ++this.notesAsked;
            const notes = await this.server.notes();
            // answers may come in another order
            if (number === this.notesAsked) {
                this.takeNotes(notes);
            }
        });
    }

    /** Read who of the unit does what, and what was checked; those that were read stay where the server is out of reach. */
    readTeam() {
        return this.whileReached(async () => {
            const number = ++this.teamAsked;
            const team = await this.server.team();
            // answers may come in another order
            if (number === this.teamAsked) {
                await this.takeTeam(team);
            }
        });
    }

    async takeTeam(team) {
        this.team = team;
        const byLine = new Map();
        const parts = new Map();
        for (const task of team ? team.tasks : []) {
            for (const id of task.line_ids) {
                if (task.requirement_id) {
                    parts.set(id, [...(parts.get(id) || []), task]);
                } else {
                    byLine.set(id, task);
                }
            }
        }
        const [mine, isPart] = [new Set(team ? team.mine : []), new Set(team ? team.parts : [])];
        for (const row of this.leaves) {
            const { id } = row.line;
            Object.assign(row, {
                task: byLine.get(id) || null,
                parts: parts.get(id) || [],
                mark: (team && team.marks[id]) || null,
                isMine: mine.has(id) || isPart.has(id),
                isPart: isPart.has(id),
            });
        }
        this.notesRead++;
        // something was given to a contributor, or taken back, while the sheet is open; what they may fill in is less
        // when the time is over
        const before = this.mineRead;
        this.mineRead = [...mine].join();
        const isOther = this.given && before !== null && before !== this.mineRead;
        if (isOther && this.workflowState === "draft") {
            await this.open();
        }
    }

    /** Do something about the team, show what has become of it, and return what the server said. */
    async changeTeam(work) {
        const answer = await work(this.server);
        await this.readTeam();
        return answer;
    }

    /** Give out what was given out last year; return how many parts. */
    takeOverTasks() {
        return this.changeTeam((server) => server.takeOverTasks());
    }

    async whileReached(work) {
        try {
            await work();
        } catch (error) {
            if (!(error instanceof ConnectionLost || error instanceof SignedOut)) {
                throw error;
            }
        }
    }

    takeNotes(notes) {
        for (const row of this.leaves) {
            const own = notes.filter(({ line_id: [id] }) => id === row.line.id);
            if (own.length || row.notes.length) {
                row.notes = own;
            }
        }
        this.notesRead++;
    }

    /** Forget those that are being written: the user is none of the unit's people any more. */
    dropNotes() {
        this.keeper.dropNotes();
        for (const row of this.leaves) {
            row.note = "";
        }
    }

    /** Keep a note that is being written. */
    writeNote(row, text) {
        row.note = text;
        this.keeper.saveNote(row.line.id, text);
    }

    /** Another page of the browser has gone on with a note, or has sent it: here it is the same, unless it differed. */
    followNote(change) {
        const told = this.keeper.readNoteChange(change);
        const row = told && this.byLine(told.lineId);
        if (row && row.note === told.before) {
            row.note = told.now;
        }
    }

    /** Send the note that is being written in a row, once, wherever it is asked for. */
    async sendNote(row) {
        const body = row.note.trim();
        if (!body || row.isSendingNote) {
            return;
        }
        row.isSendingNote = true;
        try {
            await this.server.addNote(row.line.id, body);
            // another may have been begun meanwhile
            if (row.note.trim() === body) {
                this.writeNote(row, "");
            }
        } catch (error) {
            if (!(error instanceof SignedOut)) {
                throw error;
            }
            this.isSignedIn = false;
            this.notesToSend.push(row);
            return;
        } finally {
            row.isSendingNote = false;
        }
        await this.readNotes();
    }

    async settleNote(id, isSettled) {
        await this.server.settleNote(id, isSettled);
        await this.readNotes();
    }

    /** What a row says, if it can be filled in; what waits there for the user's decision is not undone. */
    readOpen(key) {
        const row = this.byKey[key];
        return row?.line && this.isOpen(row) && !row.conflict ? this.values(row, this.side) : null;
    }

    replay(step) {
        if (!step) {
            return null;
        }
        for (const { key, values } of step.changes) {
            this.take(this.byKey[key], values);
        }
        if (step.changes.length) {
            this.goTo(step.changes[0].key);
            this.keep(step.changes.map(({ key }) => this.byKey[key]));
        }
        return { count: step.changes.length, skipped: step.skipped, saved: this.flush() };
    }

    /** Keep what was typed in a cell and is not understood, with the sentence that says why. */
    keepDraft(row, column, text, problem) {
        row.drafts = { ...row.drafts, [column]: { text, problem } };
        this.keep([row]);
    }

    dropDraft(row, column) {
        if (row.drafts[column]) {
            const { [column]: _dropped, ...others } = row.drafts;
            row.drafts = others;
            this.keep([row]);
        }
    }

    hasDrafts(row) {
        return Object.keys(row.drafts).length > 0;
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
            const rows = this.rows
                .filter((row) => Object.keys(row.pending).length && !row.problem && !row.conflict)
                .slice(0, TOGETHER);
            const isReached = await (rows.length > 1 ? this.sendAll(rows) : this.send(rows[0]));
            if (!isReached) {
                return;
            }
        }
    }

    /** Send what was typed in one row; return whether the server could be reached. */
    async send(row) {
        if (!row) {
            return false;
        }
        this.begin(row);
        let answer;
        try {
            answer = await this.server.save(
                this.side,
                this.record(row).id,
                row.sending,
                row.revision
            );
        } catch (error) {
            return this.fail([row], error);
        }
        this.succeed([row], answer);
        return true;
    }

    /** Send what was typed in several rows, in one request; return whether the server could be reached. */
    async sendAll(rows) {
        rows.forEach((row) => this.begin(row));
        const ids = new Map(rows.map((row) => [row, this.record(row).id]));
        let answer;
        try {
            answer = await this.server.saveAll(
                this.side,
                rows.map((row) => ({
                    id: ids.get(row),
                    values: row.sending,
                    revision: row.revision,
                }))
            );
        } catch (error) {
            return this.fail(rows, error);
        }
        const refused = new Map(answer.refused.map(({ id, error }) => [id, error]));
        const isRefused = (row) => refused.has(ids.get(row));
        const failed = rows.filter(isRefused);
        this.succeed(
            rows.filter((row) => !isRefused(row)),
            answer
        );
        for (const row of failed) {
            await this.fail([row], refused.get(ids.get(row)));
        }
        return true;
    }

    /** What the side whose turn it is writes in a row. */
    record(row) {
        return this.side === "unit" ? row.line : row.line.council;
    }

    begin(row) {
        row.sending = row.pending;
        row.pending = {};
    }

    succeed(rows, answer) {
        rows.forEach((row) => {
            row.sending = null;
        });
        this.isOnline = true;
        this.isSignedIn = true;
        this.hasSaved = true;
        this.absorb(answer, rows);
        this.keep(rows);
        this.followMarks(rows);
    }

    /** Of what was checked or handed back, see whether it still is as it was. */
    followMarks(rows) {
        if (rows.some(({ mark }) => mark?.is_current)) {
            this.readTeam();
        }
    }

    /** Keep what could not be sent; return whether the server could be reached. */
    async fail(rows, error) {
        for (const row of rows) {
            const documents = [row.sending, row.pending].flatMap((one) => one?.evidence_ids || []);
            row.pending = { ...row.sending, ...row.pending };
            if (documents.length) {
                row.pending.evidence_ids = documents;
            }
            row.sending = null;
        }
        if (error instanceof SignedOut) {
            this.isSignedIn = false;
            return false;
        }
        if (error instanceof ConnectionLost) {
            this.isOnline = false;
            this.later(() => this.flush(), RETRY_DELAY);
            return false;
        }
        // those that are another side's by now wait for its next turn
        for (const row of rows.filter((one) => this.isTyped(one))) {
            await this.refuse(row, error);
        }
        return true;
    }

    async refuse(row, error) {
        if (error instanceof Conflict && hasSame(error.theirs, row.pending)) {
            // a colleague, or this page before it was loaded anew, has written just that
            for (const name of Object.keys(error.theirs)) {
                delete row.pending[name];
            }
            row.revision = error.revision;
            this.isOnline = true;
            this.hasSaved = true;
            this.keep([row]);
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
        this.keep([row]);
        return Object.keys(row.pending).length ? this.flush() : this.refresh([row.line.id]);
    }

    /** Forget what was typed in a row and refused. */
    discard(row) {
        row.pending = {};
        row.drafts = {};
        row.problem = "";
        row.conflict = null;
        this.keep([row]);
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
            this.followMarks(lineIds.map((id) => this.byLine(id)).filter(Boolean));
        }
    }

    /** @param {Object[]} [saved] the rows whose saving this answers */
    absorb(answer, saved = []) {
        const savedKeys = new Set(saved.map(({ key }) => key));
        for (const line of answer.lines.map(asTold)) {
            const row = this.byKey[line.criterion_id];
            const isOpen = this.editing?.key === row.key || this.isTyped(row);
            if (!savedKeys.has(row.key) && isOpen) {
                row.isStale = true;
                continue;
            }
            Object.assign(row, { line, revision: line.revision, isStale: false });
        }
        if (this.knowsReturn) {
            for (const row of saved) {
                row.isChanged = true;
            }
        }
        this.takeSums(answer);
    }

    takeSums({ council, documents, revision, subtotals, totals }) {
        for (const chip of documents) {
            this.documents[chip.id] = asTold(chip);
        }
        this.revision = Math.max(this.revision, revision);
        this.subtotals = asTold(subtotals);
        this.totals = asTold(totals);
        this.council = council && asTold(council);
    }

    /** Let what is typed in these rows outlive the page, until it is saved or thrown away. */
    keep(rows) {
        for (const row of rows) {
            const isKept = this.isTyped(row) || this.hasDrafts(row);
            this.keeper.save(
                this.side,
                row.line.id,
                isKept && {
                    values: { ...row.sending, ...row.pending },
                    revision: row.revision,
                    ...(this.hasDrafts(row) ? { drafts: row.drafts } : {}),
                }
            );
        }
    }

    /** Take up what the side whose turn it is had typed; what it cannot fill in now stays kept. */
    restore() {
        const all = Object.entries(this.keeper.load(this.side));
        for (const [lineId, { values, revision, drafts }] of all) {
            const row = this.byLine(Number(lineId));
            if (row && this.isOpen(row)) {
                row.pending = values;
                row.drafts = drafts || {};
                row.revision = Math.min(row.revision, revision);
            }
        }
        this.flush();
    }

    restoreNotes() {
        for (const [lineId, note] of Object.entries(this.keeper.loadNotes())) {
            const row = this.byLine(Number(lineId));
            if (row) {
                Object.assign(row, { note, showsNotes: true });
            }
        }
    }

    get unsent() {
        return this.leaves.filter((row) => this.isTyped(row));
    }

    /** Somebody has signed in again: send what waited, and read what has changed meanwhile. */
    async resume() {
        this.isSignedIn = true;
        await this.flush();
        for (const row of this.isSignedIn ? this.notesToSend.splice(0) : []) {
            await this.sendNote(row);
        }
        if (this.isSignedIn) {
            await this.open();
            await this.readNotes();
            await this.readTeam();
        }
    }

    /** @returns {"signed_out" | "offline" | "problem" | "saving" | "saved" | "idle"} */
    get state() {
        const { unsent } = this;
        if (!this.isSignedIn) {
            return "signed_out";
        }
        if (unsent.length && !this.isOnline) {
            return "offline";
        }
        const isWaiting = (row) => row.problem || row.conflict;
        if (unsent.some(isWaiting) || this.leaves.some((row) => this.hasDrafts(row))) {
            return "problem";
        }
        return unsent.length ? "saving" : this.hasSaved ? "saved" : "idle";
    }
}
