import { patch } from "@web/core/utils/patch";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";

patch(KanbanRenderer.prototype, {
    /** Odoo says nothing where there are no cards of ours in groups of records, as a phone shows them: an empty page. */
    get showNoContentHelper() {
        const { groups, isGrouped, resModel } = this.props.list;
        const isEmpty = isGrouped && !groups.length && resModel.startsWith("cchc.");
        return super.showNoContentHelper || isEmpty;
    },
});
