import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";

const KEYS = [
    ["← ↑ → ↓ · PageUp · PageDown · Home · End", _t("Go to another cell")],
    ["Tab · Shift+Tab", _t("Go to the next cell to fill in, or back")],
    ["Enter · F2", _t("Type on in the cell; in a domain, fold it")],
    [
        "0,5 · 18/20 · 90 %",
        _t("A score, or done out of how much; an option by its words or its score"),
    ],
    ["Alt+1 … Alt+9", _t("Choose the option of this number")],
    ["Shift+Enter", _t("A new line in a text")],
    ["Escape", _t("Leave the cell as it was")],
    ["Delete", _t("Empty the cell")],
    ["Ctrl+Z · Ctrl+Y", _t("Undo, and do it again")],
    ["Shift+← ↑ → ↓ · Ctrl+A", _t("Take several cells, with their sums; all of them")],
    ["Ctrl+C · Ctrl+V", _t("Copy what is taken, as a table; paste a column of a spreadsheet")],
    ["Ctrl+D", _t("Fill down what the first cell says, or the one above")],
    ["Ctrl+U", _t("Attach documents to the criterion")],
    ["Ctrl+F", _t("Find in the sheet; Enter goes on, Shift+Enter back")],
    ["Ctrl+S", _t("Save at once")],
    ["Ctrl+. · Alt+Shift+N", _t("Go to the next unfinished criterion")],
    ["=", _t("Agree with the unit (the council)")],
    ["Ctrl+/", _t("Show these keys")],
];

/** The keys of the sheet. */
export class KeysDialog extends Component {
    static template = "cchc_assessment.KeysDialog";
    static components = { Dialog };
    static props = { close: Function };

    keys = KEYS;
}
