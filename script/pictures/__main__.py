"""``python -m pictures ADDRESS FOLDER PROGRAM [SCREEN…]``: take pictures of a running demonstration."""

import io
import itertools
import json
import sys
from pathlib import Path

from PIL import Image

from .browser import browser
from .screens import SCREENS

# A repository keeps every version of a picture for ever.
MAX_BYTES = 150_000
COLORS = (256, 128, 64, 32)

LOG_IN = """
    document.querySelector("input[name=login]").value = %(login)s;
    document.querySelector("input[name=password]").value = %(login)s;
    document.querySelector(".oe_login_form").submit();
"""


def main(address, folder, program, *names):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [(name, SCREENS[name]) for name in names or SCREENS]
    chosen.sort(key=lambda item: item[1].login)
    with browser(program) as page:
        for login, screens in itertools.groupby(chosen, key=lambda item: item[1].login):
            _log_in(page, address, login)
            for name, screen in screens:
                print(name, flush=True)
                page.resize(*screen.size)
                # otherwise Odoo goes on with the same action's filters of the screen before
                page.evaluate("sessionStorage.clear()")
                page.open("about:blank")
                page.open(address + screen.path)
                for selector in screen.clicks:
                    page.click(selector)
                page.wait_for(screen.shown)
                (folder / f"{name}.png").write_bytes(_shrink(page.take()))


def _log_in(page, address, login):
    """Log in as one of the demonstration's people, whose password is their login."""
    page.forget(address)
    page.open(f"{address}/web/login")
    page.wait_for("input[name=login]")
    page.evaluate(LOG_IN % {"login": json.dumps(login)})
    page.wait_for(".o_main_navbar")


def _shrink(png):
    """Return the picture with as many colours as the size allows."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    for colors in COLORS:
        stream = io.BytesIO()
        image.quantize(colors, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
        if stream.tell() <= MAX_BYTES:
            break
    return stream.getvalue()


if __name__ == "__main__":
    main(*sys.argv[1:])
