import { _t } from "@web/core/l10n/translation";
import { SelectCreateDialog } from "@web/views/view_dialogs/select_create_dialog";

/**
 * Let somebody choose among the files of the whole ERP that they may read, and file them as proof of a criterion.
 *
 * @param {{ dialogs: Object, notification: Object, orm: Object }} services
 * @param {number} lineId
 * @param {() => Promise} onFiled
 */
export async function chooseAttachments({ dialogs, notification, orm }, lineId, onFiled) {
    const domain = await orm.call("cchc.evidence", "get_attachment_domain", []);
    dialogs.add(SelectCreateDialog, {
        title: _t("Files in the System"),
        resModel: "ir.attachment",
        domain,
        context: {
            ...Object.fromEntries(
                ["list", "kanban", "search"].map((type) => [
                    `${type}_view_ref`,
                    `cchc_assessment.ir_attachment_choice_view_${type}`,
                ])
            ),
            // Odoo asks of each file in turn whether it may be read: not of all there are, unless somebody wants it
            search_default_mine: 1,
            search_default_recent: 1,
        },
        noCreate: true,
        onSelected: async (ids) => {
            const sentences = await orm.call("cchc.assessment.line", "action_use_attachments", [
                [lineId],
                ids,
            ]);
            for (const sentence of sentences) {
                notification.add(sentence, { type: "success" });
            }
            await onFiled();
        },
    });
}
