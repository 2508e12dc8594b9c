from . import test_tray
