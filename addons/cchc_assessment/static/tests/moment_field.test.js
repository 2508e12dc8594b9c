import { describe, expect, test } from "@odoo/hoot";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { localization } from "@web/core/l10n/localization";
import { writeMoment } from "@cchc_assessment/moment_field/moment_field";

const { DateTime } = luxon;

describe.current.tags("headless");

test("a moment is written to the minute", () => {
    patchWithCleanup(localization, { dateTimeFormat: "dd/MM/yyyy HH:mm:ss" });
    const moment = DateTime.local(2026, 12, 18, 17, 0, 30);
    expect(writeMoment(moment)).toBe("18/12/2026 17:00");
    expect(writeMoment(false)).toBe("");
});
