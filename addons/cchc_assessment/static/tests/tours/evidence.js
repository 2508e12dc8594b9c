import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";
import { pdf } from "./pdf";

const CRITERION = "tr[data-code='1.1.1']";

/** Drag files over the page as a file manager does: the zone appears, and they are dropped on it. */
const dropFiles = (files) => [
    {
        content: "Drag the files over the criterion",
        trigger: ".modal .o_cchc_evidence_upload",
        run({ anchor }) {
            const dataTransfer = new DataTransfer();
            files().forEach((file) => dataTransfer.items.add(file));
            anchor.dispatchEvent(new DragEvent("dragenter", { bubbles: true, dataTransfer }));
        },
    },
    {
        content: "Drop them",
        // "body": the zone lies over the dialog, not in it
        trigger: "body .o_cchc_dropzone",
        run({ anchor }) {
            const dataTransfer = new DataTransfer();
            files().forEach((file) => dataTransfer.items.add(file));
            const options = { bubbles: true, cancelable: true, dataTransfer };
            anchor.dispatchEvent(new DragEvent("dragover", options));
            anchor.dispatchEvent(new DragEvent("drop", options));
        },
    },
];

const openCriterion = [
    {
        content: "Open the unit's assessment",
        trigger: ".o_list_view .o_data_row td[name=unit_id]:contains(Sở Thử nghiệm)",
        run: "click",
    },
    {
        content: "Open its first criterion",
        trigger: `${CRITERION} td[data-column=score]`,
        run: "click",
    },
    {
        trigger: ".o_cchc_panel:contains(1.1.1) .o_cchc_open_form",
        run: "click",
    },
    { trigger: ".modal .o_cchc_evidence_upload" },
];

const evidenceRow = (name) =>
    `.modal .o_field_widget[name=evidence_ids] .o_data_row:contains(${name})`;

registry.category("web_tour.tours").add("cchc_officer_drops_documents", {
    steps: () => [
        ...openCriterion,
        {
            content: "Both required documents are missing",
            trigger: ".modal:has(.o_cchc_requirement[data-there=no]:eq(1))",
        },
        ...dropFiles(() => ["tai lieu A.pdf", "tai lieu B.pdf", "tai lieu C.pdf"].map(pdf)),
        {
            content: "Each file is told by name to be filed",
            trigger: ".modal .o_cchc_uploads:has(li[data-state=filed]:eq(2))",
        },
        {
            content: "One sentence says it to those who hear the page",
            trigger: ".modal [role=status][aria-live=polite]:contains(3)",
        },
        ...["tai lieu A", "tai lieu B", "tai lieu C"].map((name) => ({
            content: `${name} stands among the documents`,
            trigger: evidenceRow(name),
        })),
        {
            content: "Correct the number of one",
            trigger: `${evidenceRow("tai lieu C")} td[name=document_number]`,
            run: "click",
        },
        {
            trigger: ".modal .o_selected_row td[name=document_number] input",
            run: "edit 99/TB-STN",
        },
        ...[
            ["tai lieu A", "Kế hoạch năm"],
            ["tai lieu B", "Báo cáo năm"],
        ].flatMap(([name, requirement]) => [
            {
                content: `Say which required document ${name} is`,
                trigger: `${evidenceRow(name)} td[name=requirement_ids]`,
                run: "click",
            },
            {
                // the row before may be open still
                trigger: `.modal .o_selected_row:has(td[name=name] input:value(${name})) td[name=requirement_ids] input`,
                run: `edit ${requirement}`,
            },
            {
                trigger: `body .o-autocomplete--dropdown-item:contains(${requirement})`,
                run: "click",
            },
            {
                trigger: `.modal .o_cchc_requirement[data-there=yes]:contains(${requirement})`,
            },
        ]),
        {
            content: "Save and close the criterion",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "The criterion is proven",
            trigger: `body:not(:has(.modal)) ${CRITERION} .o_cchc_proof.o_cchc_complete`,
        },
    ],
});

const WIDE =
    "iVBORw0KGgoAAAANSUhEUgAAACgAAAAUCAIAAABwJOjsAAAAJElEQVR42mM4wcAwIIhh1OJRi0ctHrV41OJRi0ctHrV45FgMAEG3cR/5InjWAAAAAElFTkSuQmCC";
const HIGH =
    "iVBORw0KGgoAAAANSUhEUgAAABQAAAAoCAIAAABxU02MAAAAI0lEQVR42mNgYDhBARrVPKp5VPOo5lHNo5pHNY9qHtVMJgIAyuhxH0MY0DEAAAAASUVORK5CYII=";

const photo = (base64, name) =>
    new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, {
        type: "image/png",
    });

registry.category("web_tour.tours").add("cchc_officer_joins_photos", {
    steps: () => [
        ...openCriterion,
        ...dropFiles(() => [photo(WIDE, "trang hai.png"), photo(HIGH, "trang mot.png")]),
        {
            content: "The page that comes first is moved to the front",
            trigger: ".modal .o_cchc_join_page:last:contains(trang mot) button:first",
            run: "click",
        },
        {
            trigger: ".modal .o_cchc_join_page:first:contains(trang mot)",
        },
        {
            trigger: ".modal .o_cchc_join_name",
            run: "edit Bao cao chup.pdf",
        },
        {
            trigger: ".modal .o_cchc_join_one",
            run: "click",
        },
        {
            content: "One document is filed",
            trigger:
                ".modal .o_cchc_uploads li[data-state=filed]:only-child:contains(Bao cao chup)",
        },
    ],
});

