import { Component } from "@odoo/owl";

/** A number with what it counts; a click opens the list of what was counted. */
export class DashboardTile extends Component {
    static template = "cchc_assessment.DashboardTile";
    static props = {
        tile: Object,
        onOpen: Function,
    };
}
