const TYPED = "cchc_sheet";
const NOTES = "cchc_note";

/** What was written there, or null where it is nothing that is understood. */
function parse(text) {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}

/**
 * What was typed in a sheet and is not sent yet, where it outlives the page: each row and each note in a place of its
 * own, since other pages of the browser keep theirs there, too, and since what a side typed waits for its next turn.
 */
export class SheetKeeper {
    /**
     * @param {Storage} storage the browser's
     * @param {{ db: string, userId: number, assessmentId: number }} sheet whose it is, where, and of what
     */
    constructor(storage, { db, userId, assessmentId }) {
        const place = [db, userId, assessmentId].join("/");
        Object.assign(this, { storage, typed: `${TYPED}/${place}`, notes: `${NOTES}/${place}/` });
        /** what this page has read or written, by its place */
        this.known = new Map();
    }

    /** What a side typed, by the ids of the lines. */
    load(side) {
        this.divide();
        return this.readAll(`${this.typed}/${side}/`);
    }

    /** Keep what a side typed in a row, or nothing any more. */
    save(side, lineId, kept) {
        this.write(`${this.typed}/${side}/${lineId}`, kept);
    }

    /** The notes that are being written, by the ids of the lines. */
    loadNotes() {
        const kept = Object.entries(this.readAll(this.notes));
        return Object.fromEntries(kept.map(([lineId, { text }]) => [lineId, text]));
    }

    /** Keep a note that is being written, or none any more. */
    saveNote(lineId, text) {
        this.write(this.notes + lineId, text ? { text } : null);
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
        this.storage.removeItem(this.typed);
    }

    keys(prefix) {
        const { storage } = this;
        const all = [...Array(storage.length).keys()].map((index) => storage.key(index));
        return all.filter((key) => key?.startsWith(prefix));
    }

    readAll(prefix) {
        const all = this.keys(prefix).map((key) => {
            const text = this.storage.getItem(key);
            this.known.set(key, text);
            return [key.slice(prefix.length), parse(text)];
        });
        return Object.fromEntries(all.filter(([, kept]) => kept));
    }

    write(key, kept) {
        if (kept) {
            const text = JSON.stringify(kept);
            this.storage.setItem(key, text);
            this.known.set(key, text);
        } else if (this.known.get(key) === this.storage.getItem(key)) {
            // what another page has written there since is not this one's to take away
            this.storage.removeItem(key);
        }
    }
}