/** Where a photo lies on its side, as a camera notes it: what is up lies to the right. */
const LYING = [
    0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01,
    0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
];

/** A photo as a telephone takes it: a JPEG of its own, which notes how the telephone was held. */
const takePhoto = async (name, isLying) => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: 400, height: 300 });
    const context = canvas.getContext("2d");
    context.fillText(name, 10, 10);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg"));
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const parts = [bytes.slice(0, 2), new Uint8Array(isLying ? LYING : []), bytes.slice(2)];
    return new File(parts, name, { type: "image/jpeg" });
};

const page = (name) => `.modal .o_cchc_join_page:contains(${name})`;

registry.category("web_tour.tours").add("cchc_officer_takes_photos", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(Sở Thử nghiệm)", run: "click" },
        { trigger: ".o_cchc_card:contains(1.1.1)", run: "click" },
        {
            content: "The first page is taken by the camera",
            trigger: ".modal .o_cchc_take_photos",
            async run({ anchor }) {
                const input = anchor.parentElement.querySelector("input[capture]");
                const files = new DataTransfer();
                files.items.add(await takePhoto("trang 1.jpg", true));
                input.files = files.files;
                input.dispatchEvent(new Event("change"));
            },
        },
        {
            content: "Others follow, from the telephone's pictures",
            trigger: ".modal .o_cchc_join_add",
            async run({ anchor }) {
                const input = anchor.parentElement.querySelector("input[type=file]");
                const files = new DataTransfer();
                for (const name of ["trang 2.jpg", "nham.jpg", "trang 3.jpg"]) {
                    files.items.add(await takePhoto(name, false));
                }
                input.files = files.files;
                input.dispatchEvent(new Event("change"));
            },
        },
        {
            content: "One is none of it",
            trigger: `${page("nham")} .o_cchc_join_remove`,
            run: "click",
        },
        {
            content: "One was held the other way",
            trigger: `.modal:not(:has(.o_cchc_join_page:contains(nham))) .o_cchc_join_page:contains(trang 2) .o_cchc_join_turn`,
            run: "click",
        },
        { trigger: `${page("trang 2")} img[style*='rotate(90deg)']` },
        {
            content: "The last is dragged to the front",
            trigger: page("trang 3"),
            run({ anchor }) {
                const first = document.querySelector(".modal .o_cchc_join_page");
                const dataTransfer = new DataTransfer();
                const options = { bubbles: true, cancelable: true, dataTransfer };
                anchor.dispatchEvent(new DragEvent("dragstart", options));
                first.dispatchEvent(new DragEvent("dragover", options));
                first.dispatchEvent(new DragEvent("drop", options));
                anchor.dispatchEvent(new DragEvent("dragend", options));
            },
        },
        { trigger: ".modal .o_cchc_join_page:first:contains(trang 3)" },
        { content: "and back", trigger: `${page("trang 3")} .o_cchc_join_later`, run: "click" },
        { trigger: `${page("trang 3")} .o_cchc_join_later:enabled`, run: "click" },
        { trigger: ".modal .o_cchc_join_page:last:contains(trang 3)" },
        { trigger: ".modal .o_cchc_join_name", run: "edit Bien ban" },
        { trigger: ".modal .o_cchc_join_one", run: "click" },
        {
            content: "One document is filed",
            trigger: ".modal .o_cchc_uploads li[data-state=filed]:only-child:contains(Bien ban)",
        },
    ],
});

registry.category("web_tour.tours").add("cchc_officer_drops_a_program", {
    steps: () => [
        ...openCriterion,
        ...dropFiles(() => [
            new File(["MZ\x90\x00\x03 this is a program"], "bao cao.pdf"),
            pdf("14-BC-STN that.pdf"),
        ]),
        {
            content: "The program is refused with a sentence that names what it is",
            trigger: ".modal .o_cchc_uploads li[data-state=refused]:contains(bao cao.pdf)",
        },
        {
            content: "The document beside it is filed all the same",
            trigger: ".modal .o_cchc_uploads li[data-state=filed]:contains(14-BC-STN)",
        },
        {
            content: "The refusal can be put away",
            trigger: ".modal li[data-state=refused] .o_cchc_dismiss",
            run: "click",
        },
        {
            trigger:
                ".modal:not(:has(li[data-state=refused])) .o_field_widget[name=evidence_ids] .o_data_row:contains(that)",
        },
    ],
});

registry.category("web_tour.tours").add("cchc_officer_replaces_a_document", {
    steps: () => [
        {
            content: "Look at the document without leaving the library",
            trigger:
                ".o_list_view .o_data_row:contains(12/BC-STN) .o_widget_cchc_evidence_preview button",
            run: "click",
        },
        {
            content: "Escape closes the viewer",
            trigger: "body .o-FileViewer:has(iframe[src*=evidence])",
            run: "press Escape",
        },
        {
            content: "Open the document",
            trigger: "body:not(:has(.o-FileViewer)) .o_data_row:contains(12/BC-STN) td[name=name]",
            run: "click",
        },
        {
            content: "File a newer version",
            trigger: ".o_form_view .o_widget_cchc_evidence_version",
            run: () =>
                inputFiles(".o_widget_cchc_evidence_version .o_input_file", [pdf("ban moi.pdf")]),
        },
        {
            content: "The newer version opens, and shows the one before",
            trigger: ".o_field_widget[name=earlier_version_ids] .o_data_row:contains(12/BC-STN)",
        },
    ],
});
