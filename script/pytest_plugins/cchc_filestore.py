"""A pytest plugin: each worker has the files of its own copy of the database.

pytest-odoo lets all workers use the filestore of the database they were copied from. After each class of tests Odoo
removes the files that its own database doesn't know, and with them those that another worker has just written.
"""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import pytest_odoo

import odoo


@contextmanager
def _own_filestore(original_name, name):
    root = Path(odoo.tools.config["data_dir"]) / "filestore"
    if name == original_name:
        yield
        return
    # hard links: a stored file is named after its content and never written twice
    if (root / original_name).is_dir():
        shutil.copytree(
            root / original_name, root / name, copy_function=os.link, dirs_exist_ok=True
        )
    # a function and no mock: what tests count would be those of the mock
    with mock.patch.object(odoo.tools.config, "filestore", lambda _name: str(root / name)):
        try:
            yield
        finally:
            shutil.rmtree(root / name, ignore_errors=True)


pytest_odoo._shared_filestore = _own_filestore
