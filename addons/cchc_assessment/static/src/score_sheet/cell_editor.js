import { Component, onMounted, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { writeNumber } from "../number_field/number_field";
import { askedInputs, takesOption } from "../rule_inputs/rule_inputs";
import { TextCounter } from "../text_length/text_length";
import { readCell } from "./paste_plan";
import { TEXTS } from "./sheet_sides";
import {
    CellProblem,
    formatResult,
    isHalfShare,
    labelOption,
    SHARE_EXAMPLES,
} from "./sheet_values";

const TEXT_WIDTH = 288;
/** How long the keyboard rests on a cell before all follows that keys which go on do not wait for. */
const REST = 150;

/** Whether a key is the keyboard's own, which puts letters together: nothing of the sheet's. */
export const isComposing = (ev) =>
    ev.isComposing || ev.keyCode === 229 || ev.key === "Process" || ev.key === "Unidentified";

/**
 * The one field that everything in the sheet is typed in. It has the focus while a cell is the one at hand, lies over
 * it unseen, and is seen from the first letter on: no key comes between, none is lost, and a letter that is put
 * together of several keys stays whole. Enter, Tab and leaving it hand over what was typed; Escape does not.
 *
 * What the field holds is nobody's state: drawn anew, it would break off what a keyboard is putting together.
 */
export class CellEditor extends Component {
    static template = "cchc_assessment.CellEditor";
    static components = { TextCounter };
    static props = {
        store: Object,
        /** what a cell says to those who hear the page */
        describe: Function,
        /** (row, values, move) => void; `move` is "down", "next", "previous" or "" */
        onCommit: Function,
        onCancel: Function,
        /** called where the keyboard has come to rest, while what else follows it can be drawn together with the field */
        onRest: Function,
        /** handed the component's own methods, to whoever leads the keyboard here; null once it is gone */
        ref: Function,
    };

    setup() {
        this.root = useRef("root");
        this.field = useRef("field");
        this.store = useState(this.props.store);
        this.state = useState({ text: "", problem: "", chosen: -1 });
        /** the cell that the field was made for, where nobody types in another one yet */
        this.prepared = useState({ key: false, column: "" });
        const onHide = () => this.leave();
        onMounted(() => {
            this.props.ref(this);
            this.place();
            browser.addEventListener("pagehide", onHide);
        });
        // the browser's back button takes the page away without leaving the cell first
        onWillUnmount(() => {
            browser.removeEventListener("pagehide", onHide);
            browser.clearTimeout(this.placing);
            this.leave();
            this.props.ref(null);
        });
        useEffect(() => {
            if (!this.isEditing && !this.isBusy && this.field.el.value) {
                this.setText("");
            }
            this.follow();
        });
    }

    get row() {
        return this.store.activeRow;
    }

    get column() {
        return this.store.active.column;
    }

    get isEditing() {
        return Boolean(this.store.editing);
    }

    get isText() {
        return Boolean(TEXTS[this.column]);
    }

    get hasOptions() {
        return this.isEditing && !this.isText && Boolean(this.row) && takesOption(this.row);
    }

    /**
     * What is drawn below the field: what belongs to the cell that is typed in. Before the first letter it is drawn already,
     * unseen, for the cell that the keyboard rests on: to make it takes longer than anybody should wait for a letter.
     */
    get below() {
        const { key, column } = this.isEditing ? this.store.active : this.prepared;
        const row = this.store.byKey[key];
        if (!row || !this.store.canEdit(row, column)) {
            return null;
        }
        const isText = Boolean(TEXTS[column]);
        const asked = isText ? [] : askedInputs(row);
        return {
            isText,
            limits: this.store.lengths[column],
            hint: this.hintOf(row, asked),
            takesFigures: !isText && asked[0] !== "option_id",
            options: !isText && takesOption(row) ? this.optionsOf(row) : [],
            label: this.props.describe(row, column),
            row,
        };
    }

    get options() {
        return this.optionsOf(this.row);
    }

    optionsOf(row) {
        return [
            ...row.options.map((option, index) => ({
                key: option.id,
                label: labelOption(option),
                hotkey: index < 9 ? `Alt+${index + 1}` : "",
                values: this.valuesOf(row, option),
            })),
            // beside figures a button says it
            ...(askedInputs(row)[0] === "option_id"
                ? [{ key: "n/a", label: _t("Not applicable"), values: { not_applicable: true } }]
                : []),
        ];
    }

    /** What the choice of an option says: figures that were there do not stand beside it. */
    valuesOf(row, { id }) {
        const figures = askedInputs(row).map((name) => [name, false]);
        return { ...Object.fromEntries(figures), option_id: id, not_applicable: false };
    }

    get current() {
        return this.store.values(this.row, this.store.side);
    }

    isCurrent(row, { values }) {
        const current = this.store.values(row, this.store.side);
        return values.not_applicable
            ? current.not_applicable
            : !current.not_applicable && current.option_id === values.option_id;
    }

    hintOf(row, [asked]) {
        switch (asked) {
            case "manual_score":
                return _t("A score, at most %s", writeNumber(row.max_score));
            case "numerator":
                return _t("Done / out of: %(share)s or %(percent)s", SHARE_EXAMPLES);
            case "quantity":
                return _t("How many?");
        }
        return "";
    }

    get label() {
        return this.row ? this.props.describe(this.row, this.column) : "";
    }

    get cellId() {
        return `cchc_cell_${this.store.active.key}_${this.column}`;
    }

    /** What the cell at hand holds, as it is typed. */
    get oldText() {
        const draft = this.row.drafts?.[this.column];
        if (draft) {
            return draft.text;
        }
        const text = this.isText
            ? this.current[TEXTS[this.column]] || ""
            : formatResult(this.row, this.current, writeNumber);
        // as the field gives it back
        return text.replace(/\r\n?/g, "\n");
    }

    focus() {
        this.field.el?.focus({ preventScroll: true });
    }

    get hasFocus() {
        return document.activeElement === this.field.el;
    }

    /**
     * Lie over the cell at hand: at once while it is typed in, else when the keyboard rests or the first letter comes. A
     * field that moves lets the browser look at every element of the page anew, by Odoo's rules with :has().
     */
    follow() {
        browser.clearTimeout(this.placing);
        if (this.isEditing) {
            this.place();
        } else {
            this.placing = browser.setTimeout(() => this.settle(), REST);
        }
    }

    /** The keyboard rests: whatever follows it does so in one frame, since each takes the browser as long as all. */
    settle() {
        this.place();
        Object.assign(this.prepared, this.store.active);
        this.props.onRest();
    }

    place() {
        browser.clearTimeout(this.placing);
        const root = this.root.el;
        if (!root) {
            return;
        }
        const cell = root.parentElement.querySelector(`#${this.cellId}`);
        if (!cell) {
            return;
        }
        const outer = root.parentElement.getBoundingClientRect();
        const inner = cell.getBoundingClientRect();
        // a text has room to the left, where the sheet ends at its right
        const width = this.isText ? Math.max(inner.width, TEXT_WIDTH) : inner.width;
        const left = Math.max(inner.right - outer.left - width, 0);
        const style =
            `top: ${inner.top - outer.top}px; left: ${left}px; width: ${width}px; ` +
            `--cchc-cell-height: ${inner.height}px`;
        // it lies there already when the first letter comes
        if (style !== this.style) {
            this.style = style;
            root.style.cssText = style;
        }
    }

    /** Begin to type in the cell at hand, with what it holds, or with another text. */
    open(text) {
        if (!this.store.startEditing()) {
            return false;
        }
        this.initial = this.oldText;
        this.isBlanked = text === "";
        this.setText(text ?? this.initial);
        this.focus();
        const { el } = this.field;
        const isDraft = Boolean(this.row.drafts?.[this.column]);
        if (text === undefined && !this.isText && !isDraft) {
            el.select();
        } else {
            // a long text is gone on with, and not lost to the first key
            el.setSelectionRange(el.value.length, el.value.length);
        }
        return true;
    }

    /** The field holds what was typed already: the cell is open from now on. */
    begin() {
        if (!this.store.startEditing()) {
            return false;
        }
        this.initial = this.oldText;
        this.isBlanked = false;
        return true;
    }

    setText(text) {
        this.field.el.value = text;
        this.takeText();
    }

    /** Draw what belongs to what the field holds. */
    takeText() {
        Object.assign(this.state, { text: this.field.el.value, problem: "", chosen: -1 });
    }

    onBeforeinput(ev) {
        if (this.isEditing) {
            const isBreak = ["insertLineBreak", "insertParagraph"].includes(ev.inputType);
            if (isBreak && !this.takesBreak && ev.cancelable) {
                // a keyboard that puts letters together has handed its Enter on
                ev.preventDefault();
                this.commit("down");
            }
            return;
        }
        const isOpen = this.row && this.store.canEdit(this.row, this.column);
        if (!isOpen || ev.inputType.startsWith("history")) {
            ev.preventDefault();
        } else {
            this.place();
        }
    }

    onInput() {
        if (!this.isEditing && !this.begin()) {
            if (!this.isBusy) {
                this.field.el.value = "";
            }
            return;
        }
        this.isBlanked = false;
        this.takeText();
    }

    onCompositionstart() {
        this.place();
        this.isBusy = true;
        this.isBegunByComposition = !this.isEditing && this.begin();
    }

    onCompositionend() {
        this.isBusy = false;
        if (!this.isEditing) {
            this.field.el.value = "";
        } else if (this.isBegunByComposition && !this.field.el.value) {
            // given up before there was a letter: the cell is as it was
            this.end();
            this.props.onCancel();
        } else {
            this.takeText();
        }
        this.isBegunByComposition = false;
    }

    read(row, column) {
        const text = this.field.el.value;
        return text === this.initial && !row.drafts?.[column] ? {} : readCell(row, column, text);
    }

    /** Hand over what was typed; what isn't understood stays in the field, or in its cell where the user has left. */
    commit(move) {
        const { editing } = this.store;
        if (!editing) {
            return;
        }
        const row = this.store.byKey[editing.key];
        if (!row) {
            this.cancel();
            return;
        }
        let values;
        try {
            values = this.read(row, editing.column);
        } catch (error) {
            if (!(error instanceof CellProblem)) {
                throw error;
            }
            if (move) {
                this.state.problem = error.message;
                return;
            }
            this.store.keepDraft(row, editing.column, this.field.el.value, error.message);
            this.end();
            this.props.onCancel();
            return;
        }
        this.store.dropDraft(row, editing.column);
        this.end();
        this.props.onCommit(row, values, move);
    }

    /** The user goes elsewhere: what was typed goes with the cell. */
    leave() {
        if (this.isEditing && this.isBlanked) {
            // a key that erases opened it, and nothing was said since
            this.cancel();
        } else if (this.isEditing) {
            this.commit("");
        }
    }

    choose({ values }, move = "") {
        const { row } = this;
        this.store.dropDraft(row, this.column);
        this.end();
        this.props.onCommit(row, values, move);
        this.focus();
    }

    end() {
        if (this.field.el) {
            this.field.el.value = "";
        }
        Object.assign(this.state, { text: "", problem: "", chosen: -1 });
    }

    cancel() {
        this.end();
        this.props.onCancel();
    }

    /** Whether the cell at hand, open or not, takes an option by its number. */
    hasNumber(number) {
        const { row, column, store } = this;
        return (
            !this.isText &&
            takesOption(row) &&
            Boolean(row.options[number - 1]) &&
            store.canEdit(row, column)
        );
    }

    chooseNumber(number) {
        this.choose({ values: this.valuesOf(this.row, this.row.options[number - 1]) });
    }

    onKeydown(ev) {
        if (isComposing(ev)) {
            ev.stopPropagation();
            return;
        }
        this.takesBreak = false;
        if (!this.isEditing) {
            return;
        }
        const action = this.keyAction(ev);
        if (action) {
            ev.preventDefault();
            action();
        }
        // what is typed here is no command of the sheet, but for those of the form
        if (action || !(ev.ctrlKey || ev.metaKey || ev.altKey)) {
            ev.stopPropagation();
        }
    }

    keyAction(ev) {
        const isControl = ev.ctrlKey || ev.metaKey;
        if (ev.key === "Escape") {
            return () => this.cancel();
        }
        if (ev.key === "Enter") {
            return this.enterAction(ev);
        }
        if (ev.key === "Tab") {
            return () => this.goOnWithShare() || this.commit(ev.shiftKey ? "previous" : "next");
        }
        if (isControl && ev.key === "s") {
            return () => {
                this.commit("");
                this.store.flush();
            };
        }
        if (this.hasOptions && ["ArrowDown", "ArrowUp"].includes(ev.key)) {
            const { length } = this.options;
            const step = ev.key === "ArrowDown" ? 1 : -1;
            return () => {
                this.state.chosen =
                    (Math.max(this.state.chosen, step < 0 ? 0 : -1) + step + length) % length;
            };
        }
        const digit = ev.altKey && /^(?:Digit|Numpad)?([1-9])$/.exec(ev.code || ev.key);
        if (digit && this.hasNumber(digit[1])) {
            return () => this.chooseNumber(digit[1]);
        }
        return null;
    }

    enterAction(ev) {
        if (this.isText && ev.shiftKey) {
            this.takesBreak = true;
            return null;
        }
        if (this.isText && ev.altKey) {
            return () => {
                const { el } = this.field;
                el.setRangeText("\n", el.selectionStart, el.selectionEnd, "end");
                this.takeText();
            };
        }
        if (this.hasOptions && this.state.chosen >= 0) {
            return () => this.choose(this.options[this.state.chosen], "down");
        }
        return () => this.goOnWithShare() || this.commit("down");
    }

    /** The first of two numbers is there: go on with the second. */
    goOnWithShare() {
        const { el } = this.field;
        const isHalf = el.value !== this.initial && isHalfShare(this.row, el.value);
        if (this.isText || !isHalf) {
            return false;
        }
        this.setText(`${el.value.trim()}/`);
        el.setSelectionRange(el.value.length, el.value.length);
        return true;
    }

    onFocusout({ relatedTarget }) {
        // a window that is left for another one leaves the field where it is
        const isWindow = !relatedTarget && this.hasFocus;
        if (!isWindow && !this.root.el?.contains(relatedTarget)) {
            this.leave();
        }
    }
}
