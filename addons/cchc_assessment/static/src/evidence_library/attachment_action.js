import { AttachmentList } from "@mail/core/common/attachment_list";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { session } from "@web/session";

/** Whoever files documents may take a file from the discussion of any record. */
patch(AttachmentList.prototype, {
    setup() {
        super.setup(...arguments);
        this.actionService = useService("action");
    },

    canUseAsEvidence({ type, uploading }) {
        return Boolean(
            session.cchc_files_evidence && !uploading && !this.env.inComposer && type !== "url"
        );
    },

    useAsEvidence({ id }) {
        return this.actionService.doAction("cchc_assessment.cchc_evidence_take_action", {
            additionalContext: { active_model: "ir.attachment", active_id: id, active_ids: [id] },
        });
    },

    getActions(attachment) {
        const actions = super.getActions(attachment);
        if (this.canUseAsEvidence(attachment)) {
            actions.push({
                label: _t("Use as Evidence"),
                icon: "fa fa-check-square-o",
                onSelect: () => this.useAsEvidence(attachment),
            });
        }
        return actions;
    },
});
