import json
import unicodedata

from odoo.fields import Command
from odoo.tests import tagged

from ..keyboard import COMPOSING, DIEU_KIEN, KeyboardCase
from ..tools import needs
from .test_sheet_tour import SheetTour

READY = "!!document.querySelector('.o_cchc_sheet tr[data-row]')"
WORD = "điều kiện"
FIELD = "document.querySelector('.o_cchc_field')"
IS_OPEN = "document.querySelector('.o_cchc_keys[data-open]')"
DETAILS = "document.querySelector('.o_cchc_panel h2').innerText.trim()"
# An arrow down, and letters in the next frames, between which the keyboard never rests.
TYPED_AT_ONCE = """(async () => {
    const field = document.activeElement;
    field.dispatchEvent(
        new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true, cancelable: true })
    );
    for (let letter = 0; letter < 40; letter++) {
        await new Promise(requestAnimationFrame);
        field.value += "1";
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
})()"""
SAVED = "['saved', 'idle'].includes(document.querySelector('.o_cchc_state').dataset.state)"


class SheetKeyboardCase(KeyboardCase, SheetTour):
    maxDiff = None

    def _cell(self, code, column):
        return f"document.querySelector(\"tr[data-code='{code}'] td[data-column={column}]\")"

    def _go(self, keyboard, code, column):
        keyboard.evaluate(f"{self._cell(code, column)}.focus()")
        keyboard.wait_for(f"{self._cell(code, column)}.ariaSelected === 'true'")

    def _contents(self, assessment):
        """What the unit has filled in, whoever has computed with it."""
        self.env.invalidate_all()
        names = ("option_id", "numerator", "denominator", "manual_score", "explanation")
        return {
            line.criterion_id.code: {name: line[name] for name in names}
            for line in assessment.line_ids
        }


