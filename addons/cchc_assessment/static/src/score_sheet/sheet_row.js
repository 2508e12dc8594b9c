import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { isUnderWay } from "../evidence_upload/upload_queue";
import { lineTarget } from "../evidence_upload/upload_service";
import { formatNumber, formatScore } from "../number_field/number_field";
import { EVIDENCE } from "./sheet_uploads";
import { CriterionFigure } from "./criterion_figure";
import { CriterionNotes } from "./criterion_notes";
import { CriterionTeam } from "./criterion_team";
import { findsOtherwise, openNotes } from "./sheet_sides";
import {
    describeDecision,
    formatResult,
    hasNoPoints,
    isRelative,
    isScoredDirectly,
} from "./sheet_values";

const PROOFS = {
    none: { icon: "fa-circle-o", text: _t("No document") },
    partial: { icon: "fa-adjust", text: _t("Not enough documents") },
    complete: { icon: "fa-check-circle", text: _t("Proven") },
};
const COUNCIL_COLUMNS = ["question", "council_result", "council_score", "remark"];
// a line each: more would make the row higher than its texts do
const SHOWN_CHIPS = 2;

/** One row of the sheet: a branch with its sub-total, or a criterion with its cells. */
export class SheetRow extends Component {
    static template = "cchc_assessment.SheetRow";
    static props = {
        store: Object,
        row: Object,
        /** the cell of this row that the keyboard is in, if it is in one */
        activeColumn: { type: String, optional: true },
        /** its columns that are taken with others, in one word */
        takenColumns: { type: String, optional: true },
        /** its place among all rows that could be drawn */
        index: { type: Number, optional: true },
        /** files, or a document of another row, are held over it */
        isDropTarget: { type: Boolean, optional: true },
        onPreview: Function,
        onOpen: Function,
    };

    setup() {
        this.store = useState(this.props.store);
        this.row = useState(this.props.row);
        this.queue = useState(useService("cchc_evidence_upload"));
    }

    get values() {
        return this.store.values(this.row);
    }

    get isFolded() {
        return Boolean(this.store.folded[this.row.key]) && !this.store.filter;
    }

    get level() {
        return this.row.level;
    }

    get isCouncil() {
        return this.row.scored_by === "council";
    }

    get result() {
        if (this.isCouncil) {
            return _t("Scored by the council");
        }
        return formatResult(this.row, this.values);
    }

    format(score) {
        return score === undefined ? "…" : formatScore(score, this.store.digits);
    }

    get score() {
        if (this.row.isBranch) {
            return this.format(this.store.subtotals[this.row.key]?.[0] || 0);
        }
        return this.format(this.isCouncil ? false : this.store.score(this.row));
    }

    /** What the council says here, as far as the user may see it. */
    get council() {
        return this.row.line?.council || false;
    }

    get councilColumns() {
        return this.store.columns.filter((column) => COUNCIL_COLUMNS.includes(column));
    }

    /** What was typed here and is not understood. */
    get drafts() {
        return Object.entries(this.row.drafts).map(([column, { text, problem }]) => ({
            column,
            text,
            problem,
        }));
    }

    get councilValues() {
        return this.store.values(this.row, "council");
    }

    get councilResult() {
        return formatResult(this.row, this.councilValues);
    }

    get councilScore() {
        if (this.row.isBranch) {
            const sum = this.store.council && this.store.council.subtotals[this.row.key];
            return sum ? this.format(sum[0]) : "";
        }
        return this.council ? this.format(this.store.score(this.row, "council")) : "";
    }

    /** By how much the council's score differs from the unit's, with its sign; empty where it doesn't. */
    get difference() {
        if (!this.council || this.isCouncil || !this.council.is_decided) {
            return "";
        }
        if (this.hasNoPoints || isRelative(this.row)) {
            return findsOtherwise(this.row, this.store) ? "≠" : "";
        }
        const scores = [this.store.score(this.row, "council"), this.store.score(this.row)];
        const [councils, units] = scores.map((score) => score || 0);
        if (scores.includes(undefined) || councils === units) {
            return "";
        }
        const sign = councils < units ? "−" : "+";
        return sign + this.format(Math.abs(councils - units));
    }

    /** Who decided, and when. */
    get decided() {
        return describeDecision(this.council);
    }

    get isUndecided() {
        return Boolean(this.council) && this.council.is_decided === false;
    }

