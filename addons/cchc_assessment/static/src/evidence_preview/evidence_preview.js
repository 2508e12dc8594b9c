import { Component, onWillDestroy } from "@odoo/owl";
import { FileModel } from "@web/core/file_viewer/file_model";
import { FileViewer } from "@web/core/file_viewer/file_viewer";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useActiveElement } from "@web/core/ui/ui_service";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** A document as Odoo's file viewer wants it, fetched through the one address that checks and logs who reads it. */
export class EvidenceFile extends FileModel {
    constructor({ resId, data }) {
        super();
        this.id = resId;
        this.name = [data.document_number, data.name].filter(Boolean).join(": ");
        this.mimetype = data.mimetype;
        this.isShown = data.is_shown;
    }

    get urlRoute() {
        return `/cchc/evidence/${this.id}`;
    }

    get urlQueryParams() {
        return {};
    }

    get downloadUrl() {
        return `${this.urlRoute}?download=1`;
    }

    /** What browsers show: a TIFF, which may be filed, is none of these. */
    get isImage() {
        return this.isShown && ["image/png", "image/jpeg"].includes(this.mimetype);
    }

    /** A PDF in which something would be run is downloaded, and not shown. */
    get isPdf() {
        return this.isShown && super.isPdf;
    }
}

/** Keeps the keyboard to itself: Escape closes it, and not the dialog that it was opened from. */
class EvidenceViewer extends FileViewer {
    setup() {
        super.setup();
        useActiveElement("autofocus");
    }
}

/** The documents that stand beside this one, in a list of documents or on the form of what they prove. */
function siblings(record) {
    const { root } = record.model;
    const lists = root.records ? [root] : Object.values(root.data);
    const around = lists.find((list) => list?.records?.some(({ id }) => id === record.id));
    return around ? around.records : [record];
}

/**
 * Shows a document without leaving the page, PDFs and images in Odoo's viewer, from where the arrow keys lead on to
 * its neighbours; what a browser cannot show is downloaded.
 */
export class EvidencePreview extends Component {
    static template = "cchc_assessment.EvidencePreview";
    static props = {
        ...standardWidgetProps,
        labelled: { type: Boolean, optional: true },
    };

    setup() {
        this.overlay = useService("overlay");
        this.close = () => {};
        onWillDestroy(() => this.close());
    }

    get file() {
        return new EvidenceFile(this.props.record);
    }

    get label() {
        return this.file.isViewable ? _t("Preview") : _t("Download");
    }

    get icon() {
        if (!this.file.isViewable) {
            return "fa-download";
        }
        return this.file.isImage ? "fa-file-image-o" : "fa-file-pdf-o";
    }

    open() {
        const files = siblings(this.props.record)
            .map((record) => new EvidenceFile(record))
            .filter((file) => file.id && file.isViewable);
        this.close = this.overlay.add(EvidenceViewer, {
            files,
            startIndex: files.findIndex(({ id }) => id === this.props.record.resId),
            close: () => this.close(),
        });
    }
}

registry.category("view_widgets").add("cchc_evidence_preview", {
    component: EvidencePreview,
    extractProps: ({ options }) => ({ labelled: Boolean(options.labelled) }),
    fieldDependencies: [
        { name: "name", type: "char" },
        { name: "document_number", type: "char" },
        { name: "mimetype", type: "char" },
        { name: "is_shown", type: "boolean" },
    ],
});
