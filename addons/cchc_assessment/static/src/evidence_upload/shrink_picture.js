/** The longer side of a page, in pixels, as the server makes it. */
const SIDE = 2500;
/** Smaller files go as they are, in bytes. */
const LIGHT = 1_000_000;

/** A canvas with the picture in it, upright, on white, no larger than a page. */
function draw(bitmap) {
    const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    const context = canvas.getContext("2d");
    context.fillStyle = "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas;
}

/**
 * A picture as small as a page of it needs: what a telephone takes is several times as large, and a dozen of them would
 * be more than may be sent at once. What the browser cannot read goes as it is: the server says what is wrong with it.
 *
 * @param {File} file
 * @returns {Promise<File>}
 */
export async function shrinkPicture(file) {
    if (file.size <= LIGHT) {
        return file;
    }
    try {
        const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
        const canvas = draw(bitmap);
        bitmap.close();
        const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
        const name = `${file.name.slice(0, file.name.lastIndexOf("."))}.jpg`;
        return blob && blob.size < file.size ? new File([blob], name, { type: blob.type }) : file;
    } catch {
        return file;
    }
}
