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

/**
 * Show the outcome over the page, which is read anew below it.
 *
 * @param {Object} env
 * @param {{ params: { done: number, left: Object[], next: Object } }} action what follows can be a message alone: the
 *   action's name may stand in an address that anybody wrote
 */
export function showOutcome(env, { params }) {
    const { done, left, next } = params;
    if (Array.isArray(left)) {
        env.services.dialog.add(OutcomeDialog, { done, left });
    }
    const isMessage = next?.type === "ir.actions.client" && next.tag === "display_notification";
    return isMessage ? next : { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("cchc_outcome", showOutcome);
