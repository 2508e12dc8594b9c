import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";
import {
    absent,
    confirm,
    fillDialog,
    openAssessment,
    pickDate,
    press,
    pressBox,
    reached,
} from "./steps";

const PDF = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
xref
0 4
0000000000 65535 f 
0000000009 00000 n 
0000000052 00000 n 
0000000101 00000 n 
trailer<</Size 4/Root 1 0 R>>
startxref
164
%%EOF
`;

/** Open a criterion of the unit from the list of what the council has to decide. */
const openCriterion = (domain, code) => [
    {
        content: `Unfold domain ${domain}`,
        trigger: `.o_list_view .o_group_header:not(.o_group_open):contains(${domain})`,
        run: "click",
    },
    {
        content: `Open ${code}`,
        trigger: `.o_data_row:has(td[name=criterion_id]:contains(/^${code} /)) button[name=action_open_form]`,
        run: "click",
    },
];

const saveDialog = {
    content: "Save and close",
    trigger: ".modal .o_form_button_save",
    run: "click",
};

const closed = { trigger: "body:not(:has(.modal))" };

const leaveTo = (name) => ({
    content: "Back to where it was opened from",
    trigger: `body:not(:has(.modal)) .o_breadcrumb .o_back_button:contains(${name}), body:not(:has(.modal)) .breadcrumb-item a:contains(${name})`,
    run: "click",
});

const openPeriod = {
    content: "Open the period",
    trigger: ".o_list_view .o_data_row td[name=name]:contains(2026)",
    run: "click",
};

registry.category("web_tour.tours").add("cchc_appraiser_first_round", {
    steps: () => [
        ...openAssessment,
        absent("action_conclude", "action_request_explanation"),
        press("action_start_appraisal"),
        reached("appraisal"),
        press("action_agree"),
        pressBox("action_view_appraisals"),
        ...openCriterion("Chỉ đạo, điều hành", "1.1.1"),
        {
            content: "The unit's figures, explanation and document stand beside the council's",
            trigger: ".modal .o_field_widget[name=evidence_ids] .o_data_row:contains(12/BC-STN)",
        },
        {
            content: "Disagree",
            trigger: ".modal .o_field_widget[name=option_id] .o_radio_item:last input",
            run: "click",
        },
        {
            content: "The council's score follows at once",
            trigger: ".modal .o_field_widget[name=score]:contains(/^0,00$/)",
        },
        fillDialog("remark", "Chưa thấy văn bản ban hành."),
        {
            content: "Ask the unit",
            trigger: ".modal .o_field_widget[name=explanation_requested] input",
            run: "click",
        },
        fillDialog("request", "Văn bản nào chứng minh?"),
        saveDialog,
        closed,
        ...openCriterion("Tác động", "2.2"),
        fillDialog("manual_score", "2,5"),
        saveDialog,
        {
            content: "It stands in the list",
            trigger:
                "body:not(:has(.modal)) .o_data_row:has(td[name=criterion_id]:contains(/^2.2 /)) td[name=score]:contains(2,5)",
        },
    ],
});

registry.category("web_tour.tours").add("cchc_secretary_asks", {
    steps: () => [
        ...openAssessment,
        press("action_request_explanation"),
        ...pickDate("explanation_deadline", 5),
        confirm("action_ask"),
        reached("explanation"),
        absent("action_conclude", "action_agree"),
    ],
});

registry.category("web_tour.tours").add("cchc_leader_explains", {
    steps: () => [
        ...openAssessment,
        pressBox("action_view_questions"),
        {
            content: "Open the question",
            trigger: ".o_list_view .o_data_row td[name=request]:contains(Văn bản nào chứng minh?)",
            run: "click",
        },
        {
            content: "Answer it",
            trigger: ".o_form_view .o_field_widget[name=explanation] textarea",
            run: "edit Quyết định số 99/QĐ-STN.",
        },
        {
            content: "Add the document that shows it",
            trigger: ".o_form_view .o_widget_cchc_evidence_upload",
            run: () =>
                inputFiles(".o_widget_cchc_evidence_upload .o_input_file", [
                    new File([PDF], "99-QD-STN.pdf", { type: "application/pdf" }),
                ]),
        },
        {
            content: "It is marked with the round",
            trigger:
                ".o_field_widget[name=evidence_ids] .o_data_row:contains(99) td[name=added_round]:contains(1)",
        },
        leaveTo("Sở Thử nghiệm"),
        press("action_send_explanation"),
        reached("appraisal"),
        absent("action_agree", "action_send_explanation"),
    ],
});

registry.category("web_tour.tours").add("cchc_appraiser_second_round", {
    steps: () => [
        ...openAssessment,
        pressBox("action_view_appraisals"),
        ...openCriterion("Chỉ đạo, điều hành", "1.1.1"),
        {
            content: "What was asked and answered is at hand",
            trigger: ".modal .o_field_widget[name=previous_explanation]:contains(99/QĐ-STN)",
        },
        { trigger: ".modal .o_field_widget[name=evidence_ids] .o_data_row:contains(99)" },
        {
            content: "Accept the unit's answer",
            trigger: ".modal .o_field_widget[name=option_id] .o_radio_item:first input",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=score]:contains(/^2,00$/)" },
        fillDialog("remark", "Chấp nhận giải trình."),
        saveDialog,
        closed,
    ],
});

registry.category("web_tour.tours").add("cchc_secretary_concludes", {
    steps: () => [...openAssessment, press("action_conclude"), reached("appraised")],
});

registry.category("web_tour.tours").add("cchc_secretary_opens_the_review", {
    steps: () => [
        openPeriod,
        ...pickDate("review_deadline", 5, { inside: ".o_form_view" }),
        press("action_open_review"),
        {
            content: "Confirm",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "The period says so",
            trigger: "body:not(:has(.modal)) button[name=action_close_review]",
        },
    ],
});

registry.category("web_tour.tours").add("cchc_leader_objects", {
    steps: () => [
        ...openAssessment,
        {
            content: "The result is there",
            trigger: ".o_field_widget[name=final_rating_id]:contains(Khá)",
        },
        press("action_object"),
        fillDialog("reason", "Tiêu chí 1.2 chưa tính sáng kiến."),
        confirm("action_object"),
        {
            content: "It can be done once",
            trigger:
                "body:not(:has(.modal)) .o_form_statusbar:not(:has(button[name=action_object]))",
        },
    ],
});

registry.category("web_tour.tours").add("cchc_secretary_answers", {
    steps: () => [
        ...openAssessment,
        { trigger: ".o_field_widget[name=objection]:contains(chưa tính sáng kiến)" },
        press("action_answer_objection"),
        fillDialog("answer", "Không có quyết định công nhận sáng kiến."),
        confirm("action_answer"),
        {
            content: "The answer stands beside it",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=objection_answer]:contains(quyết định công nhận)",
        },
    ],
});

registry.category("web_tour.tours").add("cchc_secretary_publishes", {
    steps: () => [
        openPeriod,
        press("action_compute_results"),
        {
            content: "The ranking is there",
            trigger: ".o_field_widget[name=result_ids] .o_data_row:contains(Sở Thử nghiệm)",
        },
        {
            content: "State the decision's number",
            trigger: ".o_field_widget[name=decision_number] input",
            run: "edit 12/QĐ-UBND",
        },
        ...pickDate("decision_date", 0, { inside: ".o_form_view", format: "dd/MM/yyyy" }),
        press("action_publish"),
        {
            content: "Confirm",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        reached("published"),
        absent("action_publish", "action_compute"),
    ],
});

registry.category("web_tour.tours").add("cchc_leader_reads_the_result", {
    steps: () => [
        {
            content: "The unit has its place, and sees no other",
            trigger:
                ".o_list_view:not(:contains(Sở Đối chứng)) .o_data_row:contains(Sở Thử nghiệm)",
        },
        {
            content: "Open where points were lost",
            trigger: ".o_data_row:contains(Sở Thử nghiệm) button[name=action_view_domains]",
            run: "click",
        },
        {
            content: "Domain by domain, against the group's mean",
            trigger: ".o_list_view .o_data_row:contains(Tác động) td[name=group_mean]:contains(%)",
        },
    ],
});
