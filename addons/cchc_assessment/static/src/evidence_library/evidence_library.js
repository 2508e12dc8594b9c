import { onWillStart } from "@odoo/owl";
import { useDropzone } from "@web/core/dropzone/dropzone_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { listView } from "@web/views/list/list_view";
import { SelectCreateDialog } from "@web/views/view_dialogs/select_create_dialog";
import { droppedFiles } from "../evidence_upload/dropped_files";
import { FilePicker } from "../evidence_upload/file_picker";
import { UploadList } from "../evidence_upload/upload_list";
import { assessmentTarget, trayTarget } from "../evidence_upload/upload_service";

/**
 * The library takes files, too: for the assessment that it was opened from, or for the one that this person works
 * on; who works on several is asked.
 */
const takesFiles = (Controller) =>
    class extends Controller {
        static components = { ...Controller.components, FilePicker, UploadList };

        setup() {
            super.setup();
            this.queue = useService("cchc_evidence_upload");
            this.orm = useService("orm");
            this.dialogs = useService("dialog");
            this.placeIds = [];
            onWillStart(async () => {
                this.placeIds = await this.findPlaces();
            });
            useDropzone(
                this.rootRef,
                async ({ dataTransfer }) => this.file(await droppedFiles(dataTransfer)),
                "o_cchc_dropzone",
                () => this.takesFiles
            );
            useBus(this.queue.bus, "SETTLED", ({ detail }) => {
                if (this.isOurs(detail) && !this.model.root.editedRecord) {
                    this.model.load();
                }
            });
        }

        get takesFiles() {
            return this.placeIds.length > 0;
        }

        async findPlaces() {
            // the same view serves for choosing documents, where nothing is filed
            const isOfficer =
                !this.env.inDialog &&
                (await user.hasGroup("cchc_assessment.cchc_assessment_group_officer"));
            return isOfficer ? this.findOwn() : [];
        }

        /** The assessments that this person files in. */
        async findOwn() {
            const { default_assessment_id: opened } = this.props.context;
            const assessments = await this.orm.searchRead(
                "cchc.assessment",
                opened ? [["id", "=", opened]] : [["state", "=", "draft"]],
                ["is_editable"]
            );
            return assessments.filter((one) => one.is_editable).map(({ id }) => id);
        }

        targetOf(id) {
            return assessmentTarget(id);
        }

        get question() {
            return {
                title: _t("To which assessment do the documents belong?"),
                resModel: "cchc.assessment",
            };
        }

        isOurs({ target }) {
            return this.placeIds.some((id) => this.targetOf(id).key === target.key);
        }

        file(files) {
            const add = (id) => this.queue.add(files, this.targetOf(id));
            if (this.placeIds.length === 1) {
                add(this.placeIds[0]);
                return;
            }
            this.dialogs.add(SelectCreateDialog, {
                ...this.question,
                domain: [["id", "in", this.placeIds]],
                multiSelect: false,
                noCreate: true,
                onSelected: ([id]) => add(id),
            });
        }
    };

/** What waits for a period that is not open yet is its unit's. */
const takesFilesAhead = (Controller) =>
    class extends takesFiles(Controller) {
        async findOwn() {
            const units = await this.orm.searchRead(
                "cchc.unit",
                ["|", ["officer_ids", "in", user.userId], ["leader_ids", "in", user.userId]],
                ["id"]
            );
            return units.map(({ id }) => id);
        }

        targetOf(id) {
            return trayTarget(id);
        }

        get question() {
            return { title: _t("To which unit do the documents belong?"), resModel: "cchc.unit" };
        }
    };

class EvidenceListController extends takesFiles(listView.Controller) {
    static template = "cchc_assessment.EvidenceListView";
}

class EvidenceKanbanController extends takesFiles(kanbanView.Controller) {
    static template = "cchc_assessment.EvidenceKanbanView";
}

class TrayListController extends takesFilesAhead(listView.Controller) {
    static template = "cchc_assessment.EvidenceListView";
}

class TrayKanbanController extends takesFilesAhead(kanbanView.Controller) {
    static template = "cchc_assessment.EvidenceKanbanView";
}

registry.category("views").add("cchc_evidence_list", {
    ...listView,
    Controller: EvidenceListController,
    buttonTemplate: "cchc_assessment.EvidenceList.Buttons",
});
registry.category("views").add("cchc_evidence_kanban", {
    ...kanbanView,
    Controller: EvidenceKanbanController,
    buttonTemplate: "cchc_assessment.EvidenceKanban.Buttons",
});
registry.category("views").add("cchc_tray_list", {
    ...listView,
    Controller: TrayListController,
    buttonTemplate: "cchc_assessment.EvidenceList.Buttons",
});
registry.category("views").add("cchc_tray_kanban", {
    ...kanbanView,
    Controller: TrayKanbanController,
    buttonTemplate: "cchc_assessment.EvidenceKanban.Buttons",
});
