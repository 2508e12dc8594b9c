import { ConnectionLost, SignedOut } from "./sheet_store";

/** How long the cursor has to rest, in milliseconds. */
const PAUSE = 300;

/** Asks which documents of the form may prove its criteria: once for what is filed, where the cursor rests. */
export class FittingDocuments {
    /**
     * @param {() => Promise<Object>} ask the server; rejects with `ConnectionLost` or `SignedOut`, too.
     * @param {(byLine: Object) => void} show what it answers.
     * @param {(callback: Function, delay: number) => any} [later]
     */
    constructor(ask, show, later = setTimeout) {
        this.ask = ask;
        this.show = show;
        this.later = later;
        this.rests = 0;
        this.asked = false;
    }

    /**
     * @param {string | false} key another one where the answer may be another; none where nobody wants to know.
     */
    want(key) {
        const rest = ++this.rests;
        if (key && key !== this.asked) {
            this.later(() => rest === this.rests && this.load(key), PAUSE);
        }
    }

    async load(key) {
        this.asked = key;
        try {
            const byLine = await this.ask();
            // answers may come in another order
            if (key === this.asked) {
                this.show(byLine);
            }
        } catch (error) {
            if (!(error instanceof ConnectionLost || error instanceof SignedOut)) {
                throw error;
            }
            // it is asked again where it is wanted next
            if (key === this.asked) {
                this.asked = false;
            }
        }
    }
}
