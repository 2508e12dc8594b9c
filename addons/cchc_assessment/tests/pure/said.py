"""What pure code says, compared as it will be written."""

from core.plain.amounts import Percent, Rounded


def as_said(params):
    """Return params with how each is written: 85 and 85 % are equal numbers, and so are 1.7 and 1.70."""
    return {name: _as_written(value) for name, value in params.items()}


def _as_written(value):
    if isinstance(value, Rounded):
        return "rounded", str(value)
    return ("percent", value) if isinstance(value, Percent) else value
