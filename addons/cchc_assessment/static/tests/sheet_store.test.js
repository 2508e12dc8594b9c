import { describe, expect, test } from "@odoo/hoot";
import { tick } from "@odoo/hoot-dom";
import { browser } from "@web/core/browser/browser";
import { SheetKeeper } from "@cchc_assessment/score_sheet/sheet_keeper";
import {
    Conflict,
    ConnectionLost,
    SheetStore,
    SignedOut,
} from "@cchc_assessment/score_sheet/sheet_store";

describe.current.tags("headless");

const node = (id, parent, values = {}) => ({
    id,
    parent_id: parent,
    code: String(id),
    name: `Criterion ${id}`,
    level: parent ? 2 : 1,
    max_score: 2,
    scored_by: "unit",
    rule_type: "manual",
    options: [],
    requirements: [],
    ...values,
});

const line = (criterion, values = {}) => ({
    id: criterion * 10,
    criterion_id: criterion,
    option_id: false,
    numerator: false,
    denominator: false,
    quantity: false,
    manual_score: false,
    not_applicable: false,
    self_score: false,
    is_scored: false,
    explanation: false,
    evidence_status: "none",
    needs_explanation: false,
    evidence_ids: [],
    council: null,
    revision: 5,
    ...values,
});

const SUMS = {
    documents: [],
    subtotals: {},
    totals: { score: 0, scored: 0, leaves: 3 },
    council: false,
};

/** What a member of the council sees of a criterion that is open to them. */
const decision = (criterion, values = {}) => ({
    ...line(criterion),
    id: criterion * 10 + 1,
    score: false,
    computed_score: false,
    override_score: false,
    override_reason: false,
    is_decided: false,
    remark: false,
    request: false,
    is_editable: true,
    is_reopenable: false,
    is_answerable: false,
    ...values,
});

/** The sheet in the appraisal: the unit has scored, the council decides. */
const makeAppraisal = ({ lines = {}, ...others } = {}) =>
    makeSheet({
        lines: {
            2: {
                manual_score: 1,
                self_score: 1,
                is_scored: true,
                council: decision(2),
                ...lines[2],
            },
            3: { option_id: 31, self_score: 2, is_scored: true, council: decision(3), ...lines[3] },
            5: { council: decision(5), ...lines[5] },
        },
        ...others,
        sheet: { is_editable: false, council: { subtotals: {}, totals: {} }, ...others.sheet },
    });

const OWN = { db: "d", userId: 2, assessmentId: 1 };

/** What the browser keeps of what was typed, by side and line. */
const readKept = () =>
    Object.fromEntries(
        Object.keys(browser.localStorage)
            .filter((key) => key.startsWith("cchc_sheet/d/2/1/"))
            .map((key) => [
                key.slice("cchc_sheet/d/2/1/".length),
                JSON.parse(browser.localStorage.getItem(key)),
            ])
    );

/** A sheet of two domains, the second with one criterion, and a server that answers what the test says. */
async function makeSheet({ lines = {}, sheet = {} } = {}) {
    const requests = [];
    const server = {
        team: async () => false,
        open: async () => ({
            is_editable: true,
            digits: 2,
            revision: 5,
            criteria: [
                node(1, false),
                node(2, 1),
                node(3, 1, {
                    rule_type: "choice",
                    options: [
                        { id: 31, name: "Yes", score: 2 },
                        { id: 32, name: "No", score: 0 },
                    ],
                }),
                node(4, false),
                node(5, 4, { scored_by: "council" }),
            ],
            lines: [2, 3, 5].map((id) => line(id, lines[id])),
            earlier: {},
            changed_line_ids: null,
            ...SUMS,
            ...sheet,
        }),
        rows: async (ids) => {
            const { revision } = server.answer;
            const remote = server.remote(ids).map((one) => ({ ...one, revision }));
            return { ...SUMS, revision, lines: remote };
        },
        saveAll: (side, rows) =>
            new Promise((resolve, reject) => {
                requests.push({
                    side,
                    rows,
                    reject,
                    answer: (refused = []) =>
                        resolve({
                            ...SUMS,
                            revision: 9,
                            refused,
                            lines: rows
                                .filter(({ id }) => !refused.some((one) => one.id === id))
                                .map(({ id, values }) => line(Math.floor(id / 10), values)),
                        }),
                });
            }),
        save: (side, id, values, revision) =>
            new Promise((resolve, reject) => {
                requests.push({
                    side,
                    id,
                    values,
                    revision,
                    reject,
                    answer: (newRevision = revision + 1, more = {}) =>
                        resolve({
                            ...SUMS,
                            revision: newRevision,
                            lines: [
                                line(Math.floor(id / 10), {
                                    revision: newRevision,
                                    ...values,
                                    ...more,
                                }),
                            ],
                        }),
                });
            }),
    };
    const retries = [];
    const store = new SheetStore(server, new SheetKeeper(browser.localStorage, OWN), (callback) =>
        retries.push(callback)
    );
    await store.open();
    return { store, server, requests, retries };
}

