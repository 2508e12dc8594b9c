import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { FilePicker } from "../evidence_upload/file_picker";
import { isDone, isUnderWay } from "../evidence_upload/upload_queue";
import { versionTarget } from "../evidence_upload/upload_service";

/** Files a newer version of a document in its place; the old one stays and says that it is superseded. */
export class EvidenceVersion extends Component {
    static template = "cchc_assessment.EvidenceVersion";
    static components = { FilePicker };
    static props = { ...standardWidgetProps };

    setup() {
        this.queue = useService("cchc_evidence_upload");
        this.action = useService("action");
        this.notification = useService("notification");
        useBus(this.queue.bus, "SETTLED", ({ detail }) => {
            if (detail.target.key === this.target.key) {
                this.onSettled();
            }
        });
    }

    get isReplaceable() {
        const { data, resId } = this.props.record;
        return Boolean(resId && data.is_editable && data.active && !data.is_superseded);
    }

    get target() {
        const { data, resId } = this.props.record;
        return versionTarget(data.assessment_id.id, resId);
    }

    get underWay() {
        return this.queue.ofTarget(this.target).find(isUnderWay);
    }

    get percent() {
        return Math.round(this.underWay.progress * 100);
    }

    async replace(files) {
        if (await this.props.record.save()) {
            this.queue.add(files, this.target);
        }
    }

    onSettled() {
        const upload = this.queue.ofTarget(this.target).at(-1);
        this.queue.dismiss(upload);
        if (!isDone(upload)) {
            this.notification.add(upload.message, {
                title: _t("%s was not filed", upload.name),
                type: "danger",
                sticky: true,
            });
            return;
        }
        if (upload.message) {
            this.notification.add(upload.message, { type: "info" });
        }
        this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: this.props.record.resModel,
                res_id: upload.evidenceId,
                views: [[false, "form"]],
                target: this.env.inDialog ? "new" : "current",
            },
            { stackPosition: "replaceCurrentAction" }
        );
    }
}

registry.category("view_widgets").add("cchc_evidence_version", {
    component: EvidenceVersion,
    fieldDependencies: [
        { name: "assessment_id", type: "many2one" },
        { name: "is_editable", type: "boolean" },
        { name: "is_superseded", type: "boolean" },
        { name: "active", type: "boolean" },
    ],
});
