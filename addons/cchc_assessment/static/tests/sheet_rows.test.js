import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { browser } from "@web/core/browser/browser";
import { localization } from "@web/core/l10n/localization";
import { session } from "@web/session";
import { user } from "@web/core/user";
import { allowTranslations, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { formatNumber, formatScore } from "@cchc_assessment/number_field/number_field";
import { findCells } from "@cchc_assessment/score_sheet/sheet_find";
import {
    SheetSelection,
    writeHtml,
    writeTable,
} from "@cchc_assessment/score_sheet/sheet_selection";
import { readVersion } from "@cchc_assessment/score_sheet/cell_versions";
import { planGains } from "@cchc_assessment/score_sheet/what_if";
import { SheetClipboard, readClipboard } from "@cchc_assessment/score_sheet/sheet_clipboard";
import { SheetKeeper } from "@cchc_assessment/score_sheet/sheet_keeper";
import { forgetNotes } from "@cchc_assessment/score_sheet/sign_out";
import { FILTERS, findsOtherwise } from "@cchc_assessment/score_sheet/sheet_sides";
import { ConnectionLost, SheetStore, SignedOut } from "@cchc_assessment/score_sheet/sheet_store";

describe.current.tags("headless");

beforeEach(() => {
    allowTranslations();
    patchWithCleanup(localization, { decimalPoint: ",", thousandsSep: ".", grouping: [3, 0] });
});

const node = (id, parent, values = {}) => ({
    id,
    parent_id: parent,
    code: String(id),
    name: `Tiêu chí ${id}`,
    level: parent ? 2 : 1,
    max_score: 2,
    scored_by: "unit",
    rule_type: "manual",
    options: [],
    requirements: [],
    ...values,
});

const line = (id, values) => ({
    id: id * 10,
    criterion_id: id,
    option_id: false,
    numerator: false,
    denominator: false,
    quantity: false,
    manual_score: false,
    not_applicable: false,
    self_score: false,
    explanation: false,
    evidence_ids: [],
    council: null,
    revision: 5,
    ...values,
});

const OWN = { db: "d", userId: 2, assessmentId: 1 };

/** A domain with four criteria, the last of which has options, and one that the council scores. */
async function makeSheet() {
    const sent = [];
    const server = {
        team: async () => false,
        open: async () => ({
            is_editable: true,
            digits: 2,
            revision: 5,
            criteria: [
                node(1, false),
                node(2, 1),
                node(3, 1),
                node(4, 1),
                node(5, 1, {
                    rule_type: "choice",
                    options: [
                        { id: 51, name: "Kịp thời", score: 2 },
                        { id: 52, name: "Chậm", score: 0 },
                    ],
                }),
                node(6, 1, { scored_by: "council" }),
            ],
            lines: [
                line(2, { manual_score: 1.5, self_score: 1.5, explanation: 'Đã "xong"\nđủ' }),
                line(3, { manual_score: 1, self_score: 1 }),
                line(4, { evidence_ids: [7] }),
                line(5, {}),
                line(6, {}),
            ],
            earlier: {},
            changed_line_ids: null,
            documents: [{ id: 7, label: "15/BC-STN", title: "15/BC-STN: Báo cáo" }],
            subtotals: {},
            totals: {},
            council: false,
        }),
        save: (side, id, values) => sent.push({ id, values }) && new Promise(() => {}),
        saveAll: (side, rows) => sent.push(...rows) && new Promise(() => {}),
    };
    const keeper = new SheetKeeper(browser.localStorage, OWN);
    const store = new SheetStore(server, keeper, () => {});
    await store.open();
    const told = [];
    const clipboard = new SheetClipboard(
        store,
        {},
        () => {},
        (sentence) => told.push(String(sentence))
    );
    return { store, clipboard, sent, told, selection: new SheetSelection(store, clipboard) };
}

test("cells are taken from where taking began, and let go by going elsewhere", async () => {
    const { store, selection } = await makeSheet();
    store.goTo(2, "result");
    store.moveRows(1, undefined, true);
    store.moveColumns(1, true);
    expect(store.selection).toEqual({ keys: [2, 3], columns: ["result", "score"] });
    store.moveRows(-1, undefined, true);
    store.moveRows(-1, undefined, true);
    expect(store.selection.keys).toEqual([1, 2]);
    expect([...selection.cells.keys]).toEqual([1, 2]);
    store.moveRows(1);
    expect(selection.isSeveral).toBe(false);
    expect(store.selection).toEqual({ keys: [2], columns: ["score"] });
});

test("what is taken is copied as a table that is read back as it was", async () => {
    const { store, selection } = await makeSheet();
    store.goTo(2, "result");
    store.goTo(4, "explanation", true);
    const cells = selection.read();
    expect(cells[0]).toEqual(["1,5", "1,5", "", 'Đã "xong"\nđủ']);
    expect(cells[2]).toEqual(["", "", "15/BC-STN", ""]);
    expect(readClipboard(writeTable(cells))).toEqual(cells);
    expect(writeHtml([["<b>", "a\nb"]])).toBe(
        "<table><tr><td>&lt;b></td><td>a<br>b</td></tr></table>"
    );
});

test("a domain is copied with its sum, and counts for nothing in the total of what is taken", async () => {
    const { store, selection } = await makeSheet();
    store.subtotals = { 1: [2.5, 10] };
    store.goTo(1, "max");
    store.goTo(3, "score", true);
    expect(selection.read()[0]).toEqual(["2", "", "2,5"]);
    expect(selection.totals).toEqual({
        count: 2,
        sums: [
            { column: "max", sum: "4,00" },
            { column: "score", sum: "2,50" },
        ],
    });
});

test("scores are written with each of the period's decimals, as on paper", () => {
    for (const [value, decimals, text] of [
        [83.4, 2, "83,40"],
        [0.125, 2, "0,13"],
        [5, 1, "5,0"],
        [5, 0, "5"],
        [0, 2, "0,00"],
        [false, 2, ""],
    ]) {
        expect(formatScore(value, decimals)).toBe(text);
    }
    // what a rubric or a person says has no zeros at its end
    expect(formatNumber(83.4)).toBe("83,4");
    expect(formatNumber(83.456, { decimals: 2 })).toBe("83,46");
});

test("what the first cell says fills those below; a cell that does not take it is told", async () => {
    const { store, selection, sent } = await makeSheet();
    store.goTo(2, "result");
    store.goTo(6, "result", true);
    // neither the options of one, nor the council's
    expect(selection.fillDown()).toBe(2);
    expect(sent.map(({ id, values }) => [id, values.manual_score])).toEqual([
        [30, 1.5],
        [40, 1.5],
    ]);
    expect(store.history.canUndo).toBe(true);
});

test("a cell that is taken alone is filled with what stands above it", async () => {
    const { store, selection, sent } = await makeSheet();
    store.goTo(3, "explanation");
    expect(selection.fillDown()).toBe(0);
    expect(sent).toHaveLength(1);
    expect(sent[0].id).toBe(30);
    expect(store.values(store.byKey[3]).explanation).toBe('Đã "xong"\nđủ');
    // there is nothing above the first one
    store.goTo(2, "explanation");
    selection.fillDown();
    expect(store.values(store.byKey[2]).explanation).toBe('Đã "xong"\nđủ');
});

test("the cells that are taken are emptied together, and come back together", async () => {
    const { store, selection, told } = await makeSheet();
    store.goTo(2, "result");
    store.goTo(5, "explanation", true);
    selection.clear();
    expect(store.values(store.byKey[2]).manual_score).toBe(false);
    expect(store.values(store.byKey[2]).explanation).toBe(false);
    expect(store.values(store.byKey[3]).manual_score).toBe(false);
    expect(told).toHaveLength(1);
    store.undo();
    expect(store.values(store.byKey[2]).explanation).toBe('Đã "xong"\nđủ');
    expect(store.values(store.byKey[3]).manual_score).toBe(1);
});

test("words are found with their marks or without, in every column, in folded rows as well", async () => {
    const { store } = await makeSheet();
    const places = (text) => findCells(store, text).map(({ key, column }) => `${key} ${column}`);
    store.toggle(store.byKey[1]);
    expect(places("tieu chi 3")).toEqual(["3 name"]);
    expect(places("Tiêu chí 3")).toEqual(["3 name"]);
    expect(places("da xong")).toEqual([]);
    expect(places('DA "XONG"')).toEqual(["2 explanation"]);
    expect(places("đa")).toEqual([]);
    expect(places("15/bc")).toEqual(["4 evidence"]);
    expect(places("  ")).toEqual([]);
    store.hideColumns(["evidence"]);
    expect(places("15/bc")).toEqual([]);
});

test("columns are hidden, but for the criteria and what is filled in", async () => {
    const { store } = await makeSheet();
    store.goTo(3, "evidence");
    store.hideColumns(["name", "result", "evidence", "max"]);
    expect(store.columns).toEqual(["name", "result", "score", "explanation"]);
    expect(store.active).toEqual({ key: 3, column: "result" });
    store.hideColumns([]);
    expect(store.columns).toInclude("evidence");
});

const CLASSES = [
    { name: "Tốt", minimum_percent: 80 },
    { name: "Khá", minimum_percent: 50 },
    { name: "Yếu", minimum_percent: 0 },
];

test("the next class is told by the points that are still to be had, the largest first", async () => {
    const { store } = await makeSheet();
    store.totals = { score: 2.5, maximum: 10, percent: 25 };
    const plan = planGains(store, { classes: CLASSES, now: "Yếu" });
    expect([plan.now.name, plan.next.name, plan.missing]).toEqual(["Yếu", "Khá", 2.5]);
    expect(plan.gains.map(({ key, gain, isEnough }) => [key, gain, isEnough])).toEqual([
        [4, 2, true],
        [5, 2, true],
        [3, 1, false],
        [2, 0.5, false],
    ]);
    // what the council scores is nobody's to gain here
    expect(plan.openScores).toBe(2);
    // of alternatives the best counts alone: what one would bring is not promised
    const parent = store.byKey[store.byKey[4].parent_id];
    parent.counts_best = true;
    expect(
        planGains(store, { classes: CLASSES, now: "Yếu" }).gains.map(({ key }) => key)
    ).not.toInclude(4);
    parent.counts_best = false;
    store.totals = { score: 8, maximum: 10, percent: 80 };
    const best = planGains(store, { classes: CLASSES, now: "Tốt" });
    expect([best.now.name, best.next, best.missing]).toEqual(["Tốt", undefined, 0]);
    // a condition may hold it down, which the server knows
    const held = planGains(store, { classes: CLASSES, now: "Khá" });
    expect([held.now.name, held.next, held.missing]).toEqual(["Khá", undefined, 0]);
});

test("points relative to the best unit are nobody's to gain, and lost by nobody", async () => {
    const { store } = await makeSheet();
    store.totals = { score: 2.5, maximum: 10, percent: 25 };
    const row = store.byKey[4];
    Object.assign(row, { rule_type: "relative", band_basis: "percent" });
    const plan = planGains(store, { classes: CLASSES, now: "Yếu" });
    expect(plan.gains.map(({ key }) => key)).not.toInclude(4);
    expect(plan.openScores).toBe(4);
    Object.assign(row.line, { council: { is_decided: true, score: 1.5, is_different: false } });
    expect(FILTERS.disagrees(row)).toBe(false);
    row.line.council.is_different = true;
    expect(FILTERS.disagrees(row)).toBe(true);
});

test("a unit that sees no figures of the council is told whether it found otherwise", async () => {
    const { store } = await makeSheet();
    const row = store.byKey[4];
    Object.assign(row, { rule_type: "relative", band_basis: "percent" });
    Object.assign(row.line, { numerator: 80, denominator: 100, option_id: false });
    row.line.council = { is_decided: true, score: 1.5, is_different: false };
    expect(findsOtherwise(row, store)).toBe(false);
    row.line.council.is_different = true;
    expect(findsOtherwise(row, store)).toBe(true);
    const inputs = { option_id: false, numerator: 80, denominator: 100, not_applicable: false };
    row.line.council = { is_decided: true, score: 1.5, is_different: false, ...inputs };
    expect(findsOtherwise(row, store)).toBe(false);
    row.line.council.numerator = 78;
    expect(findsOtherwise(row, store)).toBe(true);
});

test("what the log holds is written again only where it says one thing", async () => {
    const { store } = await makeSheet();
    const read = (field, old_value) => readVersion(store.byKey[5], { field, old_value });
    expect(read("explanation", "Đã nộp")).toEqual({ explanation: "Đã nộp" });
    expect(read("explanation", false)).toEqual({ explanation: false });
    expect(read("option_id", "Chậm (0)")).toEqual({ option_id: 52 });
    expect(read("option_id", "Không còn (1)")).toBe(null);
    expect(read("numerator", "12.5")).toEqual({ numerator: 12.5 });
    expect(read("numerator", "mười hai")).toBe(null);
});

test("notes are found by the filter until they are settled, and outlive what is read anew", async () => {
    const { store } = await makeSheet();
    const note = { id: 1, line_id: [20, "2"], body: "Xem lại", is_settled: false };
    store.takeNotes([note]);
    expect(store.count("notes")).toBe(1);
    await store.open();
    expect(store.byKey[2].notes).toHaveLength(1);
    store.setFilter("notes");
    expect(store.visibleKeys).toEqual([1, 2]);
    store.takeNotes([{ ...note, is_settled: true }]);
    expect(store.count("notes")).toBe(0);
});

test("notes that cannot be read leave those that were", async () => {
    const { store } = await makeSheet();
    store.people = [{ id: 1, name: "Lan", isMe: true }];
    store.takeNotes([{ id: 1, line_id: [20, "2"], body: "Xem lại", is_settled: false }]);
    store.server.notes = () => Promise.reject(new ConnectionLost(""));
    await store.readNotes();
    expect(store.count("notes")).toBe(1);
});

test("a criterion is the same row however often the sheet is read, also while it is being sent", async () => {
    const { store } = await makeSheet();
    const { 2: row } = store.byKey;
    let answer;
    store.server.save = (side, id, values, revision) =>
        new Promise((resolve) => {
            const sums = { subtotals: {}, totals: {}, council: false };
            answer = () => resolve({ lines: [], documents: [], revision, ...sums });
        });
    const sent = store.edit(row, { explanation: "Đã làm" });
    await animationFrame();
    await store.open();
    expect(store.byKey[2]).toBe(row);
    expect(store.isTyped(row)).toBe(true);
    answer();
    await sent;
    expect(store.unsent).toHaveLength(0);
    expect(store.state).toBe("saved");
});

test("a note that is being written outlives the page", async () => {
    const { store } = await makeSheet();
    store.writeNote(store.byKey[2], "Xem lại");
    const { store: another } = await makeSheet();
    expect(another.byKey[2].note).toBe("Xem lại");
    expect(another.unsent).toHaveLength(0);
    // a colleague may write there meanwhile, and is not taken for a conflict
    expect(another.byKey[2].revision).toBe(5);
    store.server.addNote = async () => {};
    await store.sendNote(store.byKey[2]);
    expect(store.keeper.loadNotes()).toEqual({});
});

test("what is written while a note travels stays, also when the sheet is read anew", async () => {
    const { store } = await makeSheet();
    store.people = [{ id: 1, name: "Lan", isMe: true }];
    const answers = [];
    store.server.notes = () => new Promise((resolve) => answers.push(resolve));
    store.server.addNote = async () => {
        await store.open();
        store.byKey[2].note = "Còn nữa";
    };
    const row = store.byKey[2];
    row.note = "Xem lại";
    const sent = store.sendNote(row);
    await animationFrame();
    expect(store.byKey[2].note).toBe("Còn nữa");
    const later = store.readNotes();
    answers[1]([{ id: 2, line_id: [20, "2"], body: "Mới", is_settled: false }]);
    answers[0]([]);
    await Promise.all([sent, later]);
    expect(store.byKey[2].notes).toHaveLength(1);
});

test("a note that is on its way is sent no second time, whatever is drawn anew meanwhile", async () => {
    const { store } = await makeSheet();
    const { 2: row } = store.byKey;
    const answers = [];
    store.server.addNote = (...args) =>
        new Promise((resolve, reject) => answers.push({ args, resolve, reject }));
    row.note = " Xem lại ";
    const first = store.sendNote(row);
    await store.open();
    store.sendNote(store.byKey[2]);
    await animationFrame();
    expect(answers.map(({ args }) => args)).toEqual([[20, "Xem lại"]]);
    answers[0].reject(new Error("Refused."));
    await expect(first).rejects.toThrow("Refused.");
    // it stays where it is, and can be sent again
    expect(row.note).toBe(" Xem lại ");
    const second = store.sendNote(row);
    answers[1].resolve();
    await second;
    expect(row.note).toBe("");
    await store.sendNote(row);
    expect(answers).toHaveLength(2);
});

test("a note whose session has ended is kept, and goes once when somebody has signed in", async () => {
    const { store } = await makeSheet();
    const { 2: row } = store.byKey;
    const sent = [];
    let isOver = true;
    store.server.addNote = async (id, body) => {
        if (isOver) {
            throw new SignedOut("Session expired");
        }
        sent.push([id, body]);
    };
    store.writeNote(row, "Xem lại");
    await store.sendNote(row);
    expect([store.state, row.note, row.isSendingNote]).toEqual(["signed_out", "Xem lại", false]);
    // somebody else's session is over at once, too
    await store.resume();
    expect([store.state, row.note]).toEqual(["signed_out", "Xem lại"]);
    isOver = false;
    await store.resume();
    await store.resume();
    expect([store.state, row.note]).toEqual(["idle", ""]);
    expect(sent).toEqual([[20, "Xem lại"]]);
});

test("notes are kept beside each other, and beside what is typed, by every page of the browser", async () => {
    const [{ store: one }, { store: other }] = [await makeSheet(), await makeSheet()];
    one.writeNote(one.byKey[2], "một");
    other.edit(other.byKey[3], { explanation: "gõ" });
    other.writeNote(other.byKey[4], "hai");
    expect(one.keeper.loadNotes()).toEqual({ 20: "một", 40: "hai" });
    one.server.addNote = async () => {};
    await one.sendNote(one.byKey[2]);
    other.edit(other.byKey[5], { option_id: 51 });
    expect(other.keeper.loadNotes()).toEqual({ 40: "hai" });
});

test("a note that one page of the browser has sent is offered by no other; what differs there stays", async () => {
    const [{ store: one }, { store: other }] = [await makeSheet(), await makeSheet()];
    const { localStorage } = browser;
    const place = "cchc_note/d/2/1/20";
    /** Do something in one page, and let the browser tell the other. */
    const tell = async (action) => {
        const oldValue = localStorage.getItem(place);
        await action();
        const newValue = localStorage.getItem(place);
        other.followNote(new StorageEvent("storage", { key: place, oldValue, newValue }));
    };
    const { 2: row } = other.byKey;
    one.server.addNote = async () => {};
    await tell(() => one.writeNote(one.byKey[2], "Xem"));
    await tell(() => one.writeNote(one.byKey[2], "Xem lại"));
    expect(row.note).toBe("Xem lại");
    await tell(() => one.sendNote(one.byKey[2]));
    expect(row.note).toBe("");
    await tell(() => one.writeNote(one.byKey[2], "Còn nữa"));
    other.writeNote(row, "Còn nữa không");
    await tell(() => one.sendNote(one.byKey[2]));
    expect(row.note).toBe("Còn nữa không");
    expect(other.keeper.loadNotes()).toEqual({ 20: "Còn nữa không" });
    // nor is it what the other page has sent before it heard of this one
    const oldValue = JSON.stringify({ text: "Còn nữa", at: Date.now() });
    other.followNote(new StorageEvent("storage", { key: place, oldValue, newValue: null }));
    expect(row.note).toBe("Còn nữa không");
    // another sheet's are nothing to this one
    other.followNote(new StorageEvent("storage", { key: "cchc_note/d/2/11/20" }));
    other.followNote(new StorageEvent("storage"));
    expect(row.note).toBe("Còn nữa không");
});

test("a note that nobody sends is dropped after two weeks, whose ever it is, and never before", async () => {
    const { localStorage } = browser;
    const day = 24 * 60 * 60 * 1000;
    const keep = (place, days) =>
        localStorage.setItem(place, JSON.stringify({ text: "n", at: Date.now() - days * day }));
    keep("cchc_note/d/2/1/20", 13);
    keep("cchc_note/d/2/1/30", 15);
    keep("cchc_note/d/3/8/90", 15);
    keep("cchc_note/d/3/8/91", 1);
    // of a clock that was wrong
    keep("cchc_note/d/3/8/92", -15);
    localStorage.setItem("cchc_note/d/3/8/93", "?");
    keep("other", 15);
    const { store } = await makeSheet();
    expect(store.byKey[2].note).toBe("n");
    expect(store.byKey[3].note).toBe("");
    expect(Object.keys(localStorage).sort()).toEqual([
        "cchc_note/d/2/1/20",
        "cchc_note/d/3/8/91",
        "other",
    ]);
    store.writeNote(store.byKey[2], "now");
    expect(Date.now() - JSON.parse(localStorage.getItem("cchc_note/d/2/1/20")).at).toBeLessThan(
        day
    );
});

test("where the user is none of the unit's people any more their unsent notes are dropped", async () => {
    const { store } = await makeSheet();
    store.writeNote(store.byKey[2], "Xem lại");
    // out of reach it is not known
    store.server.people = () => Promise.reject(new ConnectionLost(""));
    await store.openNotes();
    expect(store.keeper.loadNotes()).toEqual({ 20: "Xem lại" });
    store.server.people = async () => [{ id: 2, name: "Lan", isMe: true }];
    store.server.notes = async () => [];
    await store.openNotes();
    expect(store.byKey[2].note).toBe("Xem lại");
    store.server.people = async () => [];
    await store.openNotes();
    expect(store.byKey[2].note).toBe("");
    expect(store.keeper.loadNotes()).toEqual({});
});

test("who signs out leaves no notes behind, but what others keep", () => {
    const { db } = session;
    const notes = [user.userId, `${user.userId}1`].map((id) => `cchc_note/${db}/${id}/1/20`);
    const typed = `cchc_sheet/${db}/${user.userId}/1/unit/20`;
    [...notes, typed].forEach((key) => browser.localStorage.setItem(key, "{}"));
    const steps = [];
    const signOut = () => steps.push(Object.keys(browser.localStorage).sort());
    const item = forgetNotes(() => ({ id: "logout", sequence: 70, callback: signOut }))({});
    expect([item.id, item.sequence]).toEqual(["logout", 70]);
    item.callback();
    expect(steps).toEqual([[notes[1], typed].sort()]);
});

test("a store of the browser that is full or closed is told of once, and stops nobody", async () => {
    const closed = () => {
        throw new Error("QuotaExceededError");
    };
    const full = {
        values: { "cchc_sheet/d/2/1/unit/20": '{"values":{"explanation":"đầu"},"revision":5}' },
        get length() {
            return Object.keys(this.values).length;
        },
        key(index) {
            return Object.keys(this.values)[index];
        },
        getItem(key) {
            return this.values[key] ?? null;
        },
        setItem: closed,
        removeItem(key) {
            delete this.values[key];
        },
    };
    const { store } = await makeSheet();
    const tell = () => expect.step("told");
    store.keeper = new SheetKeeper(full, OWN, tell);
    store.writeNote(store.byKey[2], "X");
    store.writeNote(store.byKey[2], "Xem");
    store.edit(store.byKey[3], { explanation: "gõ" });
    expect.verifySteps(["told"]);
    // this page still has it, also when another side's turn has come and gone
    expect(store.keeper.loadNotes()).toEqual({ 20: "Xem" });
    expect(store.keeper.load("unit")[30].values).toEqual({ explanation: "gõ" });
    store.keeper.save("unit", 20, null);
    store.keeper.saveNote(20, "");
    expect(full.length).toBe(0);
    expect(store.keeper.loadNotes()).toEqual({});
    const other = { length: 1, key: closed, getItem: closed, setItem: closed, removeItem: closed };
    const keeper = new SheetKeeper(other, OWN, tell);
    expect(keeper.load("unit")).toEqual({});
    keeper.saveNote(20, "n");
    keeper.saveNote(20, "");
    keeper.dropNotes();
    expect(keeper.loadNotes()).toEqual({});
    expect.verifySteps(["told"]);
});