test("folding a domain hides what stands under it, and going there unfolds it", async () => {
    const { store } = await makeSheet();
    store.toggle(store.byKey[1]);
    expect(store.visibleRows.map(({ key }) => key)).toEqual([1, 4, 5]);
    store.goTo(3, "result");
    expect(store.visibleRows.map(({ key }) => key)).toEqual([1, 2, 3, 4, 5]);
});

test("a filter shows what it lets through, below its domain", async () => {
    const { store } = await makeSheet({ lines: { 2: { is_scored: true, self_score: 1 } } });
    expect(store.count("todo")).toBe(1);
    store.setFilter("todo");
    expect(store.visibleRows.map(({ key }) => key)).toEqual([1, 3]);
    expect(store.active.key).toBe(3);
    store.setFilter("todo");
    expect(store.visibleRows).toHaveLength(5);
});

test("each filter knows its rows", async () => {
    const { store } = await makeSheet({
        lines: {
            2: { is_scored: true, self_score: 1, needs_explanation: true },
            3: {
                evidence_status: "complete",
                self_score: 2,
                council: { score: 1, is_decided: true, request: "Why?" },
            },
        },
        sheet: { changed_line_ids: [30], earlier: { 20: { score: 2 }, 30: { score: 2 } } },
    });
    const shown = (filter) => {
        store.setFilter(filter);
        return store.visibleRows.filter((row) => row.line).map(({ key }) => key);
    };
    expect(shown("no_evidence")).toEqual([2]);
    expect(shown("needs_explanation")).toEqual([2]);
    expect(shown("changed")).toEqual([3]);
    expect(shown("differs")).toEqual([2]);
    expect(shown("disagrees")).toEqual([3]);
    expect(shown("asked")).toEqual([3]);
});

test("what is not met is looked at as lost points are, and where the council finds otherwise", async () => {
    const options = [
        { id: 31, name: "Yes", score: false },
        { id: 32, name: "No", score: false },
    ];
    const filled = { is_scored: true, self_score: 0, evidence_status: "complete" };
    const shown = async (filter, option, isDifferent) => {
        const { store } = await makeSheet({
            sheet: {
                criteria: [
                    node(1, false),
                    node(2, 1),
                    node(3, 1, { rule_type: "met", max_score: false, options }),
                    node(4, false),
                    node(5, 4, { scored_by: "council" }),
                ],
            },
            lines: {
                3: {
                    ...filled,
                    option_id: option,
                    council: { score: 0, is_decided: true, is_different: isDifferent },
                },
            },
        });
        store.setFilter(filter);
        return store.visibleRows.some(({ key }) => key === 3);
    };
    expect(await shown("attention", 32, false)).toBe(true);
    expect(await shown("attention", 31, false)).toBe(false);
    expect(await shown("disagrees", 31, true)).toBe(true);
    expect(await shown("disagrees", 31, false)).toBe(false);
});

test("the next unfinished criterion is found around the end, the council's passed over", async () => {
    const { store } = await makeSheet({ lines: { 3: { is_scored: true } } });
    store.goTo(3, "result");
    expect(store.nextUnfinished()).toBe(true);
    expect(store.active).toEqual({ key: 2, column: "result" });
    expect(store.nextUnfinished(true)).toBe(true);
    expect(store.active.key).toBe(2);
    Object.assign(store.byKey[2].line, { is_scored: true });
    expect(store.nextUnfinished()).toBe(false);
});

