import { registry } from "@web/core/registry";

/** The row of the criterion with this code. */
const row = (code) => `.o_data_row:has(td[name=code]:contains(/^${code}$/))`;

const level = (code, number) => ({
    content: `${code} stands at level ${number}`,
    trigger: `${row(code)}.o_cchc_level_${number}`,
});

const press = (code, button) => ({
    content: `Press ${button} in the row of ${code}`,
    trigger: `${row(code)} button[name=${button}]`,
    run: "click",
});

registry.category("web_tour.tours").add("cchc_secretary_edits_a_rubric", {
    steps: () => [
        level("2", 1),
        press("2", "action_indent"),
        level("2", 2),
        level("2.2", 3),
        press("2", "action_outdent"),
        level("2", 1),
        {
            content: "Drag 2.2 below 1.1, which has criteria under it",
            trigger: `${row("2.2")} .o_row_handle`,
            run: `drag_and_drop(${row("1.1.1")})`,
        },
        level("2.2", 3),
        {
            content: "It is the first of them now",
            trigger: `${row("1.1")} + ${row("2.2")} + ${row("1.1.1")}`,
        },
        press("1.2", "action_add_child"),
        {
            content: "Name the new criterion",
            trigger: ".modal .o_field_widget[name=name] textarea",
            run: "edit Nhận định của Hội đồng",
        },
        { trigger: ".modal .o_form_button_save", run: "click" },
        {
            content: "It stands under 1.2",
            trigger: `${row("1.2")} + .o_cchc_level_3:contains(Nhận định)`,
        },
        { trigger: "button[name=action_check]", run: "click" },
        {
            content: "The check names what it lacks",
            trigger: ".modal .o_data_row:contains(Nhận định) .text-bg-danger",
        },
        { trigger: ".modal-footer button[special=cancel]", run: "click" },
        press("2.1", "action_try"),
        {
            content: "Try 85 out of 100",
            trigger: ".modal .o_field_widget[name=numerator] input",
            run: "edit 85",
        },
        {
            trigger: ".modal .o_field_widget[name=denominator] input",
            run: "edit 100 && press Tab",
        },
        {
            content: "The score follows",
            trigger: ".modal .o_field_widget[name=score]:contains(/^1[.,]7$/)",
        },
        { trigger: ".modal-footer button[special=cancel]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
