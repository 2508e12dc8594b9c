const TYPED = "cchc_sheet";
const NOTES = "cchc_note";
/** How long a note that nobody sends stays on a computer that others use, too, in milliseconds. */
const NOTE_AGE = 14 * 24 * 60 * 60 * 1000;

/** What was written there, or null where it is nothing that is understood. */
function parse(text) {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}

const findKeys = (storage, prefix) =>
    [...Array(storage.length).keys()]
        .map((index) => storage.key(index))
        .filter((key) => key?.startsWith(prefix));

const removeAll = (storage, prefix) =>
    findKeys(storage, prefix).forEach((key) => storage.removeItem(key));

/** Drop all notes of a user that are not sent yet. */
export const dropNotes = (storage, { db, userId }) =>
    removeAll(storage, `${NOTES}/${db}/${userId}/`);

/**
 * What was typed in a sheet and is not sent yet, where it outlives the page: each row and each note in a place of its
 * own, since other pages of the browser keep theirs there, too, and since what a side typed waits for its next turn.
 */
export class SheetKeeper {
    /**
     * @param {Storage} storage the browser's
     * @param {{ db: string, userId: number, assessmentId: number }} sheet whose it is, where, and of what
     * @param {() => void} [tell] called once, when the browser's store is full or closed
     */
    constructor(storage, { db, userId, assessmentId }, tell = () => {}) {
        const place = [db, userId, assessmentId].join("/");
        Object.assign(this, { storage, tell });
        Object.assign(this, { typed: `${TYPED}/${place}`, notes: `${NOTES}/${place}/` });
        /** what this page has read or written, by its place, and what it alone knows since it could not be written */
        this.known = new Map();
        this.unkept = new Map();
    }

    /** What a side typed, by the ids of the lines. */
    load(side) {
        this.attempt(() => this.divide());
        return this.readAll(`${this.typed}/${side}/`);
    }

    /** Keep what a side typed in a row, or nothing any more. */
    save(side, lineId, kept) {
        this.write(`${this.typed}/${side}/${lineId}`, kept);
    }

    /** The notes that are being written, by the ids of the lines; old ones are dropped, whose ever they are. */
    loadNotes() {
        this.attempt(() => this.dropOldNotes());
        const kept = Object.entries(this.readAll(this.notes));
        return Object.fromEntries(kept.map(([lineId, { text }]) => [lineId, text]));
    }

    /** Keep a note that is being written, or none any more. */
    saveNote(lineId, text) {
        this.write(this.notes + lineId, text ? { text, at: Date.now() } : null);
    }

    /** Drop those of this sheet, where the user may write none any more. */
    dropNotes() {
        const own = [...this.unkept.keys()].filter((key) => key.startsWith(this.notes));
        own.forEach((key) => this.unkept.delete(key));
        this.attempt(() => removeAll(this.storage, this.notes));
    }

    dropOldNotes() {
        const { storage } = this;
        for (const key of findKeys(storage, `${NOTES}/`)) {
            const age = Math.abs(Date.now() - parse(storage.getItem(key))?.at);
            // also where it says nothing of when it was written
            if (!(age <= NOTE_AGE)) {
                storage.removeItem(key);
            }
        }
    }

    /**
     * What another page of the browser has made of a note.
     *
     * @param {StorageEvent} change
     * @returns {{ lineId: number, before: string, now: string } | null} null where it is none of this sheet's
     */
    readNoteChange({ key, oldValue, newValue }) {
        if (!key?.startsWith(this.notes)) {
            return null;
        }
        const [before, now] = [oldValue, newValue].map((text) => parse(text)?.text || "");
        return { lineId: Number(key.slice(this.notes.length)), before, now };
    }

    /** Pages of an earlier version kept all rows in one place. */
    divide() {
        const rows = parse(this.storage.getItem(this.typed)) || {};
        for (const [lineId, { side, ...kept }] of Object.entries(rows)) {
            this.save(side, lineId, kept);
        }
        if (!this.unkept.size) {
            this.storage.removeItem(this.typed);
        }
    }

    /** Do something with the browser's store, which may be full or closed; return whether it was done. */
    attempt(work) {
        try {
            work();
            return true;
        } catch {
            this.tell();
            this.tell = () => {};
            return false;
        }
    }

    readAll(prefix) {
        const found = new Map();
        this.attempt(() => {
            for (const key of findKeys(this.storage, prefix)) {
                found.set(key, this.storage.getItem(key));
                this.known.set(key, found.get(key));
            }
        });
        const own = [...this.unkept].filter(([key]) => key.startsWith(prefix));
        const all = [...new Map([...found, ...own])].map(([key, text]) => [
            key.slice(prefix.length),
            parse(text),
        ]);
        return Object.fromEntries(all.filter(([, kept]) => kept));
    }

    write(key, kept) {
        const text = kept ? JSON.stringify(kept) : null;
        this.unkept.delete(key);
        const isDone = this.attempt(() => {
            if (text) {
                this.storage.setItem(key, text);
                this.known.set(key, text);
            } else if (this.known.get(key) === this.storage.getItem(key)) {
                // what another page has written there since is not this one's to take away
                this.storage.removeItem(key);
            }
        });
        if (!isDone) {
            this.unkept.set(key, text);
        }
    }
}
