import { Component, onWillUnmount, toRaw, useEffect, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { SelectCreateDialog } from "@web/views/view_dialogs/select_create_dialog";
import { chooseAttachments } from "../evidence_library/attachment_choice";
import { FilePicker } from "../evidence_upload/file_picker";
import { UploadList } from "../evidence_upload/upload_list";
import { lineTarget } from "../evidence_upload/upload_service";
import { formatScore } from "../number_field/number_field";
import { CellVersions } from "./cell_versions";
import { CouncilPanel } from "./council_panel";
import { CriterionFigure } from "./criterion_figure";
import { CriterionNotes } from "./criterion_notes";
import { CriterionTeam } from "./criterion_team";
import { FittingDocuments } from "./fitting_documents";
import { describeScale } from "./sheet_values";

/** What is known of the criterion at hand: its calculation, guidance, documents, and last year's figures. */
export class SidePanel extends Component {
    static template = "cchc_assessment.SidePanel";
    static components = {
        CouncilPanel,
        CriterionFigure,
        CriterionNotes,
        CriterionTeam,
        FilePicker,
        UploadList,
    };
    static props = {
        store: Object,
        assessmentId: Number,
        /** the row that it tells about */
        rowKey: Number,
        /** the columns of the sheet: what is hidden there is told here */
        shows: Array,
        onPreview: Function,
        onOpen: Function,
        onResolve: Function,
    };

    setup() {
        this.store = useState(this.props.store);
        this.orm = useService("orm");
        this.dialogs = useService("dialog");
        this.notification = useService("notification");
        this.queue = useService("cchc_evidence_upload");
        this.fits = useState({ byLine: {} });
        const fitting = new FittingDocuments(
            () => this.store.server.fitting(),
            (byLine) => Object.assign(this.fits, { byLine }),
            (callback, delay) => browser.setTimeout(callback, delay)
        );
        useEffect(
            (key) => fitting.want(key),
            () => [this.store.isOnline && this.store.isSignedIn && this.wantsProof && this.proofKey]
        );
        onWillUnmount(() => fitting.want(false));
    }

    get row() {
        return this.store.byKey[this.props.rowKey];
    }

    get values() {
        return this.store.values(this.row);
    }

    /** Whether the unit fills in what is beside the result: documents and the explanation. */
    get canEdit() {
        return Boolean(this.row.line) && this.store.canEdit(this.row, "explanation");
    }

    /** Whether the unit says itself what its result is. */
    get canEditResult() {
        return Boolean(this.row.line) && this.store.canEdit(this.row, "result");
    }

    /** Whether the side whose turn it is scores here. */
    get canScore() {
        return Boolean(this.row.line) && this.store.canEdit(this.row, this.store.inputColumn);
    }

    /** What the levels are held to: what the side whose turn it is says, else the unit. */
    get scale() {
        const side = this.canScore ? this.store.side : "unit";
        return this.row.line ? describeScale(this.row, this.store.values(this.row, side)) : [];
    }

    get isChoice() {
        return this.canScore && ["choice", "met"].includes(this.row.rule_type);
    }

    choose({ option }) {
        return this.store.edit(this.row, { option_id: option.id, not_applicable: false });
    }

    /** Whether what the dates of the documents speak for is another level than the one chosen. */
    get canTakeLevel() {
        const values = this.canScore && this.store.values(this.row, this.store.side);
        return (
            Boolean(values) &&
            (values.option_id !== this.row.line.timeliness.option_id || values.not_applicable)
        );
    }

    takeLevel() {
        const { option_id } = this.row.line.timeliness;
        return this.store.edit(this.row, { option_id, not_applicable: false });
    }

    get canAttach() {
        return Boolean(this.row.line) && this.store.canAttach(this.row);
    }

    get documents() {
        return this.row.line.evidence_ids.map((id) => this.store.documents[id]).filter(Boolean);
    }

    get requirements() {
        return this.row.requirements.map((requirement) => ({
            ...requirement,
            proofs: this.documents
                .filter((chip) => chip.requirement_ids.includes(requirement.id))
                .map((chip) => chip.label)
                .join(", "),
        }));
    }

    get wantsProof() {
        return (
            Boolean(this.row) &&
            this.canAttach &&
            ["none", "partial"].includes(this.row.line.evidence_status)
        );
    }

    /** Another one where documents were filed, linked or taken away: then others may fit. */
    get proofKey() {
        // told with the revision: every row need not be followed
        const counts = toRaw(this.store).leaves.map(({ line }) => line.evidence_ids.length);
        return [this.props.assessmentId, this.store.revision > 0, ...counts].join();
    }

    /** Documents of the form that may prove the criterion, the likeliest first. */
    get fitting() {
        const { id, evidence_ids: filed } = this.row.line;
        const found = (this.wantsProof && this.fits.byLine[id]) || [];
        return found.filter((one) => !filed.includes(one.id));
    }

    get earlierDocuments() {
        return this.row.earlier.evidence_ids.map((id) => this.store.documents[id]).filter(Boolean);
    }

    get earlierHeading() {
        return _t("In %s", this.row.earlier.year);
    }

    get earlierScore() {
        const { score } = this.row.earlier;
        return score === false
            ? _t("Not scored")
            : _t("Score: %s", formatScore(score, this.store.digits));
    }

    takeAwayLabel({ title }) {
        return _t("Take away %s", title);
    }

    shows(upload) {
        return upload.target.key === lineTarget(this.row.line.id).key;
    }

    attach(files) {
        this.queue.add(files, lineTarget(this.row.line.id));
    }

    link(ids) {
        return this.store.link(this.row, ...ids);
    }

    unlink(chip) {
        return this.store.unlink(this.row, chip.id);
    }

    chooseFiled() {
        this.dialogs.add(SelectCreateDialog, {
            title: _t("Documents of This Assessment"),
            resModel: "cchc.evidence",
            domain: [
                ["assessment_id", "=", this.props.assessmentId],
                ["is_superseded", "=", false],
                ["id", "not in", this.row.line.evidence_ids],
            ],
            noCreate: true,
            onSelected: (ids) => this.link(ids),
        });
    }

    /** Choose among what lies elsewhere in the ERP; the bytes that lie there are the document. */
    chooseAttached() {
        const { line } = this.row;
        return chooseAttachments(this, line.id, () => this.store.refresh([line.id]));
    }

    setNotApplicable(ev) {
        return this.store.edit(this.row, { not_applicable: ev.target.checked });
    }

    takeExplanation() {
        return this.store.edit(this.row, { explanation: this.row.earlier.explanation });
    }

    /** What was said here before, as the log has it. */
    async showVersions() {
        const { row } = this;
        if (!(await user.checkAccessRight("cchc.log", "read"))) {
            this.notification.add(_t("The log is read by the unit's officers and leaders."));
            return;
        }
        this.dialogs.add(CellVersions, {
            row,
            canEdit: this.canEdit,
            onRestore: (values) => this.store.edit(row, values),
        });
    }

    async takeDocuments() {
        const { line, earlier } = this.row;
        await this.orm.call("cchc.assessment.line", "action_take_over", [
            [line.id],
            earlier.evidence_ids,
        ]);
        await this.store.refresh([line.id]);
    }
}