@tagged("post_install", "-at_install")
@needs("websocket")
class TestVietnameseKeyboards(SheetKeyboardCase):
    """Whatever puts the letters together, the word that was meant arrives, and nothing else changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_period()
        cls._fill_in()

    def test_a_system_keyboard(self):
        """Telex of Windows, macOS or ibus: the first word on a selected cell, what is given up, every key meanwhile."""
        expected = self._contents(self.assessment)

        def typing(keyboard):
            # over an empty cell and over a filled one, and the next one at once
            for code, column in (("1.1.1", "explanation"), ("1.2", "explanation")):
                self._go(keyboard, code, column)
                keyboard.compose("d", "đ", "đi", "điề", "điều")
                keyboard.hand_over("điều")
                keyboard.hand_over(" ")
                keyboard.compose("kiê", "kiện")
                keyboard.hand_over("kiện")
                keyboard.press("Enter")
                expected[code]["explanation"] = WORD
            # given up before there was a letter: the cell is as it was
            self._go(keyboard, "2.1", "explanation")
            keyboard.compose("đ", "đi")
            keyboard.press("Escape", COMPOSING)
            keyboard.send("Input.imeSetComposition", text="", selectionStart=0, selectionEnd=0)
            keyboard.wait_for(f"!{IS_OPEN}")
            # given up after a word: that one stays; what belongs to the keyboard moves nothing
            keyboard.press("F2")
            keyboard.wait_for(IS_OPEN)
            keyboard.evaluate(f"{FIELD}.select()")
            keyboard.hand_over("một ")
            keyboard.compose("ha")
            for key in ("Escape", "Tab", "Enter", "ArrowDown", "Delete", "s"):
                keyboard.press(key, COMPOSING)
            keyboard.send("Input.imeSetComposition", text="", selectionStart=0, selectionEnd=0)
            keyboard.wait_for(f"{IS_OPEN} && {FIELD}.value === 'một '")
            keyboard.compose("hai")
            keyboard.hand_over("hai")
            keyboard.press("Tab")
            expected["2.1"]["explanation"] = "một hai"
            # with marks apart, as some systems write
            self._go(keyboard, "1.1.2", "explanation")
            keyboard.hand_over(unicodedata.normalize("NFD", WORD))
            keyboard.press("Enter")
            expected["1.1.2"]["explanation"] = WORD
            # an option's words
            self._go(keyboard, "1.1.1", "result")
            keyboard.compose("Khô", "Không k")
            keyboard.hand_over("Không kịp")
            keyboard.press("Enter")
            # in a cell that is nobody's to fill in nothing begins
            self._go(keyboard, "1.1.1", "max")
            keyboard.compose("đ", "đi")
            keyboard.hand_over("đi")
            keyboard.press("x")
            keyboard.wait_for(f"!{IS_OPEN} && !{FIELD}.value")
            keyboard.wait_for(SAVED)

        self._type(self._url(self.assessment), READY, self.officer, typing)
        expected["1.1.1"]["option_id"] = self._option("1.1.1", 1)
        self.assertEqual(self._contents(self.assessment), expected)

    def test_two_keys_at_once(self):
        """Score and Enter without a pause, cell after cell, on a slow processor: each lands where it was typed."""
        expected = self._contents(self.assessment)

        def typing(keyboard):
            self._go(keyboard, "1.1.1", "result")
            keyboard.throttle(6)
            for keys in (["2"], ["7", "/", "1", "0"], ["1", ",", "5"], ["9", "0", "%"]):
                for key in [*keys, "Enter"]:
                    keyboard.press(key)
            keyboard.throttle(1)
            keyboard.wait_for(SAVED)

        self._type(self._url(self.assessment), READY, self.officer, typing)
        expected["1.1.1"]["option_id"] = self._option("1.1.1", 2)
        expected["1.1.2"].update(numerator=7, denominator=10)
        expected["1.2"]["manual_score"] = 1.5
        expected["2.1"].update(numerator=90, denominator=100)
        self.assertEqual(self._contents(self.assessment), expected)


@tagged("post_install", "-at_install")
@needs("websocket")
class TestUnikey(SheetKeyboardCase):
    """UniKey and EVKey take letters back by Backspaces, which never reach what the cell held before."""

    def test_backspaces(self):
        """At 0, 30, 60 and 150 ms, with a slow processor, on 300 criteria, over empty and filled cells."""
        rubric = self._make_large_rubric(300)
        rubric.action_publish()
        self.period.rubric_ids = [Command.set(rubric.ids)]
        self.period.with_user(self.secretary).action_open()
        assessment = self.period.assessment_ids.filtered(lambda a: a.unit_id == self.unit)
        filled = assessment.line_ids[1::2]
        filled.with_user(self.officer).write({"explanation": "Nội dung cũ"})
        expected = self._contents(assessment)
        rounds = [(0, 6), (30, 4), (60, 1), (150, 1)]
        codes = assessment.line_ids.criterion_id.mapped("code")[: len(rounds) * 2]

        def typing(keyboard):
            self._go(keyboard, codes[0], "explanation")
            for delay, rate in rounds:
                keyboard.throttle(rate)
                for _cell in range(2):  # an empty one, and the filled one below it
                    keyboard.type_by_program(DIEU_KIEN, delay)
                    keyboard.press("Enter")
            keyboard.throttle(1)
            keyboard.wait_for(SAVED)

        self._type(self._url(assessment), READY, self.officer, typing)
        for code in codes:
            expected[code]["explanation"] = WORD
        self.assertEqual(self._contents(assessment), expected)


@tagged("post_install", "-at_install")
@needs("websocket")
class TestCouncilKeyboard(SheetKeyboardCase):
    """The council's remark, and its question beside the sheet."""

    def test_remark_and_panel(self):
        self._make_council()
        self._submit()
        self._start()
        self._assign()

        def typing(keyboard):
            self._go(keyboard, "1.1.1", "remark")
            keyboard.type_by_program(DIEU_KIEN, 0)
            keyboard.press("Enter")
            self._go(keyboard, "1.1.2", "remark")
            keyboard.compose("đ", "điều")
            keyboard.hand_over(WORD)
            keyboard.press("Enter")
            keyboard.wait_for(SAVED)
            keyboard.evaluate(
                "document.querySelector('.o_cchc_panel') || document.querySelector('.o_cchc_details').click()"
            )
            self._go(keyboard, "2.1", "remark")
            keyboard.wait_for(
                "document.querySelector('.o_cchc_panel .h4').textContent.includes('2.1')"
            )
            keyboard.evaluate("document.querySelector('.o_cchc_ask').focus()")
            keyboard.compose("đ", "điều")
            keyboard.hand_over("điều")
            keyboard.type_by_program(DIEU_KIEN[7:], 30)
            keyboard.press("Tab")
            keyboard.wait_for(SAVED)
            keyboard.wait_for(f"{self._cell('2.1', 'remark')}.textContent.includes('{WORD}')")

        self._type(self._url(self.assessment), READY, self.appraiser, typing)
        self.env.invalidate_all()
        self.assertEqual(self._appraisal("1.1.1").remark, WORD)
        self.assertEqual(self._appraisal("1.1.2").remark, WORD)
        self.assertEqual(self._appraisal("2.1").request, WORD)
        self.assertFalse(self._appraisal("1.2").remark)


