/** A whole PDF; each has bytes of its own, or the server would find that it has it already. */
export function pdf(name) {
    const parts = [`%PDF-1.4\n% ${name}\n`];
    const length = () => parts.join("").length;
    const objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ];
    const offsets = objects.map((body, index) => {
        const offset = length();
        parts.push(`${index + 1} 0 obj${body}endobj\n`);
        return `${String(offset).padStart(10, "0")} 00000 n \n`;
    });
    const table = length();
    parts.push(`xref\n0 4\n0000000000 65535 f \n${offsets.join("")}`);
    parts.push(`trailer<</Size 4/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`);
    return new File(parts, name, { type: "application/pdf" });
}
