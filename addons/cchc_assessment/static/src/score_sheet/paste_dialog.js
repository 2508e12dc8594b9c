import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

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

    apply() {
        this.props.apply(this.fitting);
        this.props.close();
    }
}
