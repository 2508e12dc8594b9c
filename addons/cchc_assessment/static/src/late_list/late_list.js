import { onWillStart } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

/** How many rows Odoo shows where a list says nothing. */
const ROWS = 40;

/**
 * A list on a page of a form that is not the first: its view asks for one row, and the others are read when the page is
 * opened. From then on the form reads them whenever it reads itself.
 */
export class LateList extends X2ManyField {
    setup() {
        super.setup();
        onWillStart(async () => {
            this.props.record.activeFields[this.props.name].limit = ROWS;
            if (this.list.limit < ROWS) {
                await this.list.load({ limit: ROWS });
            }
        });
    }
}

registry.category("fields").add("cchc_late_list", { ...x2ManyField, component: LateList });
