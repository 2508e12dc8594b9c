import { Component, useRef } from "@odoo/owl";

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
        slots: Object,
    };
    static defaultProps = { multiple: true, className: "btn btn-secondary", disabled: false };

    usualFiles = USUAL_FILES;

    setup() {
        this.input = useRef("input");
    }

    onChange({ target: input }) {
        const files = [...input.files];
        // the same file may be chosen again, after it was mended
        input.value = "";
        this.props.onPicked(files);
    }
}
