import { Component, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { session } from "@web/session";

const DENSITIES = [
    ["loose", _t("Loose: whole texts")],
    ["normal", _t("Normal: two lines of each criterion")],
    ["dense", _t("Dense: one line of each criterion")],
];
const STEP = 10;
const [LEAST, MOST] = [70, 160];
const DEFAULT = { density: "normal", zoom: 100, hidden: [] };

const storageKey = () => `cchc_sheet_look/${session.db}/${user.userId}`;

/** How the user likes the sheet, as it was left. */
export function loadLook() {
    try {
        const look = JSON.parse(browser.localStorage.getItem(storageKey()));
        return { ...DEFAULT, ...look };
    } catch {
        return { ...DEFAULT };
    }
}

export function saveLook(look) {
    try {
        browser.localStorage.setItem(storageKey(), JSON.stringify({ ...look }));
    } catch {
        // full, or closed: it looks so on this page
    }
}

/** How dense the sheet is, how large, and which columns it has. */
export class LookMenu extends Component {
    static template = "cchc_assessment.LookMenu";
    static components = { Dropdown, DropdownItem };
    static props = {
        look: Object,
        /** name and label of each column that may be hidden */
        columns: Array,
        onChange: Function,
        onList: Function,
    };

    setup() {
        this.look = useState(this.props.look);
        this.densities = DENSITIES;
    }

    get largerLabel() {
        return _t("Larger letters (%s)", `${this.look.zoom} %`);
    }

    zoom(step) {
        const zoom = Math.min(Math.max(this.look.zoom + step * STEP, LEAST), MOST);
        this.props.onChange({ zoom });
    }

    isHidden(column) {
        return this.look.hidden.includes(column);
    }

    toggle(column) {
        const { hidden } = this.look;
        this.props.onChange({
            hidden: this.isHidden(column)
                ? hidden.filter((one) => one !== column)
                : [...hidden, column],
        });
    }
}
