const MOST = 100;
const UNLINK = 3;
const LINK = 4;

/** What takes commands on documents back. */
function invert(commands) {
    return commands.map(([command, id]) => [command === LINK ? UNLINK : LINK, id]).reverse();
}

const isSame = (one, other) => (one ?? false) === (other ?? false);

/**
 * What was done in the sheet, so that it can be undone and done again: what each row said before and after.
 *
 * @typedef {{ key: number, before: Object, after: Object }} Change of one row: values by field, of documents commands
 */
export class SheetHistory {
    constructor() {
        this.clear();
    }

    clear() {
        this.done = [];
        this.undone = [];
    }

    get canUndo() {
        return this.done.length > 0;
    }

    get canRedo() {
        return this.undone.length > 0;
    }

    /** What a row says now, and will say; null where that is the same. */
    static describe(key, current, values) {
        const names = Object.keys(values).filter(
            (name) => name === "evidence_ids" || !isSame(current[name], values[name])
        );
        if (!names.length) {
            return null;
        }
        const pick = (choose) => Object.fromEntries(names.map((name) => [name, choose(name)]));
        return {
            key,
            before: pick((name) =>
                name === "evidence_ids" ? invert(values[name]) : (current[name] ?? false)
            ),
            after: pick((name) => values[name]),
        };
    }

    /** @param {Change[]} changes that were made together, and are undone together */
    push(changes) {
        this.done = [...this.done, changes].slice(-MOST);
        this.undone = [];
    }

    get last() {
        return this.done.at(-1);
    }

    /**
     * Take a step back, the last one if no other is named.
     *
     * @param {(key: number) => Object} read what a row says now
     * @param {Change[]} [changes] the step
     * @returns {{ changes: Change[], skipped: number } | null} what is to be written, without what somebody else has
     *   changed since; null where nothing is left
     */
    undo(read, changes = this.done.at(-1)) {
        return this.step("done", "undone", changes, read, ({ key, before, after }) => ({
            key,
            from: after,
            to: before,
        }));
    }

    /** Take the last undoing back; see `undo`. */
    redo(read) {
        return this.step("undone", "done", this.undone.at(-1), read, ({ key, before, after }) => ({
            key,
            from: before,
            to: after,
        }));
    }

    step(source, target, changes, read, direct) {
        if (!this[source].includes(changes)) {
            return null;
        }
        this[source] = this[source].filter((one) => one !== changes);
        const written = [];
        const kept = [];
        for (const change of changes) {
            const { key, from, to } = direct(change);
            const current = read(key);
            const isUntouched =
                current &&
                Object.entries(from).every(
                    ([name, value]) => name === "evidence_ids" || isSame(current[name], value)
                );
            if (isUntouched) {
                written.push({ key, values: to });
                kept.push(change);
            }
        }
        if (kept.length) {
            this[target] = [...this[target], kept];
        }
        return { changes: written, skipped: changes.length - written.length };
    }
}
