import { formatDateTime } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";

/** A moment as people write it: nobody reads its seconds. Odoo's own function always writes them. */
export function formatMoment(moment) {
    return formatDateTime(moment, { format: localization.dateTimeFormat.replace(":ss", "") });
}
