import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

// where menus don't fit beside what other apps put into the bar, they are folded into its "+", with all that is in them
const year = "[data-menu-xmlid='cchc_assessment.cchc_year_menu']";
const folded = `.o_menu_sections:has(${year}.d-none) .o_menu_sections_more button`;

const yearMenu = (id, content) => ({
    id,
    trigger: `.o_menu_sections ${year}:not(.d-none), ${folded}`,
    content,
    tooltipPosition: "bottom",
    run: "click",
});

const menuItem = (id, xmlid, content) => ({
    id,
    trigger: `.dropdown-menu [data-menu-xmlid='cchc_assessment.${xmlid}']`,
    content,
    tooltipPosition: "right",
    run: "click",
});

/** A secretary's first steps: the rubric is imported and published, the period opened. */
registry.category("web_tour.tours").add("cchc_first_run_secretary", {
    url: "/odoo/action-cchc_assessment.cchc_dashboard_action",
    steps: () => [
        yearMenu("year", _t("The year is prepared here: its rubrics and its period.")),
        menuItem(
            "import",
            "cchc_rubric_import_menu",
            _t("First the rubric: import it from Excel.")
        ),
        {
            id: "file",
            trigger: ".modal .o_field_widget[name=file] .o_select_file_button",
            content: _t(
                "Choose the appendix of the decision. You see what it holds, and what is odd in it, before anything is imported."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            id: "imported",
            trigger: ".modal button[name=action_import]",
            content: _t(
                "Look at the scoring rules in colour, say to which unit groups the rubric applies, and import it."
            ),
            tooltipPosition: "top",
            run: "click",
        },
        {
            id: "publish",
            trigger: ".o_statusbar_buttons button[name=action_publish]",
            content: _t(
                "Read it once more, then publish it: from then on it never changes; the next decision is a new version."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            id: "published",
            trigger: ".modal .modal-footer .btn-primary",
            content: _t("It is checked first: errors have to be mended, warnings confirmed."),
            tooltipPosition: "top",
            run: "click",
        },
        yearMenu("year_again", _t("Now the period.")),
        menuItem("periods", "cchc_period_menu", _t("A period is one year's assessment.")),
        {
            id: "new",
            trigger: ".o_list_button_add",
            content: _t("Create this year's period."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            id: "name",
            trigger: ".o_form_view .o_field_widget[name=name] textarea",
            content: _t("Name it, as the decision does."),
            tooltipPosition: "bottom",
            run: "edit Đánh giá, xếp hạng CCHC",
        },
        {
            id: "rubrics",
            trigger: ".o_field_widget[name=rubric_ids] input",
            content: _t(
                "Choose the published rubrics, one for each unit group, and state the deadline."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            id: "save",
            trigger: ".o_form_button_save",
            content: _t("Save it."),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            id: "opening",
            trigger: ".o_statusbar_buttons button[name=action_prepare_opening]",
            content: _t(
                "Open it. Before anything happens you see for how many units, and who cannot be reached."
            ),
            tooltipPosition: "bottom",
            run: "click",
        },
        {
            id: "opened",
            trigger: ".modal button[name=action_open]",
            content: _t("Now each of these units gets its assessment."),
            tooltipPosition: "top",
            run: "click",
        },
    ],
});
