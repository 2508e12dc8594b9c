"""Packages that only tests need. Odoo's own test runner goes on without them, and says what is left out."""

import logging
from importlib.util import find_spec
from unittest import skipUnless

_logger = logging.getLogger(__name__)


def has(package, tests):
    """Return whether ``package`` is there; if not, say which ``tests`` are left out for want of it."""
    found = find_spec(package) is not None
    if not found:
        _logger.info("Left out for want of the package %s: %s", package, tests)
    return found


def needs(package):
    """Decorate a test, or a class of tests, that cannot run without ``package``."""
    return skipUnless(find_spec(package), f"the package {package} is not installed")