test("Tab goes from one cell that can be filled in to the next, and says when there is none", async () => {
    const { store } = await makeSheet();
    store.goTo(2, "result");
    const places = [];
    while (store.moveEditable(1)) {
        places.push(`${store.active.key} ${store.active.column}`);
    }
    expect(places).toEqual(["2 explanation", "3 result", "3 explanation"]);
});

test("what is typed is sent row by row, with the revision that was read", async () => {
    const { store, requests } = await makeSheet();
    store.edit(store.byKey[2], { manual_score: 1 });
    store.edit(store.byKey[3], { option_id: 31 });
    expect(store.state).toBe("saving");
    expect(requests.map(({ id }) => id)).toEqual([20]);
    expect(requests[0].revision).toBe(5);
    requests[0].answer(6, { self_score: 1, is_scored: true });
    await tick();
    expect(requests.map(({ id }) => id)).toEqual([20, 30]);
    expect(store.byKey[2].line.self_score).toBe(1);
    requests[1].answer(7);
    await tick();
    expect(store.state).toBe("saved");
});

test("the score of an option shows at once, any other when the server has computed it", async () => {
    const { store } = await makeSheet();
    store.edit(store.byKey[3], { option_id: 31 });
    store.edit(store.byKey[2], { manual_score: 1 });
    expect(store.score(store.byKey[3])).toBe(2);
    expect(store.score(store.byKey[2])).toBe(undefined);
});

test("nothing is sent that has not changed, and zero is a change", async () => {
    const { store, requests } = await makeSheet();
    await store.edit(store.byKey[2], { manual_score: false, not_applicable: false });
    expect(requests).toHaveLength(0);
    store.edit(store.byKey[2], { manual_score: 0 });
    expect(requests[0].values).toEqual({ manual_score: 0 });
});

test("what is typed while a row is being saved is sent after it", async () => {
    const { store, requests } = await makeSheet();
    const row = store.byKey[2];
    store.edit(row, { manual_score: 1 });
    store.edit(row, { explanation: "why" });
    requests[0].answer(6);
    await tick();
    expect(store.values(row).explanation).toBe("why");
    expect(requests[1].values).toEqual({ explanation: "why" });
    expect(requests[1].revision).toBe(6);
});

test("without a connection it is kept, and sent when there is one again", async () => {
    const { store, requests, retries } = await makeSheet();
    store.edit(store.byKey[2], { manual_score: 1 });
    requests[0].reject(new ConnectionLost());
    await tick();
    expect(store.state).toBe("offline");
    expect(store.values(store.byKey[2]).manual_score).toBe(1);
    expect(readKept()).toEqual({ "unit/20": { values: { manual_score: 1 }, revision: 5 } });
    retries[0]();
    requests[1].answer();
    await tick();
    expect(store.state).toBe("saved");
    expect(readKept()).toEqual({});
});

test("what the page before could not send is sent by the next one, as old as it is", async () => {
    new SheetKeeper(browser.localStorage, OWN).save("unit", 20, {
        values: { explanation: "kept" },
        revision: 3,
    });
    const { store, requests } = await makeSheet();
    expect(store.values(store.byKey[2]).explanation).toBe("kept");
    expect(requests[0].revision).toBe(3);
});

test("a refusal stays at its row with what was typed, and stops no other", async () => {
    const { store, requests } = await makeSheet();
    store.edit(store.byKey[2], { manual_score: 9 });
    store.edit(store.byKey[3], { option_id: 32 });
    requests[0].reject(new Error("At most 2."));
    await tick();
    expect(store.byKey[2].problem).toBe("At most 2.");
    expect(store.values(store.byKey[2]).manual_score).toBe(9);
    expect(requests[1].id).toBe(30);
    requests[1].answer();
    await tick();
    expect(store.state).toBe("problem");
    store.edit(store.byKey[2], { manual_score: 2 });
    expect(requests[2].values).toEqual({ manual_score: 2 });
});

test("in a conflict the user decides: theirs, or one's own over theirs", async () => {
    const { store, server, requests } = await makeSheet();
    const row = store.byKey[2];
    server.remote = () => [line(2, { explanation: "theirs" })];
    server.answer = { revision: 9 };
    for (const decide of ["keepMine", "takeTheirs"]) {
        store.edit(row, { explanation: `mine ${decide}` });
        requests.at(-1).reject(new Conflict("Changed.", 8, { explanation: "theirs" }));
        await tick();
        expect(row.conflict.message).toBe("Changed.");
        expect(store.values(row).explanation).toBe(`mine ${decide}`);
        store[decide](row);
        await tick();
        if (decide === "keepMine") {
            expect(requests.at(-1).revision).toBe(8);
            requests.at(-1).answer(9);
            await tick();
        }
    }
    expect(store.values(row).explanation).toBe("theirs");
});

