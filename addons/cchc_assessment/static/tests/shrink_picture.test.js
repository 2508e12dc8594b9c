import { describe, expect, test } from "@odoo/hoot";
import { shrinkPicture } from "@cchc_assessment/evidence_upload/shrink_picture";

describe.current.tags("headless");

/** A picture in which no two points are alike: it hardly gets smaller as PNG. */
async function makePhoto(width, height) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    const picture = context.createImageData(width, height);
    let seed = 1;
    for (let i = 0; i < picture.data.length; i++) {
        seed ^= seed << 13;
        seed ^= seed >>> 17;
        seed ^= seed << 5;
        picture.data[i] = i % 4 === 3 ? 255 : seed & 255;
    }
    context.putImageData(picture, 0, 0);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    return new File([blob], "anh.chup.png", { type: blob.type });
}

test("a large picture becomes as small as a page needs", async () => {
    const photo = await makePhoto(3000, 300);
    expect(photo.size).toBeGreaterThan(1_000_000);
    const page = await shrinkPicture(photo);
    expect([page.name, page.type]).toEqual(["anh.chup.jpg", "image/jpeg"]);
    expect(page.size).toBeLessThan(photo.size);
    const { width, height } = await createImageBitmap(page);
    expect([width, height]).toEqual([2500, 250]);
});

test("what is small already, or is no picture, goes as it is", async () => {
    const small = await makePhoto(30, 20);
    const broken = new File([new Uint8Array(1_000_001)], "anh.jpg", { type: "image/jpeg" });
    expect(await shrinkPicture(small)).toBe(small);
    expect(await shrinkPicture(broken)).toBe(broken);
});
