import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { FormController } from "@web/views/form/form_controller";
import { formatScore } from "../number_field/number_field";

const SUMMARY = [
    "self_score",
    "self_maximum",
    "self_percent",
    "score_digits",
    "progress",
    "unexplained_count",
    "missing_count",
    "evidence_count",
];

/** What the leader will see, in sentences. */
function describe(summary) {
    const decimals = summary.score_digits;
    return [
        _t("Total: %(score)s of %(maximum)s points (%(percent)s).", {
            score: formatScore(summary.self_score, decimals),
            maximum: formatScore(summary.self_maximum, decimals),
            percent: `${formatScore(summary.self_percent, decimals)} %`,
        }),
        _t("Documents filed: %s.", summary.evidence_count),
        _t("Criteria without all their documents, which are explained: %s.", summary.missing_count),
        _t("Until the leader returns it, nothing in it can be changed."),
    ].join("\n");
}

/** Before it goes to the leader the officer is asked once; what stands in its way is said by the server, and first. */
patch(FormController.prototype, {
    async beforeExecuteActionButton(clickParams) {
        const goesOn = await super.beforeExecuteActionButton(...arguments);
        const { resModel, resId } = this.model.root;
        const isSending =
            resModel === "cchc.assessment" && clickParams.name === "action_send_to_leader";
        if (goesOn === false || !isSending) {
            return goesOn;
        }
        const [summary] = await this.orm.read(resModel, [resId], SUMMARY);
        const isComplete = summary.progress >= 100 && !summary.unexplained_count;
        return !isComplete || this._askToSend(describe(summary));
    },

    _askToSend(body) {
        return new Promise((resolve) => {
            this.dialogService.add(
                ConfirmationDialog,
                {
                    title: _t("Send to the Leader?"),
                    body,
                    confirmLabel: _t("Send to the Leader"),
                    confirm: () => resolve(true),
                    cancelLabel: _t("Cancel"),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            );
        });
    },
});