test("where somebody else has written the same there is nothing to decide", async () => {
    const { store, server, requests } = await makeSheet();
    server.remote = () => [line(3, { option_id: 31 })];
    server.answer = { revision: 8 };
    store.edit(store.byKey[3], { option_id: 31 });
    requests[0].reject(new Conflict("Changed.", 8, { option_id: { id: 31, display_name: "Yes" } }));
    await tick();
    expect(store.state).toBe("saved");
    expect(store.byKey[3].line.option_id).toBe(31);
    expect(readKept()).toEqual({});
});

test("another's change appears, but not under what is being typed", async () => {
    const { store, server, requests } = await makeSheet();
    server.remote = (ids) => ids.map((id) => line(id / 10, { explanation: "theirs" }));
    server.answer = { revision: 7 };
    store.goTo(2, "explanation");
    store.startEditing();
    await store.onRemoteChange({ revision: 7, line_ids: [20, 30] });
    expect(store.byKey[3].line.explanation).toBe("theirs");
    expect(store.byKey[2].line.explanation).toBe(false);
    store.edit(store.byKey[2], { explanation: "mine" });
    // as read before the other's change: the server will see the conflict
    expect(requests[0].revision).toBe(5);
});

test("two who save different rows at once may be told the same count: both changes appear", async () => {
    const { store, server } = await makeSheet();
    server.remote = (ids) => ids.map((id) => line(id / 10, { explanation: "theirs" }));
    server.answer = { revision: 6 };
    for (const id of [20, 30]) {
        await store.onRemoteChange({ revision: 6, line_ids: [id], line_revisions: { [id]: 6 } });
    }
    expect(store.byKey[2].line.explanation).toBe("theirs");
    expect(store.byKey[3].line.explanation).toBe("theirs");
    // what is known already is not read again
    server.remote = () => {
        throw new Error("read again");
    };
    await store.onRemoteChange({ revision: 6, line_ids: [30], line_revisions: { 30: 6 } });
});

test("another's change that arrives before the sheet does is shown in it", async () => {
    const { server } = await makeSheet();
    server.remote = (ids) => ids.map((id) => line(id / 10, { explanation: "theirs" }));
    server.answer = { revision: 7 };
    const store = new SheetStore(server, new SheetKeeper(browser.localStorage, OWN));
    const sheet = server.open();
    let arrive;
    server.open = () => new Promise((resolve) => (arrive = resolve));
    const opened = store.open();
    const changed = store.onRemoteChange({ revision: 7, line_ids: [20] });
    await tick();
    expect(store.rows).toHaveLength(0);
    arrive(sheet);
    await Promise.all([opened, changed]);
    expect(store.byKey[2].line.explanation).toBe("theirs");
    expect(store.revision).toBe(7);
});

test("leaving a cell unchanged shows what another wrote meanwhile", async () => {
    const { store, server } = await makeSheet();
    server.remote = (ids) => ids.map((id) => line(id / 10, { explanation: "theirs" }));
    server.answer = { revision: 7 };
    store.goTo(2, "explanation");
    store.startEditing();
    await store.onRemoteChange({ revision: 7, line_ids: [20] });
    await store.stopEditing();
    expect(store.byKey[2].line.explanation).toBe("theirs");
});

test("a sheet that is closed is not typed in", async () => {
    const { store } = await makeSheet({ sheet: { is_editable: false } });
    store.goTo(2, "result");
    store.startEditing();
    expect(store.editing).toBe(null);
});

test("in the appraisal the council's columns are filled in, and the unit's are not", async () => {
    const { store, requests } = await makeAppraisal();
    const row = store.byKey[2];
    expect(store.columns.slice(-3)).toEqual(["council_result", "council_score", "remark"]);
    expect(store.active).toEqual({ key: 2, column: "council_result" });
    expect(
        ["result", "explanation", "council_result", "remark"].map((one) => store.canEdit(row, one))
    ).toEqual([false, false, true, true]);
    store.edit(row, { manual_score: 2 });
    expect(store.values(row).manual_score).toBe(1);
    expect(store.values(row, "council").manual_score).toBe(2);
    expect([requests[0].side, requests[0].id]).toEqual(["council", 21]);
});

