import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { buildM2OFieldDescription, Many2OneField } from "@web/views/fields/many2one/many2one_field";
import { CchcNumberField } from "../number_field/number_field";

const SHARE = ["numerator", "denominator"];
const QUANTITY = ["quantity"];
const OF_TYPE = {
    choice: ["option_id"],
    met: ["option_id"],
    ratio: SHARE,
    per_item: QUANTITY,
    deduction: QUANTITY,
    manual: ["manual_score"],
};
const OF_BASIS = { percent: SHARE, quantity: QUANTITY };
const WITH_BASIS = ["band", "relative"];

/**
 * Which inputs a criterion's rule asks for: fields of its line. Held, as `core/plain/rule_inputs.py` is, to the cases
 * of `static/tests/rule_cases.js`.
 */
export function askedInputs({ rule_type: rule, band_basis: basis }) {
    return (WITH_BASIS.includes(rule) ? OF_BASIS[basis] : OF_TYPE[rule]) || [];
}

/** Whether an option may be chosen: it is what the rule asks for, or stands for the figures of a band. */
export const takesOption = (row) =>
    askedInputs(row)[0] === "option_id" || (Boolean(row.is_direct) && row.rule_type === "band");

/**
 * One cell of the score sheet for whatever the criterion's rule asks for: an option, two numbers, a count or a
 * score. Stands on `option_id`, whose domain it takes over.
 */
export class RuleInputs extends Component {
    static template = "cchc_assessment.RuleInputs";
    static components = { CchcNumberField, Many2OneField };
    static props = { ...Many2OneField.props };

    get inputs() {
        const { data, resModel } = this.props.record;
        const isCouncils = data.scored_by === "council" && resModel === "cchc.assessment.line";
        return isCouncils || data.not_applicable ? [] : askedInputs(data);
    }

    get isEmpty() {
        return this.inputs.every((name) => this.props.record.data[name] === false);
    }

    /** Whether a band can be chosen here because there are no figures. */
    get isDirect() {
        return (
            this.inputs[0] !== "option_id" && this.isEmpty && takesOption(this.props.record.data)
        );
    }

    numberProps(name) {
        const { readonly, record } = this.props;
        return { name, readonly, record };
    }

    label(name) {
        return this.props.record.fields[name].string;
    }
}

registry.category("fields").add("cchc_rule_inputs", {
    ...buildM2OFieldDescription(RuleInputs),
    displayName: "CCHC Rule Inputs",
    // an empty option is no empty cell: the rule may ask for numbers
    isEmpty: () => false,
    fieldDependencies: [
        { name: "rule_type", type: "selection" },
        { name: "band_basis", type: "selection" },
        { name: "is_direct", type: "boolean" },
        { name: "scored_by", type: "selection" },
        { name: "not_applicable", type: "boolean" },
        ...["numerator", "denominator", "quantity", "manual_score"].map((name) => ({
            name,
            type: "float",
            readonly: false,
            onChange: true,
        })),
    ],
});
