import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * What the rubric asks for, ticked off against the documents in the criterion's form as they stand there, saved or not.
 */
export class RequiredDocuments extends Component {
    static template = "cchc_assessment.RequiredDocuments";
    static props = { ...standardFieldProps };

    get requirements() {
        const { name, record } = this.props;
        const documents = record.data.evidence_ids.records;
        return record.data[name].records.map(({ resId, data }) => ({
            id: resId,
            name: data.name,
            proofs: documents
                .filter((document) => document.data.requirement_ids.currentIds.includes(resId))
                .map((document) => document.data.document_number || document.data.name)
                .join(", "),
        }));
    }
}

registry.category("fields").add("cchc_required_documents", {
    component: RequiredDocuments,
    supportedTypes: ["one2many"],
    relatedFields: [{ name: "name", type: "char" }],
});
