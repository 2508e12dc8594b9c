import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

/** Somebody else changed the same criterion: the user decides, with nothing lost of what they typed. */
export class ConflictDialog extends Component {
    static template = "cchc_assessment.ConflictDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        message: String,
        keepMine: Function,
        takeTheirs: Function,
    };

    decide(decision) {
        this.props.close();
        return decision();
    }
}
