/** What each row says in a column, in their order. */
function readColumn({ all, each, counts, rows }, count) {
    if (counts) {
        const inner = unpackRows(rows);
        let end = 0;
        return counts.map((length) => inner.slice(end, (end += length)));
    }
    return each || new Array(count).fill(all);
}

/** Rows as they were before `core/plain/packing.py` packed them. */
export function unpackRows(packed) {
    if (Array.isArray(packed)) {
        return packed;
    }
    const rows = Array.from({ length: packed.count }, () => ({}));
    for (const [name, column] of Object.entries(packed.columns)) {
        const values = readColumn(column, packed.count);
        rows.forEach((row, index) => {
            row[name] = values[index];
        });
    }
    return rows;
}

/** A sheet whose tables the server has packed, with its rows. */
export function unpackSheet(sheet) {
    for (const table of ["criteria", "lines", "documents"].filter((name) => name in sheet)) {
        sheet[table] = unpackRows(sheet[table]);
    }
    return sheet;
}
