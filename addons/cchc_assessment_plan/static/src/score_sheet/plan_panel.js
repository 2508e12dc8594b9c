import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { useService } from "@web/core/utils/hooks";
import { SidePanel } from "@cchc_assessment/score_sheet/side_panel";
import { formatNumber, formatScore } from "@cchc_assessment/number_field/number_field";

/** Whether it has helped what was planned, as the server says it: asked again when the score changes. */
export class PlanOutcome extends Component {
    static template = "cchc_assessment_plan.PlanOutcome";
    static props = { lineId: Number, state: String };

    setup() {
        this.orm = useService("orm");
        this.said = useState({ outcome: "" });
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => this.isOther(props) && this.load(props));
    }

    isOther({ lineId, state }) {
        return lineId !== this.props.lineId || state !== this.props.state;
    }

    async load({ lineId }) {
        this.said.outcome = await this.orm.call("cchc.assessment.line", "get_plan_outcome", [
            [lineId],
        ]);
    }
}

SidePanel.components = { ...SidePanel.components, PlanOutcome };

/** What the improvement plan of the year before says of the criterion at hand. */
patch(SidePanel.prototype, {
    get plan() {
        return this.row.earlier?.plan || null;
    },

    /** What the council gave this year, where that is shown; null for nothing. */
    get councilsScore() {
        const { council } = this.row.line;
        return council && typeof council.score === "number" ? council.score : null;
    },

    /** What the criterion has now: what the council gave where that is shown, else the unit's own; null for nothing. */
    get scoreNow() {
        const { is_scored, self_score } = this.row.line;
        const own = is_scored && typeof self_score === "number" ? self_score : null;
        return this.councilsScore ?? own;
    },

    /** What the outcome follows from: when it changes, the server is asked anew. */
    get planState() {
        return `${this.scoreNow}/${this.row.line.not_applicable}`;
    },

    get planScores() {
        const { score, maximum, is_penalty } = this.plan;
        const before = this.describeShare(score, maximum);
        if (this.scoreNow !== null) {
            const now = this.describeShare(this.scoreNow, this.row.max_score);
            return _t("Last year %(before)s, now %(now)s", { before, now });
        }
        return is_penalty ? _t("Last year: %s taken off", before) : _t("Last year: %s", before);
    },

    describeShare(score, maximum) {
        const points = formatScore(score, this.store.digits);
        return this.plan.is_penalty ? points : `${points}/${formatNumber(maximum)}`;
    },

    planMeasureState({ label, percent, date }) {
        const share = `${percent} %`;
        return date
            ? _t("%(state)s (%(share)s), until %(date)s", { state: label, share, date })
            : _t("%(state)s (%(share)s)", { state: label, share });
    },
});
