import { Component, onMounted, toRaw, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { isComposing } from "./cell_editor";
import { findCells } from "./sheet_find";

/** Finds in the sheet, in rows that are not drawn as well, which the browser's own search would pass over. */
export class FindBar extends Component {
    static template = "cchc_assessment.FindBar";
    static props = {
        store: Object,
        /** (cell) => void: the sheet goes there, and the keyboard stays here */
        onFound: Function,
        onClose: Function,
    };

    setup() {
        this.field = useRef("field");
        this.state = useState({ text: "", at: -1, count: 0 });
        onMounted(() => this.field.el.focus());
    }

    get place() {
        const { at, count, text } = this.state;
        if (!text.trim()) {
            return "";
        }
        return count ? _t("%(at)s of %(count)s", { at: at + 1, count }) : _t("Not found");
    }

    onInput(ev) {
        this.state.text = ev.target.value;
        this.state.at = -1;
        this.go(1);
    }

    /** Go to the next cell that holds the text, or to the one before. */
    go(step) {
        const { state } = this;
        const store = toRaw(this.props.store);
        const cells = findCells(store, state.text);
        state.count = cells.length;
        if (cells.length) {
            const from = state.at < 0 && step < 0 ? 0 : state.at;
            state.at = (from + step + cells.length) % cells.length;
            this.props.onFound(cells[state.at]);
        }
    }

    onKeydown(ev) {
        if (isComposing(ev)) {
            return;
        }
        if (ev.key === "Enter" || ev.key === "F3") {
            ev.preventDefault();
            this.go(ev.shiftKey ? -1 : 1);
        } else if (ev.key === "Escape") {
            ev.preventDefault();
            ev.stopPropagation();
            this.props.onClose();
        }
    }
}
