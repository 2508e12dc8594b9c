import { describe, expect, test } from "@odoo/hoot";
import { chapterOf } from "@cchc_assessment/guide/guide";

describe.current.tags("headless");

test("each screen has its chapter, by what people do there", () => {
    expect(chapterOf("cchc.assessment", "cong-chuc")).toBe("cong-chuc-cham-diem");
    expect(chapterOf("cchc.assessment", "lanh-dao")).toBe("lanh-dao-phe-duyet");
    expect(chapterOf("cchc.rubric", "thu-ky")).toBe("thu-ky-bo-tieu-chi");
    // whatever has no part of its own: the role's chapter
    expect(chapterOf("cchc.rubric", "cong-chuc")).toBe("cong-chuc");
    expect(chapterOf(undefined, "quan-tri")).toBe("quan-tri");
});