test("agreeing takes the unit's figures over, where the unit scored and the criterion is open", async () => {
    const { store, requests } = await makeAppraisal({
        lines: { 3: { council: decision(3, { is_editable: false }) } },
    });
    for (const key of [2, 3, 5]) {
        store.agree(store.byKey[key]);
    }
    expect(requests.map(({ id, values }) => [id, values])).toEqual([[21, { manual_score: 1 }]]);
    expect(store.unsent.map(({ key }) => key)).toEqual([2]);
});

test("agreeing after another decision takes that one's own score back", async () => {
    const { store, requests } = await makeAppraisal({
        lines: {
            3: {
                council: decision(3, {
                    option_id: 32,
                    override_score: 1,
                    override_reason: "Half",
                    is_decided: true,
                }),
            },
        },
    });
    store.agree(store.byKey[3]);
    expect(requests[0].values).toEqual({
        option_id: 31,
        override_score: false,
        override_reason: false,
    });
    expect(store.score(store.byKey[3], "council")).toBe(2);
    expect(store.score(store.byKey[3])).toBe(2);
});

test("what is left to do for the council is what is open and not decided, its own criteria too", async () => {
    const { store } = await makeAppraisal({
        lines: {
            2: { council: decision(2, { is_decided: true, score: 1 }) },
            3: { council: decision(3, { is_editable: false }) },
        },
    });
    expect(store.count("todo")).toBe(1);
    expect(store.nextUnfinished()).toBe(true);
    expect(store.active).toEqual({ key: 5, column: "council_result" });
});

test("a unit that is asked answers there, and nothing else", async () => {
    const asked = { id: 21, request: "Why?", explanation: false, is_answerable: true };
    const { store, requests } = await makeSheet({
        lines: { 2: { council: asked } },
        sheet: { is_editable: false },
    });
    expect(store.columns.at(-1)).toBe("question");
    expect(
        store.rows.filter((row) => store.canEdit(row, "question")).map(({ key }) => key)
    ).toEqual([2]);
    expect(store.canEdit(store.byKey[2], "explanation")).toBe(false);
    expect(store.rows.filter((row) => store.canAttach(row)).map(({ key }) => key)).toEqual([2]);
    store.edit(store.byKey[2], { explanation: "Because" });
    expect([requests[0].side, requests[0].id]).toEqual(["answer", 21]);
});

test("what was typed for the unit is not sent as the council's", async () => {
    const kept = { values: { manual_score: 0 }, revision: 3 };
    new SheetKeeper(browser.localStorage, OWN).save("unit", 20, kept);
    const { store, requests } = await makeAppraisal();
    expect(requests).toHaveLength(0);
    expect(store.values(store.byKey[2], "council").manual_score).toBe(false);
    // nor is it lost by what the council writes there
    store.edit(store.byKey[2], { manual_score: 2 });
    expect(readKept()["unit/20"]).toEqual(kept);
    requests[0].answer(9);
    await tick();
    expect(readKept()).toEqual({ "unit/20": kept });
});

test("several rows are sent in one request, and one that is refused stops no other", async () => {
    const { store, requests } = await makeSheet();
    const [first, second] = [store.byKey[2], store.byKey[3]];
    store.editAll([
        { row: first, values: { manual_score: 1 } },
        { row: second, values: { option_id: 31 } },
    ]);
    expect(requests).toHaveLength(1);
    expect(requests[0].rows).toEqual([
        { id: 20, values: { manual_score: 1 }, revision: 5 },
        { id: 30, values: { option_id: 31 }, revision: 5 },
    ]);
    const theirs = { manual_score: 2 };
    requests[0].answer([{ id: 20, error: new Conflict("Changed.", 8, theirs) }]);
    await tick();
    expect(requests).toHaveLength(1);
    expect(first.conflict.message).toBe("Changed.");
    expect(store.values(first).manual_score).toBe(1);
    expect(second.line.option_id).toBe(31);
    expect(Object.keys(readKept())).toEqual(["unit/20"]);
});

