import { useEffect, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { TextField, textField } from "@web/views/fields/text/text_field";
import { TextCounter } from "./text_length";

/**
 * A text of several lines that says how long it is while it is typed. What is too long is neither cut nor refused
 * here: it stays as it was pasted, and the server says the same when it is saved.
 */
export class CchcTextField extends TextField {
    static template = "cchc_assessment.TextField";
    static components = { ...TextField.components, TextCounter };

    setup() {
        super.setup();
        this.state = useState({ typed: null });
        useEffect(
            () => {
                this.state.typed = null;
            },
            () => [this.props.record.id, this.props.record.data[this.props.name]]
        );
    }

    get limits() {
        return this.props.record.fields[this.props.name];
    }

    get text() {
        return this.state.typed ?? (this.props.record.data[this.props.name] || "");
    }

    onInput(ev) {
        this.state.typed = ev.target.value;
    }
}

registry.category("fields").add("cchc_text", {
    ...textField,
    component: CchcTextField,
    displayName: "CCHC Text",
});
