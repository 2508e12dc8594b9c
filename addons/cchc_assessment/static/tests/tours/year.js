import { registry } from "@web/core/registry";
import { absent, confirm, fillDialog, openAssessment, pickDate, press, reached } from "./steps";

const approve = (number) => [
    press("action_approve"),
    fillDialog("dispatch_number", number),
    {
        content: "Take responsibility",
        trigger: ".modal .o_field_widget[name=responsibility_confirmed] input",
        run: "click",
    },
    confirm("action_approve"),
    reached("submitted"),
];

const newDeadline = (days) => pickDate("new_deadline", days);

registry.category("web_tour.tours").add("cchc_leader_approves_and_recalls", {
    steps: () => [
        ...openAssessment,
        ...approve("1/STN-VP"),
        absent("action_approve", "action_send_to_leader", "action_return_to_officer"),
        press("action_recall"),
        fillDialog("reason", "Nhầm ngày công văn."),
        confirm("action_recall"),
        reached("leader_review"),
        { trigger: ".o-mail-Message:contains(Nhầm ngày công văn.)" },
    ],
});

registry.category("web_tour.tours").add("cchc_leader_approves_again", {
    steps: () => [...openAssessment, ...approve("2/STN-VP")],
});

registry.category("web_tour.tours").add("cchc_secretary_returns_and_extends", {
    steps: () => [
        ...openAssessment,
        absent("action_recall", "action_approve"),
        press("action_return_to_unit"),
        ...newDeadline(40),
        fillDialog("reason", "Bổ sung sáng kiến."),
        confirm("action_return"),
        reached("draft"),
        press("action_extend"),
        ...newDeadline(60),
        fillDialog("reason", "Đơn vị vừa sáp nhập."),
        confirm("action_extend"),
        reached("draft"),
        { trigger: ".o-mail-Message:contains(Đơn vị vừa sáp nhập.)" },
    ],
});

registry.category("web_tour.tours").add("cchc_officer_mends_and_sends", {
    steps: () => [
        ...openAssessment,
        { trigger: ".o-mail-Message:contains(Bổ sung sáng kiến.)" },
        {
            content: "Go to the criterion that the secretary asked about",
            trigger: "tr[data-code='1.2'] td[data-column=score]",
            run: "click",
        },
        {
            content: "Open it",
            trigger: ".o_cchc_panel:contains(1.2) .o_cchc_open_form",
            run: "click",
        },
        fillDialog("manual_score", "1"),
        fillDialog("explanation", "Có một sáng kiến được công nhận."),
        {
            content: "Save and close the criterion",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        press("action_send_to_leader"),
        { trigger: ".modal footer .btn-primary", run: "click" },
        reached("leader_review"),
    ],
});

registry.category("web_tour.tours").add("cchc_leader_submits_anew", {
    steps: () => [
        ...openAssessment,
        ...approve("3/STN-VP"),
        {
            content: "All three submissions are on record",
            trigger: "button[name=action_view_submissions]:contains(3)",
        },
    ],
});
