import { Component, onWillDestroy, useRef } from "@odoo/owl";
import { useDropzone } from "@web/core/dropzone/dropzone_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { SelectCreateDialog } from "@web/views/view_dialogs/select_create_dialog";
import { chooseAttachments } from "../evidence_library/attachment_choice";
import { droppedFiles } from "./dropped_files";
import { FilePicker } from "./file_picker";
import { UploadList } from "./upload_list";
import { assessmentTarget, lineTarget, maxBytes, megabytes } from "./upload_service";

/**
 * The place of a form where documents are filed, by a button or by dropping them anywhere around it: on a criterion
 * they prove it, on an assessment they wait for one.
 */
export class EvidenceUpload extends Component {
    static template = "cchc_assessment.EvidenceUpload";
    static components = { FilePicker, UploadList };
    static props = {
        ...standardWidgetProps,
        // where the widget stands on another record than the criterion itself: its fields that say so
        lineField: { type: String, optional: true },
        editableField: { type: String, optional: true },
    };

    setup() {
        this.queue = useService("cchc_evidence_upload");
        this.orm = useService("orm");
        this.dialogs = useService("dialog");
        this.notification = useService("notification");
        this.root = useRef("root");
        const { root } = this;
        useDropzone(
            {
                get el() {
                    return root.el && root.el.closest(".modal-body, .tab-pane, .o_form_sheet");
                },
            },
            async ({ dataTransfer }) => this.add(await droppedFiles(dataTransfer)),
            "o_cchc_dropzone",
            () => this.isEditable
        );
        useBus(this.queue.bus, "SETTLED", ({ detail }) => {
            if (detail.target.key === this.target.key) {
                this.refresh();
            }
        });
        onWillDestroy(() => this.queue.dismissDone(this.target));
    }

    get isEditable() {
        const { editableField, record } = this.props;
        const { data, resId } = record;
        if (editableField) {
            return Boolean(resId && data[editableField]);
        }
        return Boolean(resId && data.is_editable && data.scored_by !== "council");
    }

    get isOnCriterion() {
        return this.props.record.resModel === "cchc.assessment.line";
    }

    get target() {
        const { lineField, record } = this.props;
        if (lineField) {
            return lineTarget(record.data[lineField].id);
        }
        return this.isOnCriterion ? lineTarget(record.resId) : assessmentTarget(record.resId);
    }

    get limit() {
        return Number.isFinite(maxBytes) ? _t("At most %s MB each.", megabytes(maxBytes)) : "";
    }

    shows(upload) {
        return upload.target.key === this.target.key;
    }

    add(files) {
        this.queue.add(files, this.target);
    }

    /** Choose among what the unit filed in other years; it is not stored again. */
    async takeOver() {
        const { record } = this.props;
        const call = (method, ...args) =>
            this.orm.call(record.resModel, method, [[record.resId], ...args]);
        const ids = await call("get_earlier_evidence");
        if (!ids.length) {
            this.notification.add(_t("Your unit has filed no documents in earlier years."), {
                type: "info",
            });
            return;
        }
        this.dialogs.add(SelectCreateDialog, {
            title: _t("Documents of Earlier Years"),
            resModel: "cchc.evidence",
            domain: [["id", "in", ids]],
            context: { search_default_group_by_period: 1 },
            noCreate: true,
            onSelected: async (chosen) => {
                await call("action_take_over", chosen);
                await this.refresh();
            },
        });
    }

    /** Choose among what lies elsewhere in the ERP. */
    chooseAttached() {
        return chooseAttachments(this, this.props.record.resId, () => this.refresh());
    }

    /** Show what was filed, and lose nothing of what is being typed meanwhile. */
    async refresh() {
        const { root } = this.props.record.model;
        if (await root.isDirty()) {
            await root.save();
        } else {
            await root.load();
        }
    }
}

registry.category("view_widgets").add("cchc_evidence_upload", {
    component: EvidenceUpload,
    extractProps: ({ options }) => ({
        lineField: options.line_field,
        editableField: options.editable_field,
    }),
    fieldDependencies: [{ name: "is_editable", type: "boolean" }],
});
