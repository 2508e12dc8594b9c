import { Component, onWillDestroy, useRef } from "@odoo/owl";
import { useDropzone } from "@web/core/dropzone/dropzone_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { humanSize } from "@web/core/utils/binary";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { droppedFiles } from "./dropped_files";
import { FilePicker } from "./file_picker";
import { UploadList } from "./upload_list";
import { assessmentTarget, lineTarget, maxBytes } from "./upload_service";

/**
 * The place of a form where documents are filed, by a button or by dropping them anywhere around it: on a criterion
 * they prove it, on an assessment they wait for one.
 */
export class EvidenceUpload extends Component {
    static template = "cchc_assessment.EvidenceUpload";
    static components = { FilePicker, UploadList };
    static props = { ...standardWidgetProps };

    setup() {
        this.queue = useService("cchc_evidence_upload");
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
        const { data, resId } = this.props.record;
        return Boolean(resId && data.is_editable && data.scored_by !== "council");
    }

    get target() {
        const { resId, resModel } = this.props.record;
        return resModel === "cchc.assessment" ? assessmentTarget(resId) : lineTarget(resId);
    }

    get limit() {
        return Number.isFinite(maxBytes)
            ? _t("At most %s each.", humanSize(maxBytes))
            : "";
    }

    shows(upload) {
        return upload.target.key === this.target.key;
    }

    add(files) {
        this.queue.add(files, this.target);
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
    fieldDependencies: [{ name: "is_editable", type: "boolean" }],
});
