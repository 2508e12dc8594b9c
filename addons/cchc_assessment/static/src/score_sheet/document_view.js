import { Component, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { EvidenceFile } from "../evidence_preview/evidence_preview";

const STEP = 25;
const [LEAST, MOST] = [25, 400];

/**
 * A document beside the sheet, wide enough to be read while the criterion is filled in. Pages and zoom of a PDF are
 * the viewer's own; an image has its zoom here.
 */
export class DocumentView extends Component {
    static template = "cchc_assessment.DocumentView";
    static props = {
        documentId: Number,
        /** the documents that lead to each other */
        ids: Array,
        /** what the document proves, in words */
        title: String,
        onChoose: Function,
        onClose: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ file: null, remarks: "", zoom: 100 });
        // the sheet beside it waits for no document
        useEffect(
            (id) => {
                this.load(id);
            },
            () => [this.props.documentId]
        );
    }

    async load(id) {
        const [data] = await this.orm.read(
            "cchc.evidence",
            [id],
            ["name", "document_number", "mimetype", "is_shown", "file_remarks"]
        );
        if (id !== this.props.documentId) {
            // somebody has gone on meanwhile
            return;
        }
        Object.assign(this.state, {
            file: new EvidenceFile({ resId: id, data }),
            remarks: data.file_remarks,
            zoom: 100,
        });
    }

    get index() {
        return this.props.ids.indexOf(this.props.documentId);
    }

    get place() {
        const { ids } = this.props;
        return ids.length > 1 && this.index >= 0
            ? _t("%(at)s of %(count)s", { at: this.index + 1, count: ids.length })
            : "";
    }

    go(step) {
        const { ids, onChoose } = this.props;
        onChoose(ids[(this.index + step + ids.length) % ids.length]);
    }

    zoom(step) {
        this.state.zoom = Math.min(Math.max(this.state.zoom + step * STEP, LEAST), MOST);
    }

    onKeydown(ev) {
        if (ev.key === "Escape") {
            ev.stopPropagation();
            this.props.onClose();
        }
    }
}
