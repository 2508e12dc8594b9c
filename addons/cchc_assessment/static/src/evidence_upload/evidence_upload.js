import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { FileUploader } from "@web/views/fields/file_handler";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * A paperclip on a criterion: the files picked there are filed as its evidence, each as a document of its own.
 * A file that is refused is named with the reason; the others are filed all the same.
 */
export class EvidenceUpload extends Component {
    static template = "cchc_assessment.EvidenceUpload";
    static components = { FileUploader };
    static props = {
        ...standardWidgetProps,
        compact: { type: Boolean, optional: true },
        // where the widget stands on another record than the line itself: its fields that say so
        lineField: { type: String, optional: true },
        editableField: { type: String, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
    }

    get isEditable() {
        const { editableField, record } = this.props;
        if (editableField) {
            return record.resId && record.data[editableField];
        }
        return record.resId && record.data.is_editable && record.data.scored_by === "unit";
    }

    get lineId() {
        const { lineField, record } = this.props;
        return lineField ? record.data[lineField].id : record.resId;
    }

    async onUploaded({ name, data }) {
        const { record } = this.props;
        if (!(await record.model.root.save())) {
            return;
        }
        try {
            await this.orm.create("cchc.evidence", [
                {
                    assessment_id: record.data.assessment_id.id,
                    line_ids: [[4, this.lineId]],
                    file_name: name,
                    file: data,
                },
            ]);
        } catch (error) {
            if (!error.data?.message) {
                throw error;
            }
            this.notification.add(error.data.message, {
                title: _t("%s was not filed", name),
                type: "danger",
                sticky: true,
            });
        }
    }

    async onUploadComplete() {
        await this.props.record.model.root.load();
    }
}

registry.category("view_widgets").add("cchc_evidence_upload", {
    component: EvidenceUpload,
    extractProps: ({ options }) => ({
        compact: Boolean(options.compact),
        lineField: options.line_field,
        editableField: options.editable_field,
    }),
    fieldDependencies: [
        { name: "assessment_id", type: "many2one" },
        { name: "is_editable", type: "boolean" },
        { name: "scored_by", type: "selection" },
    ],
});
