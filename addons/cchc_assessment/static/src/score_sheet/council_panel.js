import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatScore, writeNumber } from "../number_field/number_field";
import { TextCounter } from "../text_length/text_length";
import { CellProblem, describeDecision, parseNumber } from "./sheet_values";

/**
 * What the council says of the criterion at hand besides what its cells hold: another score than the rule's, with its
 * reason, a question to the unit, and what was said in the round before. A unit reads its question and answer here.
 */
export class CouncilPanel extends Component {
    static template = "cchc_assessment.CouncilPanel";
    static components = { TextCounter };
    static props = { store: Object, row: Object };

    setup() {
        this.store = useState(this.props.store);
        this.row = useState(this.props.row);
        this.orm = useService("orm");
        // what is typed and not yet handed over: drawn anew, a field gets its value anew
        this.state = useState({
            problem: "",
            request: null,
            override_reason: null,
            override_score: null,
        });
    }

    get council() {
        return this.row.line.council;
    }

    get values() {
        return this.store.values(this.row, "council");
    }

    /** A text as it stands in its field, sent or not. */
    typed(name) {
        return this.state[name] ?? (this.values[name] || "");
    }

    get canEdit() {
        return this.store.canEdit(this.row, "council_result");
    }

    get canAgree() {
        return this.store.canAgree(this.row);
    }

    get decided() {
        return describeDecision(this.council);
    }

    get override() {
        return this.state.override_score ?? writeNumber(this.values.override_score);
    }

    get computed() {
        return _t(
            "The rule gives %s.",
            formatScore(this.council.computed_score, this.store.digits)
        );
    }

    get isOverridden() {
        return this.council.override_score !== false && this.council.computed_score !== false;
    }

    get previous() {
        const { round, score } = this.council.previous;
        return _t("Round %(round)s: %(score)s", {
            round,
            score: score === false ? _t("not scored") : formatScore(score, this.store.digits),
        });
    }

    agree() {
        return this.store.agree(this.row);
    }

    undecide() {
        return this.store.undecide(this.row);
    }

    async scoreAgain() {
        await this.orm.call("cchc.appraisal", "action_score_again", [[this.council.id]]);
        await this.store.refresh([this.row.line.id]);
    }

    ask(ev) {
        const request = ev.target.value.trim() || false;
        const sent = this.store.edit(this.row, {
            request,
            explanation_requested: Boolean(request),
        });
        this.state.request = null;
        return sent;
    }

    /** Both belong together: it is sent once the score and its reason are there, or neither. */
    settle(ev) {
        const form = ev.currentTarget;
        const reason = form.elements.reason.value.trim() || false;
        this.state.problem = "";
        let score;
        try {
            score = parseNumber(form.elements.score.value, this.row.max_score);
        } catch (error) {
            if (!(error instanceof CellProblem)) {
                throw error;
            }
            this.state.problem = error.message;
            return null;
        }
        if (score !== false && !reason) {
            this.state.problem = _t(
                "Say why the council settles on another score than the rule gives."
            );
            return null;
        }
        const sent = this.store.edit(this.row, {
            override_score: score,
            override_reason: score === false ? false : reason,
        });
        Object.assign(this.state, { override_score: null, override_reason: null });
        return sent;
    }
}
