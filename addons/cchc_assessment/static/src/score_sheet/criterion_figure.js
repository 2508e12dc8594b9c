import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** Figures that were given for a criterion: from where, and what the unit and whoever answers for them say. */
export class CriterionFigure extends Component {
    static template = "cchc_assessment.CriterionFigure";
    static props = { store: Object, row: Object };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ figures: [] });
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => this.load(props));
    }

    async load({ row }) {
        const figures = await this.orm.call("cchc.assessment.line", "get_figures", [[row.line.id]]);
        Object.assign(this.state, { figures });
    }

    describe({ agency, user, number }) {
        const names = agency === user ? user : `${agency} (${user})`;
        return _t("%(who)s, version %(number)s", { who: names, number });
    }

    /** Say why the figure is not right; whoever answers for it answers. */
    object({ id }) {
        const { store, row } = this.props;
        return this.action.doAction("cchc_assessment.cchc_figure_step_action", {
            additionalContext: { default_figure_id: id, default_step: "object" },
            onClose: async () => {
                await store.refresh([row.line.id]);
                await this.load(this.props);
            },
        });
    }
}
