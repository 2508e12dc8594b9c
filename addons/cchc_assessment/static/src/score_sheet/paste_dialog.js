import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";

/** What a pasted column would put into which row, before it does; what doesn't fit is left out. */
export class PasteDialog extends Component {
    static template = "cchc_assessment.PasteDialog";
    static components = { Dialog };
    static props = { plan: Array, apply: Function, close: Function };

    get fitting() {
        return this.props.plan.filter(({ values }) => values);
    }

    get misfits() {
        return this.props.plan.length - this.fitting.length;
    }

    get misfitSentence() {
        return _t("Rows that do not fit and are left out: %s", this.misfits);
    }

    get applyLabel() {
        return _t("Take Over What Fits (%s)", this.fitting.length);
    }

    apply() {
        this.props.apply(this.fitting);
        this.props.close();
    }
}
