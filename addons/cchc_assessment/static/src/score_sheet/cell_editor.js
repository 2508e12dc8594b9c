import { Component, onMounted, onWillUnmount, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatNumber, writeNumber } from "../number_field/number_field";
import { askedInputs } from "../rule_inputs/rule_inputs";
import { TextCounter } from "../text_length/text_length";
import { TEXTS } from "./sheet_sides";
import { CellProblem, mostOf, parseNumber } from "./sheet_values";

const NOT_APPLICABLE = "n/a";
const TEXT_LABELS = {
    explanation: (criterion) => _t("Explanation of %s", criterion),
    question: (criterion) => _t("Answer on %s", criterion),
    remark: (criterion) => _t("Remark on %s", criterion),
};
const LABELS = {
    numerator: _t("Done"),
    denominator: _t("Out of"),
    quantity: _t("Quantity"),
    manual_score: _t("Score"),
};

/**
 * Where one cell is typed in: the inputs that the criterion's rule asks for, or a text. Enter, Tab and leaving
 * it hand over what was typed; Escape does not.
 */
export class CellEditor extends Component {
    static template = "cchc_assessment.CellEditor";
    static components = { TextCounter };
    static props = {
        row: Object,
        column: String,
        values: Object,
        /** how long a text may be here */
        limits: { type: Object, optional: true },
        /** what was typed to open it, which replaces what was there */
        text: { type: [String, { value: null }], optional: true },
        /** (row, values, move) => void; `move` is "down", "next", "previous" or "" */
        onCommit: Function,
        onCancel: Function,
    };

    setup() {
        this.root = useRef("root");
        const { column, row, text, values } = this.props;
        this.textField = TEXTS[column];
        this.asked = this.textField ? [] : askedInputs(row);
        this.isOption = this.asked[0] === "option_id";
        this.state = useState({
            option: values.not_applicable ? NOT_APPLICABLE : String(values.option_id || ""),
            texts: Object.fromEntries(
                this.asked.map((name) => [name, text === null ? writeNumber(values[name]) : ""])
            ),
            text: text === null ? values[this.textField] || "" : text,
            isNotApplicable: values.not_applicable,
            problem: "",
        });
        if (text !== null && this.isOption) {
            const option = row.options[Number(text) - 1];
            this.state.option = option ? String(option.id) : this.state.option;
        } else if (text !== null && this.asked.length) {
            this.state.texts[this.asked[0]] = text;
            this.state.isNotApplicable = false;
        }
        // the browser's back button takes the page away without leaving the cell first
        onWillUnmount(() => this.commit(""));
        onMounted(() => {
            const field = this.root.el.querySelector("select, input, textarea");
            field.focus();
            if (text === null && field.tagName === "INPUT") {
                field.select();
            } else if (field.setSelectionRange) {
                // a long text is gone on with, and not lost to the first key
                field.setSelectionRange(field.value.length, field.value.length);
            }
        });
    }

    get criterion() {
        const { code, name } = this.props.row;
        return [code, name].filter(Boolean).join(" ");
    }

    get ariaLabel() {
        return this.isOption
            ? _t("Result of %s", this.criterion)
            : TEXT_LABELS[this.props.column](this.criterion);
    }

    label(name) {
        return `${LABELS[name]}: ${this.criterion}`;
    }

    optionLabel(option, index) {
        return `${index + 1}. ${option.name} (${formatNumber(option.score)})`;
    }

    read() {
        const { row } = this.props;
        if (this.textField) {
            return { [this.textField]: this.state.text.trim() || false };
        }
        if (this.isOption) {
            const { option } = this.state;
            return option === NOT_APPLICABLE
                ? { not_applicable: true }
                : { option_id: Number(option) || false, not_applicable: false };
        }
        if (this.state.isNotApplicable) {
            return { not_applicable: true };
        }
        const values = { not_applicable: false };
        for (const name of this.asked) {
            values[name] = parseNumber(this.state.texts[name], mostOf(row, name));
        }
        const filled = this.asked.filter((name) => values[name] !== false);
        if (filled.length && filled.length < this.asked.length) {
            throw new CellProblem(_t("Both numbers of %s are needed.", row.code || row.name));
        }
        return values;
    }

    commit(move) {
        if (this.isDone) {
            return;
        }
        let values;
        try {
            values = this.read();
        } catch (error) {
            if (!(error instanceof CellProblem)) {
                throw error;
            }
            this.state.problem = error.message;
            return;
        }
        this.isDone = true;
        this.props.onCommit(this.props.row, values, move);
    }

    onKeydown(ev) {
        const { target } = ev;
        if (ev.key === "Escape") {
            this.isDone = true;
            this.props.onCancel();
        } else if (ev.key === "Enter" && !ev.isComposing) {
            if (
                target.tagName === "BUTTON" ||
                (target.tagName === "TEXTAREA" && (ev.shiftKey || ev.altKey))
            ) {
                ev.stopPropagation();
                return;
            }
            const next = target.tagName === "INPUT" && this.nextInput(target);
            if (next && !next.value) {
                next.focus();
            } else {
                this.commit("down");
            }
        } else if (ev.key === "Tab") {
            if (ev.shiftKey ? this.previousInput(target) : this.nextInput(target)) {
                ev.stopPropagation();
                return;
            }
            this.commit(ev.shiftKey ? "previous" : "next");
        } else {
            // what is typed here is no command of the sheet, but for saving
            if (!ev.ctrlKey && !ev.metaKey) {
                ev.stopPropagation();
            } else if (ev.key === "s") {
                this.commit("");
                return;
            }
            if (this.isOption && /^[1-9]$/.test(ev.key) && this.props.row.options[ev.key - 1]) {
                ev.preventDefault();
                this.state.option = String(this.props.row.options[ev.key - 1].id);
            }
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    nextInput(input) {
        const inputs = [...this.root.el.querySelectorAll("input")];
        return inputs[inputs.indexOf(input) + 1];
    }

    previousInput(input) {
        const inputs = [...this.root.el.querySelectorAll("input")];
        return inputs[inputs.indexOf(input) - 1];
    }

    onFocusout({ relatedTarget }) {
        if (!this.root.el?.contains(relatedTarget)) {
            this.commit("");
        }
    }

    toggleNotApplicable() {
        this.state.isNotApplicable = !this.state.isNotApplicable;
    }
}
