import { Component, xml } from "@odoo/owl";
import { formatDateTime } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { registry } from "@web/core/registry";
import { DateTimeField, dateTimeField } from "@web/views/fields/datetime/datetime_field";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A moment as deadlines are written, "18/12/2026 17:00"; Odoo's own numbers show seconds as well. */
export function writeMoment(value) {
    return formatDateTime(value, { format: localization.dateTimeFormat.replace(":ss", "") });
}

export class CchcMomentField extends DateTimeField {
    getFormattedValue(valueIndex) {
        return writeMoment(this.values[valueIndex]);
    }
}

/** In a list nobody changes a moment: its cells need no calendar. */
export class CchcMomentCell extends Component {
    static template = xml`<span t-esc="text"/>`;
    static props = { ...standardFieldProps };

    get text() {
        return writeMoment(this.props.record.data[this.props.name]);
    }
}

registry.category("fields").add("cchc_moment", {
    ...dateTimeField,
    component: CchcMomentField,
    displayName: "CCHC Moment",
});
registry.category("fields").add("list.cchc_moment", {
    component: CchcMomentCell,
    displayName: "CCHC Moment",
    supportedTypes: ["datetime"],
    listViewWidth: 130,
});
