import { Component, useRef } from "@odoo/owl";

/** The pictures that become pages of one document. */
const PICTURES = "image/jpeg,image/png";
/** What a chooser shows first. What may be filed is decided by the server, from the bytes. */
const USUAL_FILES = ".pdf,.png,.jpg,.jpeg,.tif,.tiff,.doc,.docx,.xls,.xlsx,.zip";

/** A button that lets people choose files, and hands these over as they are. */
export class FilePicker extends Component {
    static template = "cchc_assessment.FilePicker";
    static props = {
        onPicked: Function,
        multiple: { type: Boolean, optional: true },
        className: { type: String, optional: true },
        disabled: { type: Boolean, optional: true },
        title: { type: String, optional: true },
        /** whether a folder is chosen, with all that lies in it */
        directory: { type: Boolean, optional: true },
        /** whether pictures alone are chosen */
        pictures: { type: Boolean, optional: true },
        /** whether a photo is taken now: it is the first page of a document */
        camera: { type: Boolean, optional: true },
        slots: Object,
    };
    static defaultProps = { multiple: true, className: "btn btn-secondary", disabled: false };

    get accepted() {
        const { camera, directory, pictures } = this.props;
        if (directory) {
            return undefined;
        }
        return camera || pictures ? PICTURES : USUAL_FILES;
    }

    setup() {
        this.input = useRef("input");
    }

    onChange({ target: input }) {
        const files = [...input.files];
        if (this.props.camera) {
            files.forEach((file) => Object.assign(file, { cchcTaken: true }));
        }
        // the same file may be chosen again, after it was mended
        input.value = "";
        this.props.onPicked(files);
    }
}
