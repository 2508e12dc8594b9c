import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { ListRenderer } from "@web/views/list/list_renderer";

const DEEPEST_INDENT = 6;

/** Rows indented by their level; a dragged row takes its whole branch along. */
export class CriterionTreeRenderer extends ListRenderer {
    setup() {
        super.setup();
        this.orm = useService("orm");
    }

    getRowClass(record) {
        const level = Math.min(record.data.level || 1, DEEPEST_INDENT);
        return `${super.getRowClass(record)} o_cchc_level_${level}`;
    }

    /** Where a branch lands is the server's decision: it knows all rows, and keeps their numbers. */
    async sortDrop(dataRowId, _dataGroupId, { previous }) {
        const { list } = this.props;
        const find = (id) => list.records.find((record) => record.id === id);
        const moved = find(dataRowId);
        const above = previous && find(previous.dataset.id);
        const form = list.model.root;
        if (await form.save()) {
            // a row that was just added has no number before the form is saved, and stays at the end
            if (moved.resId && !(above && !above.resId)) {
                await this.orm.call("cchc.criterion", "action_drop", [
                    [moved.resId],
                    above ? above.resId : false,
                ]);
            }
            await form.load();
        }
    }
}

export class CriterionTreeField extends X2ManyField {
    static components = { ...X2ManyField.components, ListRenderer: CriterionTreeRenderer };
}

registry.category("fields").add("cchc_criterion_tree", {
    ...x2ManyField,
    component: CriterionTreeField,
});
