import { Component } from "@odoo/owl";
import { standardErrorDialogProps } from "@web/core/errors/error_dialogs";
import { Dialog } from "@web/core/dialog/dialog";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** What stands in the way of an action, one by one, with a way to each criterion. */
export class ObstaclesDialog extends Component {
    static template = "cchc_assessment.ObstaclesDialog";
    static components = { Dialog };
    static props = { ...standardErrorDialogProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        const { title, obstacles } = this.props.data.context;
        this.title = title;
        this.obstacles = obstacles;
        this.first = obstacles.find((obstacle) => obstacle.line_id);
    }

    async open(obstacle) {
        const action = await this.orm.call("cchc.assessment.line", "action_open_form", [
            [obstacle.line_id],
        ]);
        this.props.close();
        await this.action.doAction(action, {
            onClose: () => this.action.doAction("soft_reload"),
        });
    }
}

registry
    .category("error_dialogs")
    .add("odoo.addons.cchc_assessment.exceptions.ObstaclesError", ObstaclesDialog);
