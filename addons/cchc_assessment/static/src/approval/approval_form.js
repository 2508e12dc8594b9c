import { Component, useState, useSubEnv } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** The leader's dialog, which tells whoever waits for the seal that it is being made. */
export class ApprovalFormController extends FormController {
    setup() {
        super.setup();
        this.sealing = useState({ isUnderWay: false });
        useSubEnv({ cchcSealing: this.sealing });
    }

    async beforeExecuteActionButton(clickParams) {
        const goesOn = await super.beforeExecuteActionButton(clickParams);
        this.sealing.isUnderWay = goesOn !== false && clickParams.name === "action_approve";
        return goesOn;
    }

    /** Refused or done: whoever was refused may try again. */
    async afterExecuteActionButton(clickParams) {
        this.sealing.isUnderWay = false;
        return super.afterExecuteActionButton(clickParams);
    }
}

/** The bar of what cannot go on behind: the seal covers the documents that are made for it, all at once or not at all. */
export class SealingBar extends Component {
    static template = "cchc_assessment.SealingBar";
    static props = { ...standardWidgetProps };

    setup() {
        this.sealing = useState(this.env.cchcSealing);
    }
}

registry.category("views").add("cchc_approval_form", {
    ...formView,
    Controller: ApprovalFormController,
});
registry.category("view_widgets").add("cchc_sealing", { component: SealingBar });
