import { inputFiles } from "@web/../tests/utils";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

// whole, cross-reference table included: a file that breaks off is refused
const PDF =
    "%PDF-1.4\n" +
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" +
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n" +
    "xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n" +
    "trailer<</Size 4/Root 1 0 R>>\nstartxref\n160\n%%EOF\n";

const openAssessment = [
    {
        content: "Open the unit's assessment",
        trigger: ".o_list_view .o_data_row td[name=unit_id]:contains(Sở Thử nghiệm)",
        run: "click",
    },
    { trigger: ".o_form_view .o_cchc_sheet tr[data-code='1.1.1']" },
];

const reached = (state) => ({
    content: `The assessment has reached the state ${state}`,
    trigger: `.o_statusbar_status .o_arrow_button_current[data-value=${state}]`,
});

/** Go to a cell of the criterion with this code, and type in each of its fields, as in a spreadsheet. */
const fillCell = (code, column, texts) => [
    {
        content: `Go to the ${column} of ${code}`,
        trigger: `tr[data-code='${code}'] td[data-column=${column}]`,
        run: "click",
    },
    ...Object.entries(texts).map(([field, text]) => ({
        content: `Type ${field} of ${code}`,
        trigger: `.o_cchc_keys[data-open] ${field}`,
        run: `edit ${text}`,
    })),
    {
        content: `Leave the ${column} of ${code}`,
        trigger: `.o_cchc_keys[data-open] ${Object.keys(texts).at(-1)}`,
        run: "press Enter",
    },
    { trigger: `.o_cchc_sheet:has(.o_cchc_state[data-state=saved])` },
];

const explain = (code, text) => fillCell(code, "explanation", { textarea: text });

const confirmSending = [
    {
        content: "What the leader will see is said first",
        trigger: ".modal .modal-body:contains(điểm)",
    },
    { trigger: ".modal footer .btn-primary", run: "click" },
];

registry.category("web_tour.tours").add("cchc_officer_scores_and_sends", {
    steps: () => [
        ...openAssessment,
        {
            content: "Open the first criterion",
            trigger: "tr[data-code='1.1.1'] td[data-column=score]",
            run: "click",
        },
        {
            trigger: ".o_cchc_panel:contains(1.1.1) .o_cchc_open_form",
            run: "click",
        },
        {
            content: "Choose its best option",
            trigger: ".modal .o_field_widget[name=option_id] .o_radio_item:first input",
            run: "click",
        },
        {
            content: "The score follows at once",
            trigger: ".modal .o_field_widget[name=self_score]:contains(2)",
        },
        {
            content: "Attach the document that proves it",
            trigger: ".modal .o_widget_cchc_evidence_upload",
            run: () =>
                inputFiles(".modal .o_widget_cchc_evidence_upload .o_input_file", [
                    new File([PDF], "Ke hoach CCHC.pdf", { type: "application/pdf" }),
                ]),
        },
        {
            trigger:
                ".modal .o_field_widget[name=evidence_ids] .o_data_row:contains(Ke hoach CCHC)",
        },
        {
            content: "Save and close the criterion",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "The criterion shows as proven",
            trigger: "body:not(:has(.modal)) tr[data-code='1.1.1'] .o_cchc_proof.o_cchc_complete",
        },
        ...fillCell("1.1.2", "result", { textarea: "8/10" }),
        ...explain("1.1.2", "Hai nhiệm vụ chuyển sang năm sau."),
        ...fillCell("1.2", "result", { textarea: "0,5" }),
        ...explain("1.2", "Có một sáng kiến cấp cơ sở."),
        ...fillCell("2.1", "result", { textarea: "85 %" }),
        {
            content: "Send it too early: one criterion has neither document nor explanation",
            trigger: "button[name=action_send_to_leader]",
            run: "click",
        },
        {
            content: "The refusal names that criterion",
            trigger: ".modal .modal-body:contains(2.1 Cải thiện chỉ số)",
        },
        {
            content: "Be shown the first",
            trigger: ".modal .o_cchc_show_first",
            run: "click",
        },
        {
            content: "Explain it there",
            trigger:
                ".modal:contains(2.1 Cải thiện chỉ số) .o_field_widget[name=explanation] textarea",
            run: "edit Theo số liệu đã công bố.",
        },
        {
            content: "Save and close the criterion",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "It is explained",
            trigger:
                "body:not(:has(.modal)) tr[data-code='2.1'] .o_cchc_explanation:contains(Theo số liệu)",
        },
        {
            content: "Send it to the leader",
            trigger: "body:not(:has(.modal)) button[name=action_send_to_leader]",
            run: "click",
        },
        ...confirmSending,
        reached("leader_review"),
    ],
});

registry.category("web_tour.tours").add("cchc_leader_returns", {
    steps: () => [
        ...openAssessment,
        {
            content: "Return it to the officer",
            trigger: "button[name=action_return_to_officer]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Bổ sung giải trình tiêu chí 1.2.",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name=action_return]",
            run: "click",
        },
        reached("draft"),
        { trigger: ".o-mail-Message:contains(Bổ sung giải trình tiêu chí 1.2.)" },
    ],
});

registry.category("web_tour.tours").add("cchc_officer_sends_again", {
    steps: () => [
        ...openAssessment,
        ...explain("1.2", "Có một sáng kiến cấp cơ sở, Quyết định số 15/QĐ-STN."),
        {
            content: "Send it again",
            trigger: "button[name=action_send_to_leader]",
            run: "click",
        },
        ...confirmSending,
        reached("leader_review"),
    ],
});

registry.category("web_tour.tours").add("cchc_leader_approves_and_prints", {
    steps: () => [
        ...openAssessment,
        {
            content: "Approve it",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "The dialog says what is approved",
            trigger: ".modal .o_field_widget[name=self_score]:contains(4,7)",
        },
        {
            content: "State the dispatch",
            trigger: ".modal .o_field_widget[name=dispatch_number] input",
            run: "edit 1234/STN-VP",
        },
        {
            content: "Take responsibility",
            trigger: ".modal .o_field_widget[name=responsibility_confirmed] input",
            run: "click",
        },
        {
            content: "Approve: whoever waits sees that it is being sealed",
            trigger: ".modal button[name=action_approve]",
            async run({ click }) {
                const sealing = new Promise((resolve) => {
                    const observer = new MutationObserver(() => {
                        if (document.querySelector(".o_cchc_sealing [role=progressbar]")) {
                            observer.disconnect();
                            resolve();
                        }
                    });
                    observer.observe(document.body, { childList: true, subtree: true });
                });
                await click();
                await sealing;
            },
        },
        reached("submitted"),
        {
            content: "What could not go on behind is told",
            trigger: ".o_cchc_delivery[data-state=failed]",
        },
        {
            content: "Download the appendix, and hand what arrived to the test",
            trigger: "body:not(:has(.modal)) button[name=action_print_appendix]",
            async run({ click }) {
                const { createObjectURL } = URL;
                const arrived = new Promise((resolve) => {
                    URL.createObjectURL = (blob) => {
                        resolve(blob);
                        return createObjectURL.call(URL, blob);
                    };
                });
                await click();
                const bytes = new Uint8Array(await (await arrived).arrayBuffer());
                URL.createObjectURL = createObjectURL;
                await rpc("/web/dataset/call_kw/ir.attachment/create", {
                    model: "ir.attachment",
                    method: "create",
                    args: [{ name: "arrived.xlsx", datas: btoa(String.fromCharCode(...bytes)) }],
                    kwargs: {},
                });
            },
        },
    ],
});
