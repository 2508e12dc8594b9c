import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * What the rubric asks for, ticked off against the documents in the criterion's form as they stand there, saved or not.
 */
export class EvidenceRequirements extends Component {
    static template = "cchc_assessment.EvidenceRequirements";
    static props = { ...standardWidgetProps };

    get requirements() {
        const { evidence_ids: documents, requirement_ids: asked } = this.props.record.data;
        return asked.records.map(({ resId, data }) => ({
            id: resId,
            name: data.display_name,
            proofs: documents.records
                .filter((document) => document.data.requirement_ids.currentIds.includes(resId))
                .map((document) => document.data.document_number || document.data.name)
                .join(", "),
        }));
    }
}

registry.category("view_widgets").add("cchc_evidence_requirements", {
    component: EvidenceRequirements,
});