@tagged("post_install", "-at_install")
@needs("websocket")
class TestSheetRoom(SheetKeyboardCase):
    """What a laptop of 1366 × 768 shows of the sheet."""

    browser_size = "1366x768"
    # as long as most of real rubrics are, and as the longest
    NAME = "Ban hành và thực hiện kế hoạch kiểm tra công tác cải cách hành chính hằng năm"
    LONGEST = (
        f"{NAME}, gắn với kiểm tra việc chấp hành kỷ luật, kỷ cương hành chính tại các đơn vị trực thuộc "
        * 3
    )

    def test_rows_in_view(self):
        """Eight criteria are in view when the sheet opens, eleven when scrolled, whatever they are called.

        What they are called is seen with its accents.
        """
        rubric = self._make_large_rubric(40)
        leaves = rubric.criterion_ids.filtered("is_leaf").sudo()
        for number, criterion in enumerate(leaves):
            criterion.name = self.LONGEST if number % 2 else self.NAME
        # a word that nobody can break
        leaves[1].name = "đ" * 400
        # a heading for every four, as in a real rubric
        for number in range(0, len(leaves), 4):
            part = leaves[number : number + 4]
            code = f"1.{number // 4 + 1}"
            part.parent_id = leaves.create(
                {
                    "rubric_id": rubric.id,
                    "parent_id": part.parent_id.id,
                    "sequence": number,
                    "code": code,
                    "name": self.NAME,
                    "max_score": len(part),
                }
            )
            for place, leaf in enumerate(part, 1):
                leaf.code = f"{code}.{place}"
        rubric.action_publish()
        self.period.rubric_ids = [Command.set(rubric.ids)]
        self.period.with_user(self.secretary).action_open()
        assessment = self.period.assessment_ids.filtered(lambda a: a.unit_id == self.unit)
        count = """(() => {
            const bottom = (selector) =>
                document.querySelector(selector).getBoundingClientRect().bottom;
            const top = bottom(".o_cchc_grid th");
            return [...document.querySelectorAll("tr[data-row]:not(.o_cchc_branch)")].filter((row) => {
                const { top: upper, bottom: lower } = row.getBoundingClientRect();
                return upper >= top - 2 && lower <= window.innerHeight;
            }).length;
        })()"""
        # how far the highest letter stays below what is cut off
        accents = """(() => {
            const name = document.querySelector(".o_cchc_branch .o_cchc_clamp");
            const mark = document.createElement("span");
            mark.style.display = "inline-block";
            name.prepend(mark);
            const room = mark.getBoundingClientRect().bottom - name.getBoundingClientRect().top;
            mark.remove();
            const pen = document.createElement("canvas").getContext("2d");
            pen.font = getComputedStyle(name).font;
            return room - pen.measureText("Ề").actualBoundingBoxAscent;
        })()"""
        seen = {}

        def typing(keyboard):
            keyboard.wait_for("document.querySelector('.o_cchc_panel')")
            # all is drawn, and where it stays
            keyboard.wait_for("document.querySelectorAll('tr[data-row]').length === 51")
            keyboard.wait_for(f"{count} >= 8")
            seen["opened"] = keyboard.evaluate(count)
            seen["accents"] = keyboard.evaluate(accents)
            row = "document.querySelectorAll('tr[data-row]')[20]"
            keyboard.wait_for(f"({row}.scrollIntoView({{ block: 'center' }}), {count} >= 11)")
            seen["scrolled"] = keyboard.evaluate(count)
            sheet = "document.querySelector('.o_cchc_sheet')"
            seen["width"] = keyboard.evaluate(f"{sheet}.scrollWidth - {sheet}.clientWidth")

        self._type(self._url(assessment), READY, self.officer, typing)
        self.assertLessEqual(seen["width"], 1)
        self.assertGreaterEqual(seen["accents"], 0)
        self.assertGreaterEqual(seen["opened"], 8)
        self.assertGreaterEqual(seen["scrolled"], 11)

    def test_all_filters_in_view(self):
        """None is reached by scrolling alone, with the counts of a real rubric."""
        self._open_period()
        self._fill_in()
        self._send()
        self.assessment.with_user(self.leader)._transition(
            "action_return_to_officer", reason="Xem lại"
        )
        line = self._line("1.2").with_user(self.officer)
        line.write({"manual_score": False, "explanation": False})
        line.evidence_ids = False
        self.env["cchc.note"].with_user(self.leader).create({"line_id": line.id, "body": "Xem lại"})
        seen = {}

        def typing(keyboard):
            keyboard.wait_for("document.querySelector('[data-filter=notes]')")
            filters = "document.querySelector('.o_cchc_filters')"
            seen["count"] = keyboard.evaluate(f"{filters}.children.length")
            seen["hidden"] = keyboard.evaluate(f"{filters}.scrollWidth - {filters}.clientWidth")
            seen["height"] = keyboard.evaluate("document.querySelector('.o_cchc_bar').clientHeight")

        self._type(self._url(self.assessment), READY, self.officer, typing)
        self.assertGreaterEqual(seen["count"], 4)
        # one line for all of it
        self.assertLessEqual(seen["height"], 40)
        self.assertLessEqual(seen["hidden"], 1)

    def test_the_page_is_enlarged(self):
        """Whoever enlarges the page, or moves it to another screen, reads every column that is left at once."""
        self._open_period()
        self._fill_in()
        narrow = """(() => {
            const sheet = document.querySelector(".o_cchc_sheet");
            const least = 3.5 * parseFloat(getComputedStyle(document.querySelector(".o_cchc_table")).fontSize);
            const narrow = [...document.querySelectorAll(".o_cchc_grid th")]
                .filter((heading) => heading.offsetWidth < least)
                .map((heading) => `${heading.textContent}: ${heading.offsetWidth}`);
            return sheet.scrollWidth > sheet.clientWidth + 1 ? [...narrow, "it overflows"] : narrow;
        })()"""
        seen = {}

        def typing(keyboard):
            def resize(width):
                keyboard.send(
                    "Emulation.setDeviceMetricsOverride",
                    width=width,
                    height=768,
                    deviceScaleFactor=1,
                    mobile=False,
                )
                keyboard.wait_for(f"innerWidth === {width}")

            keyboard.wait_for("document.querySelector('.o_cchc_panel')")
            seen["columns"] = keyboard.evaluate(
                "document.querySelectorAll('.o_cchc_grid th').length"
            )
            # 125, 133, 160 and 200 % of a laptop
            for width in (1093, 1027, 854, 683):
                resize(width)
                keyboard.wait_for(f"!{narrow}.length")
                panel = "document.querySelector('.o_cchc_panel')"
                keyboard.wait_for(f"!!{panel} === {json.dumps(width > 900)}")
            # what is half typed stays when the table gives way to cards
            self._go(keyboard, "1.2", "explanation")
            keyboard.press("Backspace")
            keyboard.wait_for(IS_OPEN)
            keyboard.hand_over("dở dang")
            resize(455)
            keyboard.wait_for("document.querySelector('.o_cchc_card')")
            keyboard.wait_for(SAVED)
            resize(1366)
            keyboard.wait_for(
                f"document.querySelectorAll('.o_cchc_grid th').length === {seen['columns']}"
            )
            # and the sheet's own letters
            keyboard.evaluate("document.querySelector('.o_cchc_look').click()")
            keyboard.wait_for("document.querySelector('.o_cchc_zoom_in')")
            for _step in range(6):
                keyboard.evaluate("document.querySelector('.o_cchc_zoom_in').click()")
            keyboard.wait_for("document.querySelector('.o_cchc_zoom_in').innerText.includes('160')")
            keyboard.wait_for(f"!{narrow}.length")

        self._type(self._url(self.assessment), READY, self.officer, typing)
        self.assertEqual(seen["columns"], 6)
        self.assertEqual(self._contents(self.assessment)["1.2"]["explanation"], "dở dang")

    def test_without_the_sheet(self):
        """Where the sheet's own files are missing Odoo's list stands in its place, and is filled in."""
        self._open_period()
        action = {"type": "ir.actions.act_window", "res_model": "cchc.assessment"}
        action |= {"res_id": self.assessment.id, "views": [[False, "form"]]}
        seen = {}

        def typing(keyboard):
            keyboard.evaluate(f"""(async () => {{
                const {{ registry }} = odoo.loader.modules.get("@web/core/registry");
                const fields = registry.category("fields");
                // as Odoo itself does for a widget that nobody has registered
                fields.add("cchc_score_sheet", fields.get("one2many"), {{ force: true }});
                const {{ action }} = odoo.__WOWL_DEBUG__.root.env.services;
                await action.doAction({json.dumps(action)}, {{ clearBreadcrumbs: true }});
            }})()""")
            keyboard.wait_for("document.querySelector('.o_field_x2many_list .o_data_row')")
            rows = "document.querySelectorAll('.o_field_x2many_list .o_data_row').length"
            seen["rows"] = keyboard.evaluate(rows)
            keyboard.evaluate("document.querySelector('.o_data_row td[name=explanation]').click()")
            keyboard.wait_for("document.activeElement.closest('td[name=explanation]')")

        self._type(self._url(self.assessment), READY, self.officer, typing)
        self.assertEqual(seen["rows"], len(self.assessment.line_ids))

    def test_opening(self):
        """The rows are asked for once, and before the form has its record: no answer waits for the other."""
        self._open_period()
        seen = {}

        def typing(keyboard):
            keyboard.wait_for("document.querySelector('.o_cchc_panel')")
            seen["asked"] = keyboard.evaluate("""
                performance.getEntriesByType("resource")
                    .filter(({ name }) => name.includes("/call_kw/cchc.assessment/"))
                    .map(({ name }) => name.split("/").at(-1))
            """)
            # nor does it fade in, as Odoo's pages do
            seen["opacity"] = keyboard.evaluate("""(() => {
                const page = document.querySelector(".o_cchc_sheet").closest(".tab-pane");
                page.classList.remove("show");
                return getComputedStyle(page).opacity;
            })()""")

        self._type(self._url(self.assessment), READY, self.officer, typing)
        record = seen["asked"].index("web_read")
        self.assertCountEqual(seen["asked"][:record], ["get_sheet", "get_views"])
        self.assertEqual(seen["asked"].count("get_sheet"), 1)
        self.assertEqual(seen["opacity"], "1")

    def test_the_page_of_documents(self):
        """Documents are read when their page is opened, and with the form from then on: forty of them, as ever."""
        self._open_period()
        for number in range(41):
            self._file(self._line("1.1.1"), f"{number}/BC-STN")
        evidences, counts, seen = self.env.registry["cchc.evidence"], [], {}
        web_read = evidences.web_read

        def note(records, specification):
            counts.append(len(records))
            return web_read(records, specification)

        self.patch(evidences, "web_read", note)
        rows = "[...document.querySelectorAll('[name=evidence_ids] .o_data_row')]"
        name = f"{rows}[0].querySelector('td[name=name]')"

        def typing(keyboard):
            seen["sheet"] = list(counts)
            keyboard.evaluate("document.querySelector('.nav-link[name=evidence]').click()")
            keyboard.wait_for(f"{rows}.length")
            seen["rows"] = [keyboard.evaluate(f"{rows}.length")]
            keyboard.evaluate(f"{name}.click()")
            keyboard.wait_for(f"{name}.querySelector('input')")
            keyboard.evaluate(f"{name}.querySelector('input').select()")
            keyboard.hand_over("Tên mới")
            keyboard.evaluate("document.querySelector('.o_form_button_save').click()")
            keyboard.wait_for(
                "document.querySelector('.o_form_status_indicator_buttons.invisible')"
            )
            seen["rows"].append(keyboard.evaluate(f"{rows}.length"))
            seen["shown"] = keyboard.evaluate(f"{name}.innerText")
            keyboard.evaluate("document.querySelector('[name=evidence_ids] .o_pager_next').click()")
            keyboard.wait_for(f"{rows}.length === 1")
            # who comes back to the form comes back to this page
            keyboard.evaluate("document.querySelector('[name=action_view_evidence]').click()")
            keyboard.wait_for("!document.querySelector('.o_cchc_dossier')")
            keyboard.evaluate("document.querySelector('.breadcrumb-item.o_back_button a').click()")
            keyboard.wait_for(f"{rows}.length")
            seen["rows"].append(keyboard.evaluate(f"{rows}.length"))

        self._type(self._url(self.assessment), READY, self.officer, typing)
        self.assertEqual(seen["sheet"], [1])
        self.assertEqual(seen["rows"], [40, 40, 40])
        self.assertEqual(seen["shown"], "Tên mới")
        self.env.invalidate_all()
        self.assertIn("Tên mới", self.assessment.evidence_ids.mapped("name"))

    def test_an_arrow(self):
        """Going from cell to cell adds, moves and changes no class of anything: the page is not looked at anew."""
        self._open_period()
        self._fill_in()
        # what waits until the keyboard rests is left out: it never rests here
        count = """(async () => {
            const { browser } = odoo.loader.modules.get("@web/core/browser/browser");
            const { setTimeout } = browser;
            const changes = [];
            const take = (records) => changes.push(
                ...records.map(({ type, attributeName, target }) =>
                    `${type} ${attributeName} of ${target.nodeName} ${target.className}`)
            );
            const observer = new MutationObserver(take);
            const watch = (observer) => {
                for (const part of document.querySelectorAll(".o_cchc_table, .o_cchc_toolbar")) {
                    observer.observe(part, {
                        attributes: true, attributeFilter: ["class", "style"], childList: true, subtree: true,
                    });
                }
            };
            // what was begun before comes to its end first
            await new Promise((resolve) => {
                const end = () => { still.disconnect(); resolve(); };
                let ending = setTimeout(end, 500);
                const still = new MutationObserver(() => {
                    clearTimeout(ending);
                    ending = setTimeout(end, 500);
                });
                watch(still);
            });
            browser.setTimeout = () => 0;
            watch(observer);
            for (const key of ["ArrowDown", "ArrowRight", "ArrowDown", "ArrowUp", "ArrowLeft"]) {
                document.activeElement.dispatchEvent(
                    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })
                );
                for (let frame = 0; frame < 3; frame++) {
                    await new Promise(requestAnimationFrame);
                }
            }
            take(observer.takeRecords());
            observer.disconnect();
            browser.setTimeout = setTimeout;
            return changes;
        })()"""
        seen = {}

        def typing(keyboard):
            keyboard.wait_for("document.querySelector('.o_cchc_panel')")
            self._go(keyboard, "1.1.1", "result")
            keyboard.wait_for(f"document.activeElement === {FIELD}")
            seen["changes"] = keyboard.evaluate(count)
            seen["row"] = keyboard.evaluate(
                "document.querySelector('tr[data-active]').dataset.code"
            )
            # and the field is over the cell when it is typed in
            keyboard.press("Enter")
            keyboard.wait_for(IS_OPEN)
            over = "document.querySelector('.o_cchc_keys').getBoundingClientRect()"
            cell = "document.querySelector('td[aria-selected=true]').getBoundingClientRect()"
            keyboard.wait_for(f"Math.abs({over}.top - {cell}.top) < 2")
            keyboard.press("Escape")
            # whoever types at once, and on and on, has the details of the row that is typed in
            keyboard.evaluate(TYPED_AT_ONCE)
            keyboard.wait_for(f"{IS_OPEN} && {DETAILS}.startsWith('1.2')")
            keyboard.press("Escape")

        self._type(self._url(self.assessment), READY, self.officer, typing)
        self.assertEqual(seen["changes"], [])
        self.assertEqual(seen["row"], "1.1.2")

    def test_forced_colours(self):
        """Where the reader's colours are all that is seen, the progress bar and its frame are, and what is pressed."""
        self._open_period()
        self._fill_in()
        seen = {}

        def typing(keyboard):
            keyboard.send(
                "Emulation.setEmulatedMedia",
                features=[{"name": "forced-colors", "value": "active"}],
            )
            keyboard.wait_for("matchMedia('(forced-colors: active)').matches")
            for name, part in (("bar", ".o_cchc_progress_bar"), ("frame", ".o_cchc_progress")):
                seen[name] = keyboard.evaluate(
                    f"getComputedStyle(document.querySelector('{part}')).backgroundColor"
                )
            seen["border"] = keyboard.evaluate(
                "getComputedStyle(document.querySelector('.o_cchc_progress')).borderTopStyle"
            )
            for name in ("true", "false"):
                pressed = f".o_cchc_tools .btn[aria-pressed={name}]"
                seen[name] = keyboard.evaluate(
                    f"getComputedStyle(document.querySelector('{pressed}')).backgroundColor"
                )

        self._type(self._url(self.assessment), READY, self.officer, typing)
        self.assertNotEqual(seen["bar"], seen["frame"])
        self.assertEqual(seen["border"], "solid")
        self.assertNotEqual(seen["true"], seen["false"])


@tagged("post_install", "-at_install")
@needs("websocket")
class TestSheetTwiceAsLarge(SheetKeyboardCase):
    """The same laptop, with a page that is twice as large."""

    browser_size = "683x384"

    def test_it_stays_a_sheet(self):
        """Whoever enlarges the page has a mouse and a sheet still, and scrolls in one direction only."""
        self._open_period()
        self._fill_in()
        seen = {}

        def typing(keyboard):
            seen["cards"] = keyboard.evaluate("document.querySelectorAll('.o_cchc_card').length")
            sheet = "document.querySelector('.o_cchc_sheet')"
            seen["width"] = keyboard.evaluate(f"{sheet}.scrollWidth - {sheet}.clientWidth")
            seen["page"] = keyboard.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            self._go(keyboard, "1.2", "explanation")
            keyboard.hand_over("mới")
            keyboard.press("Enter")
            keyboard.wait_for(SAVED)

        self._type(self._url(self.assessment), READY, self.officer, typing)
        self.assertEqual(seen["cards"], 0)
        self.assertLessEqual(seen["width"], 1)
        self.assertLessEqual(seen["page"], 1)
        self.assertEqual(self._contents(self.assessment)["1.2"]["explanation"], "mới")