test("several rows that could not be sent are sent together later", async () => {
    const { store, requests, retries } = await makeSheet();
    store.editAll([
        { row: store.byKey[2], values: { manual_score: 1 } },
        { row: store.byKey[3], values: { option_id: 31 } },
    ]);
    requests[0].reject(new ConnectionLost());
    await tick();
    expect(store.state).toBe("offline");
    retries[0]();
    expect(requests[1].rows).toEqual(requests[0].rows);
    requests[1].answer();
    await tick();
    expect(store.state).toBe("saved");
});

test("what was done is undone and done again, saved or not, several rows as one", async () => {
    const { store, requests } = await makeSheet();
    const row = store.byKey[2];
    store.edit(row, { explanation: "first" });
    requests[0].answer(6);
    await tick();
    store.editAll([
        { row, values: { explanation: "second", manual_score: 1 } },
        { row: store.byKey[3], values: { option_id: 31 } },
    ]);
    expect(store.undo().count).toBe(2);
    expect(store.values(row).explanation).toBe("first");
    expect(store.values(row).manual_score).toBe(false);
    expect(store.values(store.byKey[3]).option_id).toBe(false);
    expect(store.undo().count).toBe(1);
    expect(store.values(row).explanation).toBe(false);
    expect(store.undo()).toBe(null);
    store.redo();
    store.redo();
    expect(store.values(row).explanation).toBe("second");
    expect(store.redo()).toBe(null);
    store.undo();
    store.edit(row, { explanation: "third" });
    expect(store.redo()).toBe(null);
});

test("documents that were linked and taken away come back", async () => {
    const { store, requests } = await makeSheet();
    store.unlink(store.byKey[2], 7);
    requests[0].answer(6, { evidence_ids: [] });
    await tick();
    store.undo();
    expect(requests[1].values).toEqual({ evidence_ids: [[4, 7]] });
});

test("linking what proves the criterion already is no step that undo would take back", async () => {
    const { store, requests } = await makeSheet({ lines: { 2: { evidence_ids: [7] } } });
    await store.link(store.byKey[2], 7);
    expect(requests).toHaveLength(0);
    expect(store.undo()).toBe(null);
});

test("what somebody else has changed since is not undone", async () => {
    const { store, server, requests } = await makeSheet();
    store.editAll([
        { row: store.byKey[2], values: { explanation: "mine" } },
        { row: store.byKey[3], values: { explanation: "mine, too" } },
    ]);
    requests[0].answer();
    await tick();
    server.remote = (ids) => ids.map((id) => line(id / 10, { explanation: "theirs" }));
    server.answer = { revision: 12 };
    await store.onRemoteChange({ revision: 12, line_ids: [20] });
    const { count, skipped } = store.undo();
    expect([count, skipped]).toEqual([1, 1]);
    expect(store.values(store.byKey[2]).explanation).toBe("theirs");
    expect(store.values(store.byKey[3]).explanation).toBe(false);
});

test("a text that is not understood is kept over a reload, and sent nowhere", async () => {
    const { store, requests } = await makeSheet();
    store.keepDraft(store.byKey[2], "result", "18/", "Half a number.");
    expect(store.state).toBe("problem");
    expect(requests).toHaveLength(0);
    const { store: again, requests: later } = await makeSheet();
    expect(again.byKey[2].drafts).toEqual({ result: { text: "18/", problem: "Half a number." } });
    expect(later).toHaveLength(0);
    again.dropDraft(again.byKey[2], "result");
    expect(again.state).toBe("idle");
});

test("the score's cell is filled in where a score says everything, and Tab passes it over", async () => {
    const { store } = await makeSheet({ lines: {} });
    expect([2, 3, 5].map((key) => store.canEdit(store.byKey[key], "score"))).toEqual([
        true,
        true,
        false,
    ]);
    store.byKey[2].rule_type = "ratio";
    expect(store.canEdit(store.byKey[2], "score")).toBe(false);
});

test("what was imported is undone like anything else, until somebody changes it", async () => {
    const { store, requests } = await makeSheet({ lines: { 2: { explanation: "new" } } });
    const written = [
        { line_id: 20, before: { explanation: "old" }, after: { explanation: "new" } },
    ];
    expect(store.takeWritten(written)).toBe(1);
    expect(store.takeWritten([{ ...written[0], line_id: 999 }])).toBe(0);
    expect(store.undo().count).toBe(1);
    expect(requests[0].values).toEqual({ explanation: "old" });
});

