import { describeCell } from "./paste_plan";
import { fold } from "./sheet_values";

/** A text as it is looked for: without marks and capitals, as people type when they are in a hurry. */
export const plain = (text) =>
    fold(text)
        .normalize("NFD")
        .replace(/[\u0300-\u036f]/g, "")
        .replaceAll("đ", "d");

/** The cells of a row with what each says, the criterion's own words first. */
function textsOf(store, row) {
    const texts = [["name", `${row.code || ""} ${row.name}`]];
    if (row.line) {
        const values = store.values(row);
        const documents = row.line.evidence_ids
            .map((id) => store.documents[id])
            .filter(Boolean)
            .map(({ label, title }) => `${label} ${title}`);
        texts.push(
            ["result", describeCell(row, "result", values)],
            ["evidence", documents.join(" ")],
            ["explanation", values.explanation || ""],
            ["remark", store.values(row, "council").remark || ""]
        );
    }
    return texts.filter(([column]) => store.columns.includes(column));
}

/**
 * The cells that hold a text, from above; folded rows are looked through, too.
 *
 * What is typed with its marks is looked for with them.
 *
 * @param {import("./sheet_store").SheetStore} store
 * @param {string} text
 * @returns {{ key: any, column: string }[]}
 */
export function findCells(store, text) {
    const isExact = plain(text) !== fold(text);
    const read = isExact ? fold : plain;
    const wanted = read(text);
    if (!wanted) {
        return [];
    }
    return store.rows.flatMap((row) =>
        textsOf(store, row)
            .filter(([, own]) => read(own).includes(wanted))
            .map(([column]) => ({ key: row.key, column }))
    );
}
