import { registry } from "@web/core/registry";
import { press, reached } from "./steps";

const cell = (code, column) => `tr[data-code='${code}'] td[data-column=${column}]`;

/** A long sheet on a slow machine is opened in more than the ten seconds that a step has. */
const PATIENCE = 60000;

const give = (code, name) => [
    { trigger: cell(code, "name"), run: "click" },
    {
        trigger: `.o_cchc_panel:contains(${code}) .o_cchc_give select:has(option:contains(${name}))`,
        run({ anchor }) {
            const option = [...anchor.options].find((one) => one.text === name);
            anchor.value = option.value;
            anchor.dispatchEvent(new Event("change", { bubbles: true }));
        },
    },
    { trigger: ".o_cchc_give_out:enabled", run: "click" },
    { trigger: `.o_cchc_panel .o_cchc_given:contains(${name})` },
];

registry.category("web_tour.tours").add("cchc_leader_gives_out", {
    timeout: PATIENCE,
    steps: () => [...give("1.1", "Mai"), ...give("1.2", "Nam"), ...give("2", "Hoa")],
});

registry.category("web_tour.tours").add("cchc_contributor_fills_in", {
    timeout: PATIENCE,
    steps: () => [
        {
            content: "What is theirs is found by one press, and nothing else can be filled in",
            trigger: ".o_cchc_filter[data-filter=mine]:contains(2)",
            run: "click",
        },
        { trigger: `.o_cchc_sheet:not(:has(tr[data-code='1.2'])) ${cell("1.1.2", "result")}` },
        { trigger: ".o_cchc_filter[data-filter=mine]", run: "click" },
        { trigger: `${cell("1.2", "result")}[aria-readonly=true]` },
        { trigger: `${cell("1.1.2", "explanation")}:not([aria-readonly])`, run: "dblclick" },
        { trigger: ".o_cchc_keys[data-open] textarea", run: "edit Đủ hồ sơ && press Enter" },
        { trigger: ".o_cchc_state[data-state=saved]" },
        { trigger: cell("1.1.2", "result"), run: "dblclick" },
        { trigger: ".o_cchc_keys[data-open] textarea", run: "edit 8/10 && press Enter" },
        { trigger: `${cell("1.1.2", "score")}:contains(0,5)` },
        { trigger: ".o_cchc_state[data-state=saved]" },
    ],
});

registry.category("web_tour.tours").add("cchc_officer_checks_and_hands_back", {
    timeout: PATIENCE,
    steps: () => [
        { trigger: ".o_cchc_filter[data-filter=to_check]" },
        { trigger: cell("1.1.2", "max"), run: "click" },
        { trigger: ".o_cchc_panel:contains(1.1.2) .o_cchc_check_off", run: "click" },
        { trigger: ".o_cchc_panel .o_cchc_mark[data-kind=checked][data-current=yes]" },
        { trigger: `${cell("1.1.2", "name")} .o_cchc_checked` },
        { trigger: cell("1.2", "max"), run: "click" },
        { trigger: ".o_cchc_panel:contains(1.2) .o_cchc_hand_back", run: "click" },
        { trigger: ".o_cchc_panel .o_cchc_team textarea", run: "edit Thiếu quyết định" },
        { trigger: ".o_cchc_send_back:enabled", run: "click" },
        { trigger: ".o_cchc_panel .o_cchc_mark[data-kind=handed_back]:contains(Thiếu quyết định)" },
        { trigger: `${cell("1.2", "name")} .o_cchc_handed_back` },
    ],
});

registry.category("web_tour.tours").add("cchc_contributor_mends", {
    timeout: PATIENCE,
    steps: () => [
        { trigger: ".o_cchc_filter[data-filter=handed_back]:contains(1)", run: "click" },
        { trigger: cell("1.2", "max"), run: "click" },
        { trigger: ".o_cchc_panel .o_cchc_mark:contains(Thiếu quyết định)" },
        { trigger: ".o_cchc_filter[data-filter=handed_back]", run: "click" },
        { trigger: cell("1.2", "explanation"), run: "dblclick" },
        { trigger: ".o_cchc_keys[data-open] textarea", run: "edit Đã bổ sung && press Enter" },
        { trigger: ".o_cchc_state[data-state=saved]" },
        { trigger: cell("1.2", "max"), run: "click" },
        { trigger: ".o_cchc_panel .o_cchc_mark[data-kind=handed_back][data-current=no]" },
    ],
});

registry.category("web_tour.tours").add("cchc_officer_sends_what_all_filled_in", {
    timeout: PATIENCE,
    steps: () => [
        press("action_send_to_leader"),
        { trigger: ".modal .modal-body:contains(điểm)" },
        { trigger: ".modal footer .btn-primary", run: "click" },
        reached("leader_review"),
    ],
});

registry.category("web_tour.tours").add("cchc_contributor_dashboard", {
    timeout: PATIENCE,
    steps: () => [
        { trigger: "[data-section=mine] .o_cchc_open_waiting:contains(1.2)", run: "click" },
        { trigger: ".o_cchc_filter[data-filter=mine]:contains(1)" },
    ],
});

registry.category("web_tour.tours").add("cchc_officer_nudges_the_team", {
    timeout: PATIENCE,
    steps: () => [
        { trigger: "[data-section=team] li:contains(Nam)" },
        { trigger: ".o_cchc_nudge_team", run: "click" },
        { trigger: ".modal .o_field_widget[name=recipient_names]:contains(Nam)" },
        { trigger: ".modal button[name=action_nudge]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_notification:contains(Nam)" },
    ],
});

registry.category("web_tour.tours").add("cchc_contributor_on_a_phone", {
    timeout: PATIENCE,
    steps: () => [
        { trigger: ".o_cchc_filter[data-filter=mine]:contains(1)", run: "click" },
        { trigger: ".o_cchc_sheet:not(:has(.o_cchc_card:contains(1.1.2)))" },
        { trigger: ".o_cchc_card:contains(1.2) .o_cchc_mark:contains(Thiếu phụ lục)" },
        { trigger: ".o_cchc_card:contains(1.2) .o_cchc_mine" },
    ],
});
