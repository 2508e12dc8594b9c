import { EventBus } from "@odoo/owl";

/** As many as a browser and a small server do well at the same time. */
const PARALLEL = 2;
const RETRY_DELAY = 4000;
/** A connection that breaks off so often while the network is there breaks off for another reason. */
const MOST_TRIES = 5;

/**
 * What may become of a file. `refused` is the server's last word about it; `failed` means that it never
 * answered, so that trying again makes sense; `offline` waits for the network by itself.
 *
 * @typedef {"waiting" | "sending" | "offline" | "filed" | "linked" | "refused" | "failed"} UploadState
 *
 * @typedef {Object} Upload
 * @property {number} id
 * @property {File | import("./join_dialog").Joined} file
 * @property {string} name
 * @property {Object} target where it is filed, one of `lineTarget` and its like
 * @property {UploadState} state
 * @property {number} progress from 0 to 1
 * @property {string} message what the server, or the network, said of it
 * @property {number | false} evidenceId the document that it became, or that was there already
 */

export const isUnderWay = ({ state }) => ["waiting", "sending", "offline"].includes(state);
export const isDone = ({ state }) => state === "filed" || state === "linked";

/** The server's sentence why a file is not filed: sending it again would bring the same. */
export class UploadRefused extends Error {}

/** The server was not reached: the file is kept, and goes when the network is back. */
export class UploadUnreached extends Error {}

/**
 * The files on their way to the server, wherever they were dropped: a few at a time, each with a fate of its own,
 * so that one that fails stops none of the others. Knows nothing of the screen or the network; `reactive()` makes
 * it one that components follow.
 */
export class UploadQueue {
    /**
     * @param {(upload: Upload, onProgress: (share: number) => void) => Promise<Object>} send resolves to the
     *   server's answer, rejects with `UploadRefused` or any other error
     * @param {(file: File) => string} [objection] what is wrong with a file at first sight
     * @param {Object} [network]
     * @param {(files: File[]) => File[] | Promise<File[]>} [network.arrange] what is to be sent of the files that
     *   were chosen together
     * @param {() => boolean} [network.isThere]
     * @param {(callback: Function, delay: number) => any} [network.later]
     */
    constructor(
        send,
        objection = () => "",
        { isThere = () => true, later = setTimeout, arrange = (files) => files } = {}
    ) {
        this.send = send;
        this.objection = objection;
        this.isThere = isThere;
        this.later = later;
        this.arrange = arrange;
        this.uploads = [];
        this.nextId = 1;
        this.bus = new EventBus();
    }

    get isBusy() {
        return this.uploads.some(isUnderWay);
    }

    /** @param {Object} target */
    ofTarget(target) {
        return this.uploads.filter((upload) => upload.target.key === target.key);
    }

    /**
     * @param {Iterable<File>} files
     * @param {Object} target
     */
    add(files, target) {
        const arranged = this.arrange([...files]);
        if (arranged instanceof Promise) {
            return arranged.then((chosen) => this.put(chosen, target));
        }
        return this.put(arranged, target);
    }

    put(files, target) {
        for (const file of files) {
            const message = this.objection(file);
            this.uploads.push({
                id: this.nextId++,
                file,
                name: file.name,
                target,
                state: message ? "refused" : "waiting",
                tries: 0,
                progress: 0,
                message,
                evidenceId: false,
            });
        }
        this.proceed();
        this.settle(target);
    }

    retry(upload) {
        Object.assign(upload, { state: "waiting", tries: 0, progress: 0, message: "" });
        this.proceed();
    }

    /** The network is back, or may be: send what waits for it. */
    resume() {
        for (const upload of this.uploads.filter(({ state }) => state === "offline")) {
            Object.assign(upload, { state: "waiting", progress: 0, message: "" });
        }
        this.proceed();
    }

    dismiss(upload) {
        this.uploads = this.uploads.filter(({ id }) => id !== upload.id);
        if (isUnderWay(upload)) {
            this.settle(upload.target);
        }
    }

    /** Forget what needs nobody's attention any more. */
    dismissDone(target) {
        this.uploads = this.uploads.filter(
            (upload) => upload.target.key !== target.key || !isDone(upload)
        );
    }

    proceed() {
        const sending = this.uploads.filter(({ state }) => state === "sending").length;
        const waiting = this.uploads.filter(({ state }) => state === "waiting");
        for (const upload of waiting.slice(0, PARALLEL - sending)) {
            this.process(upload);
        }
    }

    async process(upload) {
        upload.state = "sending";
        try {
            const answer = await this.send(upload, (share) => {
                upload.progress = share;
            });
            upload.state = answer.existing ? "linked" : "filed";
            upload.message = answer.message || "";
            upload.evidenceId = answer.id;
        } catch (error) {
            upload.state = this.judge(upload, error);
            upload.message = error.message;
            if (upload.state === "offline") {
                this.later(() => this.resume(), RETRY_DELAY);
            }
        }
        this.proceed();
        this.settle(upload.target);
    }

    /** What becomes of a file that was not taken. */
    judge(upload, error) {
        if (error instanceof UploadRefused) {
            return "refused";
        }
        if (!(error instanceof UploadUnreached)) {
            return "failed";
        }
        upload.tries += this.isThere() ? 1 : 0;
        return upload.tries < MOST_TRIES ? "offline" : "failed";
    }

    /** Tell those who show a target that no more of its files is under way. */
    settle(target) {
        if (!this.ofTarget(target).some(isUnderWay)) {
            this.bus.trigger("SETTLED", { target });
        }
    }
}
