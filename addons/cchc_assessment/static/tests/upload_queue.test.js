import { describe, expect, test } from "@odoo/hoot";
import { tick } from "@odoo/hoot-dom";
import {
    UploadQueue,
    UploadRefused,
    UploadUnreached,
} from "@cchc_assessment/evidence_upload/upload_queue";

describe.current.tags("headless");

const CRITERION = { key: "criterion" };
const OTHER = { key: "other" };

const file = (name) => new File(["content"], name);

/** A queue whose server answers when, and what, the test says. */
function makeQueue(objection, network) {
    const requests = {};
    const queue = new UploadQueue(
        (upload, onProgress) =>
            new Promise((resolve, reject) => {
                requests[upload.name] = { resolve, reject, onProgress };
            }),
        objection,
        network
    );
    const states = () => queue.uploads.map(({ name, state }) => `${name} ${state}`);
    return { queue, requests, states };
}

test("two files travel at a time, the next when one has arrived", async () => {
    const { queue, requests, states } = makeQueue();
    queue.add(["a", "b", "c"].map(file), CRITERION);
    expect(states()).toEqual(["a sending", "b sending", "c waiting"]);

    requests.b.onProgress(0.5);
    expect(queue.uploads[1].progress).toBe(0.5);
    requests.b.resolve({ id: 7 });
    await tick();
    expect(states()).toEqual(["a sending", "b filed", "c sending"]);
    expect(queue.uploads[1].evidenceId).toBe(7);
});

test("files that were chosen together may become one, or none, before they travel", async () => {
    const arrange = (files) =>
        files.length > 1
            ? Promise.resolve([{ name: "joined.pdf", size: 9, pictures: files }])
            : files;
    const { queue, states } = makeQueue(() => "", { arrange });
    queue.add([file("a")], CRITERION);
    expect(states()).toEqual(["a sending"]);
    queue.add(["b", "c"].map(file), CRITERION);
    await tick();
    expect(states()).toEqual(["a sending", "joined.pdf sending"]);
    expect(queue.uploads[1].file.pictures.map(({ name }) => name)).toEqual(["b", "c"]);
});

test("one that fails stops no other, and can be tried again", async () => {
    const { queue, requests, states } = makeQueue();
    queue.add(["a", "b", "c"].map(file), CRITERION);
    requests.a.reject(new Error("The connection was lost."));
    requests.b.reject(new UploadRefused("This is a program."));
    await tick();
    requests.c.resolve({ id: 3, existing: true, message: "Filed before." });
    await tick();
    expect(states()).toEqual(["a failed", "b refused", "c linked"]);
    expect(queue.uploads.map(({ message }) => message)).toEqual([
        "The connection was lost.",
        "This is a program.",
        "Filed before.",
    ]);

    queue.retry(queue.uploads[0]);
    expect(states()).toEqual(["a sending", "b refused", "c linked"]);
    requests.a.resolve({ id: 1 });
    await tick();
    expect(states()).toEqual(["a filed", "b refused", "c linked"]);
});

test("what is wrong at first sight is refused without being sent", () => {
    const { queue, requests, states } = makeQueue(({ name }) => (name === "b" ? "Too large." : ""));
    queue.add(["a", "b"].map(file), CRITERION);
    expect(states()).toEqual(["a sending", "b refused"]);
    expect(Object.keys(requests)).toEqual(["a"]);
});

test("a target is settled once, when the last of its files is", async () => {
    const { queue, requests } = makeQueue();
    queue.bus.addEventListener("SETTLED", ({ detail }) => expect.step(detail.target.key));
    queue.add([file("a")], OTHER);
    queue.add([file("b"), file("c")], CRITERION);
    requests.b.resolve({ id: 1 });
    await tick();
    expect.verifySteps([]);
    requests.c.reject(new UploadRefused("No."));
    await tick();
    expect.verifySteps(["criterion"]);
    expect(queue.isBusy).toBe(true);
    requests.a.resolve({ id: 2 });
    await tick();
    expect.verifySteps(["other"]);
    expect(queue.isBusy).toBe(false);
});

test("a target is settled, too, when the last of its files is taken back while it waits", async () => {
    const { queue, requests } = makeQueue();
    queue.bus.addEventListener("SETTLED", ({ detail }) => expect.step(detail.target.key));
    queue.add([file("a"), file("b")], CRITERION);
    requests.a.resolve({ id: 1 });
    await tick();
    Object.assign(queue.uploads[1], { state: "offline" });
    queue.dismiss(queue.uploads[1]);
    expect.verifySteps(["criterion"]);
    queue.dismiss(queue.uploads[0]);
    expect.verifySteps([]);
});

test("what is done can be forgotten, a problem stays until it was seen", async () => {
    const { queue, requests, states } = makeQueue();
    queue.add(["a", "b"].map(file), CRITERION);
    requests.a.resolve({ id: 1 });
    requests.b.reject(new UploadRefused("No."));
    await tick();
    queue.dismissDone(OTHER);
    expect(states()).toEqual(["a filed", "b refused"]);
    queue.dismissDone(CRITERION);
    expect(states()).toEqual(["b refused"]);
    queue.dismiss(queue.uploads[0]);
    expect(states()).toEqual([]);
});

test("a file that is dropped without a network waits, and goes when there is one again", async () => {
    const retries = [];
    let isThere = false;
    const { queue, requests, states } = makeQueue(undefined, {
        isThere: () => isThere,
        later: (callback) => retries.push(callback),
    });
    queue.bus.addEventListener("SETTLED", () => expect.step("settled"));
    queue.add([file("a")], CRITERION);
    for (let round = 0; round < 9; round++) {
        requests.a.reject(new UploadUnreached("No connection."));
        await tick();
        expect(states()).toEqual(["a offline"]);
        retries.pop()();
        expect(states()).toEqual(["a sending"]);
    }
    expect(queue.isBusy).toBe(true);
    isThere = true;
    queue.resume();
    requests.a.resolve({ id: 1 });
    await tick();
    expect(states()).toEqual(["a filed"]);
    expect.verifySteps(["settled"]);
});

test("what breaks off again and again with a network there is no matter of the network", async () => {
    const { queue, requests, states } = makeQueue(undefined, { later: (callback) => callback() });
    queue.add([file("a")], CRITERION);
    for (let round = 0; round < 5; round++) {
        expect(states()).toEqual(["a sending"]);
        requests.a.reject(new UploadUnreached("No connection."));
        await tick();
    }
    expect(states()).toEqual(["a failed"]);
});
