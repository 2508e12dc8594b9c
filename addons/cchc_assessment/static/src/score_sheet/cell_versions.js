import { Component, onWillStart, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { useService } from "@web/core/utils/hooks";
import { formatMoment } from "./moments";
import { TEXTS } from "./sheet_sides";

const INPUTS = ["option_id", "numerator", "denominator", "quantity", "manual_score"];
const MOST = 60;

/**
 * What a row of the log says as it can be written again; null where it can't: an option that is no more, or words in
 * a place of numbers.
 *
 * @param {Object} row of the sheet
 * @param {{ field: string, old_value: string | false }} version
 */
export function readVersion(row, { field, old_value: text }) {
    if (!text) {
        return { [field]: false };
    }
    if (field === "option_id") {
        // with its points behind it, in the language of whoever chose it
        const found = row.options.filter(({ name }) => text.startsWith(`${name} (`));
        return found.length === 1 ? { option_id: found[0].id } : null;
    }
    if (Object.values(TEXTS).includes(field)) {
        return { [field]: text };
    }
    const number = Number(text);
    return Number.isFinite(number) ? { [field]: number } : null;
}

/** What a criterion's result and explanation said before, who changed it and when; any of it comes back by a press. */
export class CellVersions extends Component {
    static template = "cchc_assessment.CellVersions";
    static components = { Dialog };
    static props = { row: Object, canEdit: Boolean, onRestore: Function, close: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ versions: [] });
        onWillStart(async () => {
            const versions = await this.orm.searchRead(
                "cchc.log",
                [
                    ["line_id", "=", this.props.row.line.id],
                    ["action", "in", ["fill", "import"]],
                    ["field", "in", [...INPUTS, "explanation"]],
                ],
                ["date", "user_id", "field", "field_label", "old_value", "new_value"],
                { limit: MOST }
            );
            this.state.versions = versions.map((version) => ({
                ...version,
                user: version.user_id[1],
                when: formatMoment(deserializeDateTime(version.date)),
                values: readVersion(this.props.row, version),
            }));
        });
    }

    restore({ values }) {
        this.props.onRestore(values);
        this.props.close();
    }
}
