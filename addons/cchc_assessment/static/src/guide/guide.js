import { Component, onWillStart } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";

const ADDRESS = "/cchc_assessment/static/guide/index.html";
const APP = "cchc_assessment.cchc_menu_root";
/** Chapters by role, the one that reaches furthest first. */
const ROLES = [
    ["cchc_assessment.cchc_assessment_group_secretary", "thu-ky"],
    ["cchc_assessment.cchc_assessment_group_appraiser", "thanh-vien"],
    ["cchc_assessment.cchc_assessment_group_leader", "lanh-dao"],
    ["cchc_assessment.cchc_assessment_group_officer", "cong-chuc"],
    ["cchc_assessment.cchc_assessment_group_contributor", "cong-chuc"],
    ["base.group_system", "quan-tri"],
];
/** What is read beside a screen, by what it shows: by role where that makes a difference. */
const SECTIONS = {
    "cchc.assessment": {
        "thu-ky": "thu-ky-theo-doi",
        "thanh-vien": "thanh-vien-tham-dinh",
        "lanh-dao": "lanh-dao-phe-duyet",
        "cong-chuc": "cong-chuc-cham-diem",
    },
    "cchc.task": { "lanh-dao": "cong-chuc-phan-cong", "cong-chuc": "cong-chuc-phan-cong" },
    "cchc.division": { "lanh-dao": "cong-chuc-phan-cong", "cong-chuc": "cong-chuc-phan-cong" },
    "cchc.evidence": { "lanh-dao": "cong-chuc-tai-lieu", "cong-chuc": "cong-chuc-tai-lieu" },
    "cchc.tray.document": { "lanh-dao": "cong-chuc-thu-thap", "cong-chuc": "cong-chuc-thu-thap" },
    "cchc.due.date": { "lanh-dao": "cong-chuc-thu-thap", "cong-chuc": "cong-chuc-thu-thap" },
    "cchc.common.figure": {
        "thu-ky": "thu-ky-so-lieu",
        "lanh-dao": "cong-chuc-so-lieu",
        "cong-chuc": "cong-chuc-so-lieu",
    },
    "cchc.figure": {
        "thu-ky": "thu-ky-so-lieu",
        "lanh-dao": "cong-chuc-so-lieu",
        "cong-chuc": "cong-chuc-so-lieu",
    },
    "cchc.appraisal": {
        "thu-ky": "thanh-vien-tham-dinh",
        "thanh-vien": "thanh-vien-tham-dinh",
        "lanh-dao": "lanh-dao-rut-lai",
        "cong-chuc": "cong-chuc-giai-trinh",
    },
    "cchc.rubric": { "thu-ky": "thu-ky-bo-tieu-chi" },
    "cchc.period": { "thu-ky": "thu-ky-ky-danh-gia" },
    "cchc.work": { "thu-ky": "thu-ky-chay-nen", "thanh-vien": "thu-ky-chay-nen" },
    "cchc.publication": { "thu-ky": "thu-ky-ket-qua" },
    "cchc.result": { "thu-ky": "thu-ky-ket-qua" },
    "cchc.unit": { "thu-ky": "quan-tri-nguoi-dung", "quan-tri": "quan-tri-nguoi-dung" },
    "res.config.settings": { "thu-ky": "quan-tri-thiet-lap", "quan-tri": "quan-tri-thiet-lap" },
};

/** The part of the guide that belongs to a screen, for somebody of a role. */
export const chapterOf = (model, role) => SECTIONS[model]?.[role] || role;

/** Opens the guide at the chapter of whatever is on the screen; seen in this app alone. */
export class GuideButton extends Component {
    static template = "cchc_assessment.GuideButton";
    static props = {};

    setup() {
        this.menus = useService("menu");
        this.action = useService("action");
        this.role = "cong-chuc";
        onWillStart(async () => {
            const has = await Promise.all(ROLES.map(([group]) => user.hasGroup(group)));
            this.role = ROLES[has.indexOf(true)]?.[1] || this.role;
        });
        useBus(this.env.bus, "MENUS:APP-CHANGED", () => this.render());
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", () => this.render());
    }

    get isShown() {
        return this.menus.getCurrentApp()?.xmlid === APP;
    }

    get address() {
        const model = this.action.currentController?.action?.res_model;
        return `${ADDRESS}#${chapterOf(model, this.role)}`;
    }
}

registry.category("systray").add("cchc_guide", { Component: GuideButton }, { sequence: 30 });
