import { describe, expect, test } from "@odoo/hoot";
import { tick } from "@odoo/hoot-dom";
import { FittingDocuments } from "@cchc_assessment/score_sheet/fitting_documents";
import { ConnectionLost, SignedOut } from "@cchc_assessment/score_sheet/sheet_store";

describe.current.tags("headless");

/** Fitting documents whose server answers when, and whose cursor rests where, the test says. */
function makeFitting() {
    const requests = [];
    const shown = [];
    let timers = [];
    const fitting = new FittingDocuments(
        () => new Promise((resolve, reject) => requests.push({ resolve, reject })),
        (byLine) => shown.push(byLine),
        (callback) => timers.push(callback)
    );
    const rest = () => {
        const due = timers;
        timers = [];
        return Promise.all(due.map((callback) => callback()));
    };
    return { fitting, requests, shown, rest };
}

test("nothing is asked while the cursor moves on, and the same but once", async () => {
    const { fitting, requests, shown, rest } = makeFitting();
    for (const key of ["a", false, "a", false]) {
        fitting.want(key);
    }
    rest();
    expect(requests.length).toBe(0);
    for (const key of ["a", false, "a"]) {
        fitting.want(key);
    }
    rest();
    expect(requests.length).toBe(1);
    requests[0].resolve({ 1: [] });
    await tick();
    expect(shown).toEqual([{ 1: [] }]);
    fitting.want(false);
    fitting.want("a");
    rest();
    expect(requests.length).toBe(1);
    fitting.want("b");
    rest();
    expect(requests.length).toBe(2);
});

test("an answer that comes late is not shown", async () => {
    const { fitting, requests, shown, rest } = makeFitting();
    fitting.want("a");
    rest();
    fitting.want("b");
    rest();
    requests[1].resolve("new");
    await tick();
    requests[0].resolve("old");
    await tick();
    expect(shown).toEqual(["new"]);
});

test("offline and signed out it is asked again, and nothing breaks", async () => {
    const { fitting, requests, shown, rest } = makeFitting();
    for (const problem of [new ConnectionLost(), new SignedOut()]) {
        fitting.want("a");
        const rested = rest();
        requests.pop().reject(problem);
        await rested;
    }
    fitting.want("a");
    rest();
    requests.pop().resolve("found");
    await tick();
    expect(shown).toEqual(["found"]);
});

test("what is lost late takes nothing from what was asked after it", async () => {
    const { fitting, requests, rest } = makeFitting();
    fitting.want("a");
    const first = rest();
    fitting.want("b");
    rest();
    requests[0].reject(new ConnectionLost());
    await first;
    fitting.want(false);
    fitting.want("b");
    rest();
    expect(requests.length).toBe(2);
});

test("any other refusal is told", async () => {
    const { fitting, requests, rest } = makeFitting();
    fitting.want("a");
    const rested = rest();
    requests[0].reject(new Error("refused"));
    const told = await rested.catch(({ message }) => message);
    expect(told).toBe("refused");
});
