/** How many rows a page is. */
const PAGE = 10;

/** The keys of the sheet in a cell that is not being typed in, and what each does. */
export class SheetKeys {
    /** @param {import("./score_sheet").ScoreSheet} sheet */
    constructor(sheet) {
        this.sheet = sheet;
    }

    /** What a key does in a cell that is not being typed in; nothing for a key that is not the sheet's. */
    keyAction(ev, cell) {
        if (ev.altKey) {
            return ev.shiftKey && ev.code === "KeyN"
                ? () => this.sheet.nextUnfinished()
                : this.digitAction(ev);
        }
        const isControl = ev.ctrlKey || ev.metaKey;
        return (
            this.moveAction(ev, cell, isControl) ||
            (isControl ? this.controlAction(ev) : this.plainAction(ev, cell))
        );
    }

    /** An option by its number. */
    digitAction(ev) {
        const digit = /^(?:Digit|Numpad)?([1-9])$/.exec(ev.code || ev.key);
        return digit && this.sheet.editor.hasNumber(digit[1])
            ? () => this.sheet.editor.chooseNumber(digit[1])
            : null;
    }

    controlAction(ev) {
        return {
            s: () => this.sheet.store.flush(),
            ".": () => this.sheet.nextUnfinished(),
            a: () => this.sheet.selection.takeAll(),
            d: () => this.sheet.fillDown(),
            u: () => this.sheet.askForFiles(),
            z: () => (ev.shiftKey ? this.sheet.redo() : this.sheet.undo()),
            y: () => this.sheet.redo(),
            "/": () => this.sheet.showKeys(),
        }[ev.key.toLowerCase()];
    }

    moveAction(ev, { row, column }, isControl) {
        const { store } = this.sheet;
        const keys = store.visibleKeys;
        const isTaking = ev.shiftKey;
        const isFoldable = column === "name" && row.isBranch && !isTaking;
        const moveRows = (step) => store.moveRows(step, undefined, isTaking);
        const moves = {
            ArrowDown: () => moveRows(1),
            ArrowUp: () => moveRows(-1),
            PageDown: () => moveRows(PAGE),
            PageUp: () => moveRows(-PAGE),
            ArrowRight: () =>
                isFoldable && store.folded[row.key]
                    ? store.toggle(row, false)
                    : store.moveColumns(1, isTaking),
            ArrowLeft: () =>
                isFoldable ? store.toggle(row, true) : store.moveColumns(-1, isTaking),
            Home: () => store.goTo(isControl ? keys[0] : row.key, store.columns[0], isTaking),
            End: () =>
                store.goTo(isControl ? keys.at(-1) : row.key, store.columns.at(-1), isTaking),
        };
        return moves[ev.key] && (() => this.sheet.move(moves[ev.key]));
    }

    plainAction(ev, { row, column }) {
        const { store } = this.sheet;
        if (ev.key === "Enter" || ev.key === "F2") {
            return () => this.activate(row, column);
        }
        if (ev.key === " " && row.isBranch) {
            return () => store.toggle(row);
        }
        if (ev.key === "Tab") {
            // at either end of the sheet the key is the browser's again
            return store.moveEditable(ev.shiftKey ? -1 : 1) ? () => {} : null;
        }
        if (ev.key === "Escape" && this.sheet.selection.isSeveral) {
            return () => this.sheet.move(() => store.goTo(row.key, column));
        }
        if (ev.key === "Escape") {
            return () => this.sheet.root.el.querySelector(".o_cchc_toolbar button").focus();
        }
        if (ev.key === "=" && column !== "remark" && this.sheet.canAgree) {
            return () => this.sheet.agree();
        }
        if (ev.key === "Delete" && this.sheet.selection.isSeveral) {
            return () => this.sheet.selection.clear();
        }
        if (!store.canEdit(row, column)) {
            return null;
        }
        if (ev.key === "Delete") {
            return () => this.sheet.clipboard.clear(row, column);
        }
        // whatever is typed goes into the field, which is there already
        return ev.key === "Backspace" ? () => this.sheet.editor.open("") : null;
    }

    activate(row, column) {
        if (column === "name" && row.isBranch) {
            this.sheet.store.toggle(row);
        } else if (!this.sheet.editor.open() && row.line) {
            this.sheet.state.isPanelOpen = true;
            const selector =
                column === "evidence" ? ".o_cchc_documents button" : "button, input, a";
            this.sheet
                .showDetails()
                .then(() =>
                    this.sheet.root.el?.querySelector(`.o_cchc_panel :is(${selector})`)?.focus()
                );
        }
    }
}
