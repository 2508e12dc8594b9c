import { translatedTerms, translationIsReady, _t } from "@web/core/l10n/translation";

/**
 * What Odoo says on our screens and has in no Vietnamese of its own. Our translation of a word serves wherever its
 * own addon has none; where that addon "translates" a word by itself, it is taken out of its list.
 */
export const odooWords = () => [
    _t("Add Star"),
    _t("Among the %(total)s selected records, %(valid_count)s are valid for this update."),
    _t("Are you sure you want to update %(count)s records?"),
    _t("Caps Lock is on!"),
    _t("Conversations"),
    _t("Custom range"),
    _t("Discard editing"),
    _t("Filter Messages"),
    _t("Last 12 months"),
    _t("Missing required fields"),
    _t("Month to date"),
    _t("My Preferences"),
    _t("No content."),
    _t("Open in new tab"),
    _t("Refresh"),
    _t("Remove Star"),
    _t("Search conversations"),
    _t("Search more..."),
    _t("Select one or several criteria"),
    _t("Starred message"),
    _t("Starred messages"),
    _t("Start typing %s characters"),
    _t("This thread is no longer available."),
    _t("Tracked Changes"),
    _t("View related documents"),
    _t("Year to date"),
    _t("You will not receive any notifications"),
    _t("before"),
    _t("greater or equal to"),
    _t("lower or equal to"),
    _t("lower than"),
];

translationIsReady.then(() => {
    const isOurs = new Set(Object.keys(translatedTerms.cchc_assessment || {}));
    for (const [addon, terms] of Object.entries(translatedTerms)) {
        if (addon === "cchc_assessment" || typeof terms !== "object") {
            continue;
        }
        for (const word of ["Refresh", "Search more..."]) {
            if (isOurs.has(word) && terms[word] === word) {
                delete terms[word];
            }
        }
    }
});