    /** The council's calculation, where the result beside it doesn't say it already. */
    get councilNote() {
        const { not_applicable: isOut, score_note: note } = this.council;
        const saysMore = !isScoredDirectly(this.row) && !isOut;
        return saysMore && !this.store.isTyped(this.row) ? note : "";
    }

    get hasNoPoints() {
        return hasNoPoints(this.row);
    }

    get answer() {
        return this.store.values(this.row, "answer").explanation;
    }

    get maximum() {
        return this.hasNoPoints ? _t("Met or not") : formatNumber(this.row.max_score);
    }

    /** The calculation, where the result beside it doesn't say it already. */
    get note() {
        const { line, problem } = this.row;
        const saysMore = !isScoredDirectly(this.row) && !line.not_applicable;
        return saysMore && !problem && !this.store.isTyped(this.row) ? line.score_note : "";
    }

    /** That figures were given, and that others stand now; empty where there are none. Where from is its hint. */
    get figureText() {
        const { figure } = this.row.line || {};
        if (!figure) {
            return "";
        }
        const objections = {
            open: _t("objected to"),
            kept: _t("objected to, figure kept"),
            corrected: _t("objected to, figure corrected"),
            withdrawn: _t("objected to, figure withdrawn"),
        };
        const newer = figure.differs && _t("another figure stands now");
        return [figure.is_given && _t("given"), objections[figure.objection], newer]
            .filter(Boolean)
            .join("; ");
    }

    get chips() {
        return this.row.line.evidence_ids.map((id) => this.store.documents[id]).filter(Boolean);
    }

    get shownChips() {
        return this.chips.slice(0, SHOWN_CHIPS);
    }

    get hiddenCount() {
        return this.chips.length - this.shownChips.length;
    }

    get proof() {
        return PROOFS[this.row.line.evidence_status];
    }

    get uploadsUnderWay() {
        return this.queue.ofTarget(lineTarget(this.row.line.id)).filter(isUnderWay).length;
    }

    get rowClass() {
        const { line, problem, conflict, isBranch } = this.row;
        return {
            o_cchc_branch: isBranch,
            [`o_cchc_level_${Math.min(this.row.level, 4)}`]: true,
            o_cchc_council_row: this.isCouncil && !isBranch,
            o_cchc_not_applicable: Boolean(line?.not_applicable),
            o_cchc_unsent: Boolean(line) && this.store.isTyped(this.row),
            o_cchc_problem: Boolean(problem || conflict || this.drafts.length),
            o_cchc_drop: Boolean(this.props.isDropTarget),
            o_cchc_undecided: this.isUndecided,
        };
    }

    get isChecked() {
        const { mark } = this.row;
        return Boolean(mark?.is_current) && mark.kind === "checked";
    }

    /** Why the criterion has to be mended, until it is. */
    get handedBack() {
        const { mark } = this.row;
        return mark?.is_current && mark.kind === "handed_back" ? mark.reason : "";
    }

    get openNotes() {
        return openNotes(this.row).length;
    }

    get notesLabel() {
        return _t("Notes: %s", this.openNotes);
    }

    isTaken(column) {
        const { activeColumn, takenColumns } = this.props;
        return activeColumn === column || Boolean(takenColumns?.split(" ").includes(column));
    }

    shows(column) {
        return this.store.columns.includes(column);
    }

    get title() {
        return [this.row.code, this.row.name].filter(Boolean).join(" ");
    }

    cell(column) {
        return {
            id: `cchc_cell_${this.row.key}_${column}`,
            "data-key": this.row.key,
            "data-column": column,
            // the field that lies over the cell at hand has the keyboard
            tabindex: "-1",
            "aria-selected": this.isTaken(column) ? "true" : "false",
            ...(this.store.canEdit(this.row, column) ? {} : { "aria-readonly": "true" }),
        };
    }

    onDragStart(ev, chip) {
        ev.dataTransfer.setData(EVIDENCE, String(chip.id));
        ev.dataTransfer.effectAllowed = "link";
    }
}

/** The same as a card, where the screen has no room for columns. */
export class SheetCard extends SheetRow {
    static template = "cchc_assessment.SheetCard";
    static components = { CriterionFigure, CriterionNotes, CriterionTeam };

    get openLabel() {
        return _t("Open %s", this.title);
    }

    /** The whole card opens, but for what does something of its own. */
    onCardClick(ev) {
        const isOwn =
            ev.target.closest("a, button, .o_cchc_notes") || String(document.getSelection());
        if (!isOwn && this.row.line) {
            this.props.onOpen(this.row);
        }
    }
}
