import { registry } from "@web/core/registry";
import {
    confirm,
    fillDialog,
    pickDate,
    press,
    reached,
} from "@cchc_assessment/../tests/tours/steps";

/** A form on a slow machine is opened in more than the ten seconds that a step has. */
const PATIENCE = 60000;

const measure = ".modal .o_field_widget[name=measure_ids] .o_selected_row";

const openPlan = {
    content: "Open the plan from the list",
    trigger: ".o_list_view .o_data_row:contains(Sở Thử nghiệm) td[name=unit_id]",
    run: "click",
};

/** Choose in the tags of a row who is called so. */
const charge = (name) => [
    { trigger: `${measure} [name=user_ids]`, run: "click" },
    { trigger: `${measure} [name=user_ids] input`, run: `edit ${name}` },
    { trigger: `body .o-autocomplete--dropdown-item:contains(${name})`, run: "click" },
    { trigger: `${measure} [name=user_ids] .o_tag:contains(${name})` },
];

registry.category("web_tour.tours").add("cchc_officer_writes_a_plan", {
    timeout: PATIENCE,
    steps: () => [
        {
            content: "Nobody has to know which result a plan begins with",
            trigger: ".o_control_panel button[name=action_make]",
            run: "click",
        },
        press("action_submit"),
        {
            content: "What is missing is named, and the plan stays with the officer",
            trigger: ".modal:contains(Sáng kiến)",
        },
        { trigger: ".modal footer .btn-primary", run: "click" },
        {
            content: "Open the criterion of which nothing is said",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=line_ids] .o_data_row:contains(Sáng kiến) td[name=criterion_id]",
            run: "click",
        },
        fillDialog("cause", "Chưa phát động phong trào."),
        {
            trigger: ".modal .o_field_widget[name=measure_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: `${measure} [name=name] :is(input, textarea)`,
            run: "edit Phát động thi đua sáng kiến",
        },
        ...charge("Mai"),
        { trigger: `${measure} [name=date]`, run: "click" },
        ...pickDate("date", 30, { inside: measure, format: "dd/MM/yyyy" }),
        {
            content: "Leave the dialog",
            trigger: ".modal .o_form_button_save, .modal footer .btn-primary",
            run: "click",
        },
        // what was said is saved with the plan, and stands in the list from then on
        press("action_submit"),
        reached("submitted"),
        { trigger: ".o_data_row:contains(Sáng kiến):contains(Phát động thi đua)" },
    ],
});

registry.category("web_tour.tours").add("cchc_leader_returns_a_plan", {
    timeout: PATIENCE,
    steps: () => [
        openPlan,
        press("action_return"),
        fillDialog("reason", "Thiếu mốc thời gian quý I."),
        confirm("action_confirm"),
        reached("draft"),
    ],
});

registry.category("web_tour.tours").add("cchc_officer_sends_a_plan_again", {
    timeout: PATIENCE,
    steps: () => [
        openPlan,
        { trigger: ".alert:contains(Thiếu mốc thời gian quý I.)" },
        press("action_submit"),
        reached("submitted"),
    ],
});

registry.category("web_tour.tours").add("cchc_leader_agrees_to_a_plan", {
    timeout: PATIENCE,
    steps: () => [
        openPlan,
        press("action_agree"),
        {
            content: "What it means is said first, and the button names it",
            trigger: ".modal footer .btn-primary:contains(Duyệt kế hoạch)",
            run: "click",
        },
        reached("agreed"),
    ],
});

registry.category("web_tour.tours").add("cchc_charged_ends_a_measure", {
    timeout: PATIENCE,
    steps: () => [
        {
            content: "My measures, and nobody else's",
            trigger: ".o_list_view .o_data_row:contains(Phát động thi đua) td[name=name]",
            run: "click",
        },
        press("action_done"),
        reached("done"),
    ],
});
