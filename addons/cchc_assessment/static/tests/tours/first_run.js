import { inputFiles } from "@web/../tests/utils";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/**
 * Register the tour as it is shown to people, with what a person does between its pointers.
 *
 * @param {Object} doings by the id of the pointer: steps `before` and `after` it, or what to do `instead` of its own
 */
function addTest(name, doings) {
    tours.add(`${name}_test`, {
        steps: () =>
            tours
                .get(name)
                .steps()
                .flatMap((step) => {
                    const { before = [], after = [], instead } = doings[step.id] || {};
                    return [...before, instead ? { ...step, run: instead } : step, ...after];
                }),
    });
}

/** Choose the file of this name that the test has laid ready. */
const choose = (input, name) => async () => {
    const [{ id, mimetype }] = await rpc("/web/dataset/call_kw/ir.attachment/search_read", {
        model: "ir.attachment",
        method: "search_read",
        args: [[["name", "=", name]], ["mimetype"]],
        kwargs: { limit: 1 },
    });
    const content = await (await fetch(`/web/content/${id}`)).blob();
    await inputFiles(input, [new File([content], name, { type: mimetype })]);
};

/** Choose in a field of tags what is called so. */
const tag = (field, name) => [
    { trigger: `${field} input`, run: `edit ${name}` },
    { trigger: `body .o-autocomplete--dropdown-item:contains(${name})`, run: "click" },
    { trigger: `${field} .o_tag:contains(${name})` },
];

const editor = ".o_cchc_keys[data-open]";
const saved = { trigger: ".o_cchc_sheet .o_cchc_state[data-state=saved]" };

addTest("cchc_first_run_officer", {
    score: {
        after: [
            { trigger: `${editor} textarea`, run: "press 1" },
            { trigger: `${editor} textarea`, run: "press Tab" },
            saved,
        ],
    },
    file: {
        instead: choose(".o_cchc_panel .o_cchc_attach .o_input_file", "ke hoach.pdf"),
        after: [{ trigger: ".o_cchc_grid .o_cchc_chip:contains(ke hoach)" }],
    },
    explain: {
        after: [
            { trigger: `${editor} textarea`, run: "edit Báo cáo gửi sau." },
            { trigger: `${editor} textarea`, run: "press Enter" },
            { trigger: ".o_cchc_grid .o_cchc_explanation:contains(Báo cáo gửi sau.)" },
            saved,
        ],
    },
    send: {
        after: [
            { trigger: ".modal footer .btn-primary", run: "click" },
            { trigger: ".o_statusbar_status .o_arrow_button_current[data-value=leader_review]" },
        ],
    },
});

addTest("cchc_first_run_secretary", {
    file: {
        instead: choose(".modal .o_field_widget[name=file] .o_input_file", "bo tieu chi.xlsx"),
    },
    imported: {
        before: [
            { trigger: ".modal .o_field_widget[name=name] input", run: "edit Bộ tiêu chí mới" },
            ...tag(".modal .o_field_widget[name=group_ids]", "Nhóm mới"),
        ],
    },
    published: {
        after: [{ trigger: ".o_statusbar_status .o_arrow_button_current[data-value=published]" }],
    },
    rubrics: {
        after: [
            ...tag(".o_field_widget[name=rubric_ids]", "Bộ tiêu chí mới"),
            { trigger: ".o_field_widget[name=self_deadline] input", run: "click" },
            {
                trigger: ".o_field_widget[name=self_deadline] input",
                run: "edit 20/12/2036 17:00:00",
            },
        ],
    },
    opened: {
        // not by the bar of states, which is folded on a narrow screen
        after: [{ trigger: ".o_form_statusbar button[name=action_open_review]" }],
    },
});
