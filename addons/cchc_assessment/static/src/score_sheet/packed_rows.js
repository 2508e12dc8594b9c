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
