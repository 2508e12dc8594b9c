import { useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useBus, useService } from "@web/core/utils/hooks";
import { droppedFiles } from "../evidence_upload/dropped_files";
import { isDone, isUnderWay } from "../evidence_upload/upload_queue";
import { lineTarget } from "../evidence_upload/upload_service";

/** What a filed document is dragged as. */
export const EVIDENCE = "application/x-cchc-evidence";

/** What is dropped on the rows of the sheet: files, and documents that are filed already. */
class SheetUploads {
    /**
     * @param {import("./sheet_store").SheetStore} store
     * @param {{ el: HTMLElement }} root the sheet
     * @param {{ dropKey: number | false }} state the row that would take what is being dragged
     * @param {{ notification: Object, queue: Object, ui: Object }} services
     */
    constructor(store, root, state, services) {
        Object.assign(this, { store, root, state, ...services });
    }

    rowOf(ev) {
        const element = ev.target.closest("[data-row]");
        const row = element && this.store.byKey[element.dataset.row];
        return row && this.store.canAttach(row) ? row : null;
    }

    onDragover(ev) {
        const { types } = ev.dataTransfer;
        const row = this.rowOf(ev);
        this.state.dropKey = row ? row.key : false;
        if (row && (types.includes("Files") || types.includes(EVIDENCE))) {
            ev.preventDefault();
        }
    }

    onDragleave() {
        this.state.dropKey = false;
    }

    async onDrop(ev) {
        const row = this.rowOf(ev);
        this.state.dropKey = false;
        if (!row) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        const evidenceId = Number(ev.dataTransfer.getData(EVIDENCE));
        if (evidenceId) {
            await this.store.link(row, evidenceId);
        } else {
            this.queue.add(await droppedFiles(ev.dataTransfer), lineTarget(row.line.id));
        }
    }

    async onUploaded(target) {
        const row = this.store.leaves.find(({ line }) => lineTarget(line.id).key === target.key);
        if (!row) {
            return;
        }
        await this.store.refresh([row.line.id]);
        if (!this.ui.activeElement.contains(this.root.el)) {
            // the criterion's own dialog, which lies over the sheet, tells what became of each file
            return;
        }
        const uploads = this.queue.ofTarget(target);
        for (const { name, message } of uploads.filter((one) => !isDone(one) && !isUnderWay(one))) {
            this.notification.add(message, {
                title: _t("%s was not filed", name),
                type: "danger",
                sticky: true,
            });
        }
        this.queue.dismissDone(target);
    }
}

/** Let the component's sheet take what is dropped on it; see `SheetUploads`. */
export function useSheetUploads(store, root) {
    const queue = useService("cchc_evidence_upload");
    const uploads = new SheetUploads(store, root, useState({ dropKey: false }), {
        notification: useService("notification"),
        queue,
        ui: useService("ui"),
    });
    useBus(queue.bus, "SETTLED", ({ detail }) => uploads.onUploaded(detail.target));
    return uploads;
}
