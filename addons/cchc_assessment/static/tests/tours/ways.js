import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";
import { pdf } from "./pdf";
import { confirm, fillDialog, pickDate, press, reached } from "./steps";

const withReason = (action, reason, state) => [
    press(action),
    fillDialog("reason", reason),
    confirm("action_confirm"),
    reached(state),
];

const tours = registry.category("web_tour.tours");

tours.add("cchc_secretary_declares_absent", {
    steps: () => [
        ...withReason("action_declare_absent", "Đã nhắc ba lần.", "absent"),
        { trigger: ".alert:contains(Đã nhắc ba lần.)" },
    ],
});

tours.add("cchc_secretary_exempts", {
    steps: () => [
        ...withReason("action_exempt", "Mới thành lập.", "exempt"),
        ...withReason("action_resume", "Nhầm đơn vị.", "draft"),
        ...withReason("action_exempt", "Mới thành lập.", "exempt"),
    ],
});

tours.add("cchc_secretary_says_which_form_counts", {
    steps: () => [
        press("action_count_elsewhere"),
        {
            content: "Choose the form that counts",
            trigger: ".modal .o_field_widget[name=counting_ids] input",
            run: "click",
        },
        {
            content: "The sample unit's",
            trigger: ".o-autocomplete--dropdown-item:contains(Sở Thử nghiệm)",
            run: "click",
        },
        fillDialog("reason", "Hợp nhất từ 01/7."),
        confirm("action_count"),
        reached("exempt"),
        { trigger: ".alert:contains(Sở Thử nghiệm)" },
    ],
});

tours.add("cchc_secretary_closes_the_request", {
    steps: () => withReason("action_close_explanation", "Quá hạn ba ngày.", "appraisal"),
});

tours.add("cchc_secretary_freezes", {
    steps: () => [
        press("action_freeze"),
        {
            content: "Yes, freeze them",
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        { trigger: "button[name=action_unfreeze]" },
    ],
});

tours.add("cchc_secretary_publishes_what_was_signed", {
    steps: () => [
        press("action_publish"),
        fillDialog("decision_number", "12/QĐ-UBND"),
        {
            content: "Hand in the scan",
            trigger: ".modal .o_field_widget[name=signed_file]",
            run: () =>
                inputFiles(".modal .o_field_widget[name=signed_file] input[type=file]", [
                    pdf("12-QD.pdf"),
                ]),
        },
        { trigger: ".modal .o_field_widget[name=signed_file] .o_clear_file_button" },
        confirm("action_publish"),
        reached("published"),
    ],
});

tours.add("cchc_secretary_reopens", {
    steps: () => [
        press("action_reopen"),
        fillDialog("reason", "Nhầm số phiếu."),
        confirm("action_reopen"),
        reached("appraisal"),
    ],
});

tours.add("cchc_secretary_publishes_the_correction", {
    steps: () => [
        {
            content: "Say why",
            trigger: ".o_form_view .o_field_widget[name=reason] textarea",
            run: "edit Sửa số phiếu.",
        },
        {
            content: "State the decision's number",
            trigger: ".o_form_view .o_field_widget[name=decision_number] input",
            run: "edit 99/QĐ-UBND",
        },
        ...pickDate("decision_date", 0, { inside: ".o_form_view", format: "dd/MM/yyyy" }),
        press("action_publish"),
        { trigger: ".modal-footer .btn-primary", run: "click" },
        reached("published"),
    ],
});
