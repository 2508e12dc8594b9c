import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { BadgeField, badgeField } from "@web/views/fields/badge/badge_field";

/** The state of an assessment: of a unit that has not begun, nobody says that it is scoring. */
export class CchcStateBadge extends BadgeField {
    get isBegun() {
        const { is_begun, state } = this.props.record.data;
        return is_begun || state !== "draft";
    }

    get formattedValue() {
        return this.isBegun ? super.formattedValue : _t("Not begun");
    }

    get badgeClass() {
        return this.isBegun ? super.badgeClass : "text-bg-300";
    }
}

registry.category("fields").add("cchc_state", {
    ...badgeField,
    component: CchcStateBadge,
    displayName: "CCHC State",
    fieldDependencies: [{ name: "is_begun", type: "boolean" }],
});
