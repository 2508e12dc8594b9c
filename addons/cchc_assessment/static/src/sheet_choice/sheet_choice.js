import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Choice of one sheet of the workbook that has just been read; its sheets are in `sheet_names`. */
export class SheetChoice extends Component {
    static template = "cchc_assessment.SheetChoice";
    static props = { ...standardFieldProps };

    get sheets() {
        return this.props.record.data.sheet_names || [];
    }

    /** The one that is read, also while nobody has chosen. */
    get current() {
        const { data } = this.props.record;
        return data[this.props.name] || data.sheet_name;
    }

    onChange(ev) {
        return this.props.record.update({ [this.props.name]: ev.target.value });
    }
}

registry.category("fields").add("cchc_sheet_choice", {
    component: SheetChoice,
    displayName: "CCHC Sheet Choice",
    supportedTypes: ["char"],
    fieldDependencies: [
        { name: "sheet_names", type: "json" },
        { name: "sheet_name", type: "char" },
    ],
});