test("what was done is still known when the sheet is opened anew, by the same side", async () => {
    const { store } = await makeSheet();
    store.edit(store.byKey[2], { explanation: "x" });
    store.history.follow("unit");
    expect(store.history.canUndo).toBe(true);
    store.history.follow("council");
    expect(store.history.canUndo).toBe(false);
});

test("a session that has ended keeps what was typed, asks no more, and goes on when somebody is signed in", async () => {
    const { store, requests, retries } = await makeSheet();
    store.edit(store.byKey[2], { manual_score: 1 });
    requests[0].reject(new SignedOut("Session expired"));
    await tick();
    expect(store.state).toBe("signed_out");
    expect(store.values(store.byKey[2]).manual_score).toBe(1);
    expect(readKept()["unit/20"].values).toEqual({ manual_score: 1 });
    expect(retries).toHaveLength(0);
    const resumed = store.resume();
    expect(requests).toHaveLength(2);
    requests[1].answer(6);
    await resumed;
    expect(store.state).toBe("saved");
});

test("what could not be sent before the form was waits for its return, whatever is written meanwhile", async () => {
    const kept = { values: { explanation: "gõ khi mất mạng" }, revision: 3 };
    new SheetKeeper(browser.localStorage, OWN).save("unit", 20, kept);
    const { store, requests } = await makeSheet({ sheet: { is_editable: false } });
    store.writeNote(store.byKey[3], "n");
    store.writeNote(store.byKey[2], "n");
    expect(readKept()).toEqual({ "unit/20": kept });
    // the council asks, and the unit answers on the same criterion
    const { open } = store.server;
    const asked = { id: 21, request: "Why?", explanation: false, is_answerable: true };
    store.server.open = async () => {
        const sheet = await open();
        return { ...sheet, lines: [line(2, { council: asked }), ...sheet.lines.slice(1)] };
    };
    await store.open();
    expect(store.side).toBe("answer");
    await tick();
    store.edit(store.byKey[2], { explanation: "Because" });
    requests[0].answer();
    await tick();
    expect(readKept()).toEqual({ "unit/20": kept });
    store.server.open = async () => ({ ...(await open()), is_editable: true });
    await store.open();
    expect(store.values(store.byKey[2]).explanation).toBe("gõ khi mất mạng");
    expect([requests[1].side, requests[1].id, requests[1].revision]).toEqual(["unit", 20, 3]);
    expect(store.byKey[3].note).toBe("n");
    requests[1].answer();
    await tick();
    expect(readKept()).toEqual({});
});

test("a colleague sends the form while rows cannot be sent: they wait, and go out as nobody else's", async () => {
    const { store, server, requests, retries } = await makeSheet();
    const { open } = server;
    store.edit(store.byKey[2], { explanation: "offline" });
    requests[0].reject(new ConnectionLost());
    await tick();
    // on its way as well
    store.edit(store.byKey[3], { option_id: 31 });
    server.open = async () => ({ ...(await open()), is_editable: false });
    await store.open();
    expect(store.unsent).toHaveLength(0);
    requests[1].reject(new ConnectionLost());
    await tick();
    retries.forEach((retry) => retry());
    await tick();
    expect(requests).toHaveLength(2);
    expect(Object.keys(readKept())).toEqual(["unit/20", "unit/30"]);
    server.open = open;
    await store.open();
    expect(requests[2].rows.map(({ id, values }) => [id, values])).toEqual([
        [20, { explanation: "offline" }],
        [30, { option_id: 31 }],
    ]);
    // what is in the field at that moment waits, too
    store.beforeTurn = () => store.edit(store.byKey[3], { explanation: "typed" });
    // a refusal that comes when it is another's turn is of nothing that is shown
    server.open = async () => ({ ...(await open()), is_editable: false });
    await store.open();
    requests[2].reject(new Error("The form was sent."));
    await tick();
    expect(store.rows.map(({ problem }) => problem).join("")).toBe("");
    expect(store.unsent).toHaveLength(0);
    expect(Object.keys(readKept())).toEqual(["unit/20", "unit/30"]);
    expect(readKept()["unit/30"].values).toEqual({ option_id: 31, explanation: "typed" });
});

