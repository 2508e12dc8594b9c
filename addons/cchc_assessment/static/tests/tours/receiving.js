import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cchc_officer_sorts_a_letter", {
    steps: () => [
        { trigger: ".o_notebook .nav-link[name=evidence]", run: "click" },
        {
            content: "What came by e-mail is counted among the documents to sort",
            trigger: "button[name=action_sort_documents]",
            run: "click",
        },
        {
            content: "It is filed where it is proposed, by one press",
            trigger:
                ".o_list_view .o_data_row:contains(Sang kien) button[name=action_accept_proposals]",
            run: "click",
        },
        { trigger: ".o_list_view:not(:contains(Sang kien))" },
    ],
});
