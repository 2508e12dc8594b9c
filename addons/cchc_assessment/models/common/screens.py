"""What a button answers the web client: a form to open, a file to download, a sentence to show."""


def open_form(record, **changes):
    """Return the action that opens ``record``, or a new one of its model where it is empty.

    Its views are named: Odoo adds them to what a button returns, and not to what our own JavaScript asks for.
    """
    return {
        "type": "ir.actions.act_window",
        "res_model": record._name,
        "res_id": record.id,
        "view_mode": "form",
        "views": [(False, "form")],
        **changes,
    }


def open_dialog(record, name, **changes):
    """Return the action that opens ``record`` over the page, under this title."""
    return open_form(record, name=name, target="new", **changes)


def download(url):
    """Return the action that downloads from a path of this server."""
    return {"type": "ir.actions.act_url", "url": url, "target": "download"}


def notify(message, kind="success", **params):
    """Return the action that shows a sentence.

    :param kind: ``success``, ``warning`` or ``danger``.
    :param params: ``sticky``, where it stays until it is closed; ``next``, the action that follows.
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {"type": kind, "message": message, **params},
    }