test("two pages of a browser keep what is typed beside each other", async () => {
    const [{ store: one, requests: sent }, { store: other }] = [
        await makeSheet(),
        await makeSheet(),
    ];
    one.edit(one.byKey[2], { explanation: "one" });
    other.edit(other.byKey[3], { option_id: 31 });
    expect(Object.keys(readKept())).toEqual(["unit/20", "unit/30"]);
    other.edit(other.byKey[2], { explanation: "other" });
    // what has been saved by one is not what the other still has to send
    sent[0].answer();
    await tick();
    expect(readKept()["unit/20"].values).toEqual({ explanation: "other" });
});

test("what a page of an earlier version kept is taken up", async () => {
    const rows = { 20: { side: "unit", values: { explanation: "kept" }, revision: 3 } };
    browser.localStorage.setItem("cchc_sheet/d/2/1", JSON.stringify(rows));
    const { store, requests } = await makeSheet();
    expect(store.values(store.byKey[2]).explanation).toBe("kept");
    requests[0].answer();
    await tick();
    expect(readKept()).toEqual({});
    expect(browser.localStorage.getItem("cchc_sheet/d/2/1")).toBe(null);
});

const makeTeam = (values) => ({
    tasks: [],
    marks: {},
    mine: [],
    parts: [],
    may_give: false,
    may_check: false,
    ...values,
});

test("a contributor fills in what was given to them, and finds it by one filter", async () => {
    const { store } = await makeSheet({ sheet: { is_editable: false, given_line_ids: [20] } });
    expect(store.side).toBe("unit");
    expect(store.canEdit(store.byKey[2], "result")).toBe(true);
    expect(store.canEdit(store.byKey[3], "result")).toBe(false);
    expect(store.canAttach(store.byKey[3])).toBe(false);
    expect(store.isToDo(store.byKey[3])).toBe(false);
    await store.takeTeam(makeTeam({ mine: [20] }));
    expect(store.count("mine")).toBe(1);
    store.setFilter("mine");
    expect(store.visibleKeys).toEqual([1, 2]);
});

test("figures that are given are not typed, and everything beside them is", async () => {
    const figure = { is_given: true, source: "Report", objection: "none", differs: false };
    const { store } = await makeSheet({ lines: { 2: { figure }, 3: { figure } } });
    const [given, level] = [store.byKey[2], store.byKey[3]];
    for (const row of [given, level]) {
        expect(store.canEdit(row, "result")).toBe(false);
        expect(store.canEdit(row, "score")).toBe(false);
        expect(store.canEdit(row, "explanation")).toBe(true);
        expect(store.canAttach(row)).toBe(true);
    }
    // withdrawn since it was sent: what was submitted is nobody's figure any more
    const freed = { ...figure, is_given: false, differs: true };
    const { store: other } = await makeSheet({ lines: { 2: { figure: freed } } });
    expect(other.canEdit(other.byKey[2], "result")).toBe(true);
});

test("who is none of the unit's people is told of no team", async () => {
    const { store } = await makeSheet();
    await store.readTeam();
    expect(store.team).toBe(false);
    expect(store.count("mine")).toBe(0);
});

test("the sheet is opened anew when something is given or taken back, and not otherwise", async () => {
    // past the deadline nothing can be filled in any more
    const { store, server } = await makeSheet({
        sheet: { state: "draft", is_editable: false, given_line_ids: [] },
    });
    let count = 0;
    const { open } = server;
    server.open = () => {
        count++;
        return open();
    };
    for (const mine of [[20], [20], [20]]) {
        await store.takeTeam(makeTeam({ mine }));
    }
    expect(count).toBe(0);
    await store.takeTeam(makeTeam({ mine: [20, 30] }));
    expect(count).toBe(1);
});

test("nothing was given to a contributor: they read", async () => {
    const { store } = await makeSheet({ sheet: { is_editable: false, given_line_ids: [] } });
    expect(store.side).toBe("");
    expect(store.canEdit(store.byKey[2], "result")).toBe(false);
});

test("a mark holds until something changes", async () => {
    const { store } = await makeSheet();
    const mark = { kind: "handed_back", reason: "Thiếu", is_current: true };
    await store.takeTeam(makeTeam({ marks: { 20: mark } }));
    expect(store.count("handed_back")).toBe(1);
    await store.takeTeam(makeTeam({ marks: { 20: { ...mark, is_current: false } } }));
    expect(store.count("handed_back")).toBe(0);
});
