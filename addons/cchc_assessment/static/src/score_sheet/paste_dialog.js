import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";

const EFFECTS = {
    new: _t("Will be filled in"),
    overwrite: _t("Will be replaced"),
    erase: _t("Will be erased"),
    same: _t("Already so"),
    nothing: _t("Blank: stays as it is"),
};

/** What a pasted column would put into which row, before it does; what doesn't fit is left out. */
export class PasteDialog extends Component {
    static template = "cchc_assessment.PasteDialog";
    static components = { Dialog };
    static props = {
        /** (erases: boolean) => Object, what `planPaste` returns where blanks empty their cells, or don't */
        plan: Function,
        apply: Function,
        close: Function,
    };

    setup() {
        this.state = useState({ erases: false });
    }

    get plan() {
        return this.props.plan(this.state.erases);
    }

    get items() {
        return this.plan.items;
    }

    get hasBlanks() {
        return this.items.some((item) => item.row && !item.text.trim() && item.old);
    }

    get fitting() {
        return this.items.filter(({ values }) => values);
    }

    get misfits() {
        return this.items.filter(({ problem }) => problem).length;
    }

    get misfitSentence() {
        return _t("Rows that do not fit and are left out: %s", this.misfits);
    }

    get passedSentence() {
        const { passed } = this.plan;
        return passed ? _t("Rows of domains, options and headings passed over: %s", passed) : "";
    }

    get applyLabel() {
        return _t("Take Over What Fits (%s)", this.fitting.length);
    }

    describe({ effect, problem }) {
        return problem || EFFECTS[effect];
    }

    toggleErases() {
        this.state.erases = !this.state.erases;
    }

    apply() {
        this.props.apply(this.fitting);
        this.props.close();
    }
}
