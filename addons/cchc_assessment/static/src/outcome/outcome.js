import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** What has become of a step for many units: how many took it, and which were left out and why. */
export class OutcomeDialog extends Component {
    static template = "cchc_assessment.OutcomeDialog";
    static components = { Dialog };
    static props = { close: Function, done: Number, left: Array };

    setup() {
        this.action = useService("action");
    }

    open({ id, unit }) {
        this.props.close();
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: unit,
            res_model: "cchc.assessment",
            res_id: id,
            views: [[false, "form"]],
            target: "current",
        });
    }
}

/** Show the outcome over the page, which is read anew below it. */
function showOutcome(env, { params }) {
    env.services.dialog.add(OutcomeDialog, { done: params.done, left: params.left });
    return params.next || { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("cchc_outcome", showOutcome);
