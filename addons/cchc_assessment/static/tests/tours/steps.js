/** Steps that tours have in common. */

/** Open the sample unit's assessment from the list. */
export const openAssessment = [
    {
        content: "Open the unit's assessment",
        trigger: ".o_list_view .o_data_row td[name=unit_id]:contains(Sở Thử nghiệm)",
        run: "click",
    },
    { trigger: ".o_form_view .o_field_widget[name=unit_id]:contains(Sở Thử nghiệm)" },
];

export const reached = (state) => ({
    content: `It has reached the state ${state}`,
    trigger: `body:not(:has(.modal)) .o_statusbar_status .o_arrow_button_current[data-value=${state}]`,
});

/** Press a button of the form's header. */
export const press = (name) => ({
    content: `Press ${name}`,
    trigger: `body:not(:has(.modal)) .o_form_statusbar button[name=${name}]`,
    run: "click",
});

/** Press a button above the form's title. */
export const pressBox = (name) => ({
    content: `Press ${name}`,
    trigger: `body:not(:has(.modal)) .o-form-buttonbox button[name=${name}]`,
    run: "click",
});

export const absent = (...names) => ({
    content: `Nothing offers ${names}`,
    trigger: `.o_form_statusbar:not(:has(${names.map((name) => `button[name=${name}]`)}))`,
});

export const fillDialog = (field, text) => ({
    content: `State the ${field}`,
    trigger: `.modal .o_field_widget[name=${field}] :is(input, textarea)`,
    run: `edit ${text}`,
});

export const confirm = (name) => ({
    content: "Confirm",
    trigger: `.modal button[name=${name}]`,
    run: "click",
});

/** Put a date or a deadline so many days on from today, as a person picks it: by typing. */
export const pickDate = (
    field,
    days,
    { inside = ".modal", format = "dd/MM/yyyy HH:mm:ss" } = {}
) => [
    {
        content: `Open the calendar of ${field}`,
        trigger: `${inside} .o_field_widget[name=${field}] :is(button, input)`,
        run: "click",
    },
    {
        content: `Name the ${field}`,
        trigger: `${inside} .o_field_widget[name=${field}] input`,
        run: `edit ${luxon.DateTime.now().plus({ days }).toFormat(format)}`,
    },
];
