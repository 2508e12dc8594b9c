import { Component, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const KINDS = [
    ["criterion", _t("A criterion")],
    ["child", _t("A criterion under the one above")],
    ["option", _t("An option of the criterion above")],
    ["total", _t("A total")],
    ["remark", _t("A remark")],
];
const SLIPPED = "code:";

/**
 * The table of a rubric's file beside the tree that was read from it. A criterion points to its cells and a cell to
 * its criterion; what a row is can be said, for it alone or for all rows that look like it.
 */
export class RubricReading extends Component {
    static template = "cchc_assessment.RubricReading";
    static props = { ...standardFieldProps };

    setup() {
        this.root = useRef("root");
        this.state = useState({ node: -1, isForAll: true });
    }

    get reading() {
        return this.props.record.data[this.props.name] || { rows: [], nodes: [], meant: {} };
    }

    get corrections() {
        return this.props.record.data.corrections || {};
    }

    get hasCorrections() {
        return Object.keys(this.corrections).length > 0;
    }

    get hiddenText() {
        return _t("%s more rows are read and not shown.", this.reading.hidden_count);
    }

    /** What a row can be said to be: also a criterion of the code that was meant, where its own has slipped. */
    kindsOf(row) {
        const meant = this.reading.meant[row.number];
        const kinds = meant ? [[SLIPPED + meant, _t("The criterion %s", meant)], ...KINDS] : KINDS;
        return kinds.map(([value, label]) => ({ value, label, isSaid: row.said === value }));
    }

    nameOf(row) {
        return _t("What row %s is", row.number);
    }

    isPointedAt(cell) {
        return this.state.node >= 0 && cell.node === this.state.node;
    }

    /** Point at a criterion, on the other side as well. */
    async point(node, side) {
        this.state.node = this.state.node === node ? -1 : node;
        if (this.state.node < 0) {
            return;
        }
        await Promise.resolve();
        const selector = side === "table" ? `td[data-node="${node}"]` : `li[data-index="${node}"]`;
        this.root.el?.querySelector(selector)?.scrollIntoView({ block: "nearest" });
    }

    pointFromCell({ node }) {
        if (node >= 0) {
            this.point(node, "tree");
        }
    }

    say(row, kind) {
        const corrections = { ...this.corrections };
        const isForAll = this.state.isForAll && !kind.startsWith(SLIPPED);
        // what was said of this row, or of all that look like it, gives way to what is said now
        delete corrections[row.key];
        if (isForAll || !kind) {
            delete corrections[row.shape];
        }
        if (kind) {
            corrections[isForAll ? row.shape : row.key] = kind;
        }
        return this.props.record.update({ corrections });
    }

    forget() {
        return this.props.record.update({ corrections: {} });
    }
}

registry.category("fields").add("cchc_rubric_reading", {
    component: RubricReading,
    displayName: "CCHC Rubric Reading",
    supportedTypes: ["json"],
    fieldDependencies: [{ name: "corrections", type: "json", readonly: false, onChange: true }],
});
