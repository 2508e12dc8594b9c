import { Component, useEffect, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { droppedFiles } from "./dropped_files";
import { FilePicker } from "./file_picker";
import { isDone, isUnderWay } from "./upload_queue";
import { lineTarget } from "./upload_service";

/** A paperclip in a criterion's row, which takes files that are dropped on the row, too. */
export class EvidenceUploadCell extends Component {
    static template = "cchc_assessment.EvidenceUploadCell";
    static components = { FilePicker };
    static props = { ...standardWidgetProps };

    setup() {
        this.queue = useService("cchc_evidence_upload");
        this.action = useService("action");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.root = useRef("root");
        this.label = _t("Attach documents");
        useBus(this.queue.bus, "SETTLED", ({ detail }) => {
            // the criterion's own dialog, when it lies over this row, says it better
            if (
                detail.target.key === this.target.key &&
                this.ui.activeElement.contains(this.root.el)
            ) {
                this.onSettled();
            }
        });
        useEffect(
            (row) => this.acceptDrops(row),
            () => [this.root.el?.closest("tr")]
        );
    }

    get isEditable() {
        const { data, resId } = this.props.record;
        return Boolean(resId && data.is_editable && data.scored_by === "unit");
    }

    get target() {
        return lineTarget(this.props.record.resId);
    }

    get uploads() {
        return this.queue.ofTarget(this.target);
    }

    get underWay() {
        return this.uploads.filter(isUnderWay);
    }

    get problems() {
        return this.uploads.filter((upload) => !isDone(upload) && !isUnderWay(upload));
    }

    get problemText() {
        return this.problems.map(({ name, message }) => `${name}: ${message}`).join("\n");
    }

    add(files) {
        this.queue.add(files, this.target);
    }

    acceptDrops(row) {
        if (!row) {
            return;
        }
        const over = (ev) => {
            if (ev.dataTransfer.types.includes("Files")) {
                ev.preventDefault();
                row.classList.add("o_cchc_drop_row");
            }
        };
        const leave = () => row.classList.remove("o_cchc_drop_row");
        const drop = async (ev) => {
            leave();
            if (ev.dataTransfer.types.includes("Files")) {
                ev.preventDefault();
                this.add(await droppedFiles(ev.dataTransfer));
            }
        };
        const listeners = { dragover: over, dragleave: leave, drop };
        for (const [name, listener] of Object.entries(listeners)) {
            row.addEventListener(name, listener);
        }
        return () => {
            for (const [name, listener] of Object.entries(listeners)) {
                row.removeEventListener(name, listener);
            }
        };
    }

    /** The row shows its new documents; one that was refused is said aloud, and stays at the row. */
    async onSettled() {
        for (const { name, message } of this.problems) {
            this.notification.add(message, {
                title: _t("%s was not filed", name),
                type: "danger",
                sticky: true,
            });
        }
        const filed = this.uploads.filter(isDone);
        if (filed.length) {
            this.queue.dismissDone(this.target);
            this.notification.add(
                _t("Documents filed: %s. Check their number, date and subject.", filed.length),
                {
                    type: "success",
                    buttons: [{ name: _t("Check"), onClick: () => this.open(), primary: true }],
                }
            );
            await this.reload();
        }
    }

    /** Only this row where that is possible: somebody may be typing in another one. */
    async reload() {
        const { record } = this.props;
        if (record.isInEdition || (await record.isDirty())) {
            await record.model.root.save();
        } else {
            await record.load();
        }
    }

    async open() {
        const { record } = this.props;
        if (await record.model.root.save()) {
            const action = await this.env.services.orm.call(record.resModel, "action_open_form", [
                [record.resId],
            ]);
            this.action.doAction(action, { onClose: () => record.model.root.load() });
        }
    }
}

registry.category("view_widgets").add("cchc_evidence_upload_cell", {
    component: EvidenceUploadCell,
    fieldDependencies: [
        { name: "is_editable", type: "boolean" },
        { name: "scored_by", type: "selection" },
    ],
});
