from . import test_due_dates
from . import test_tray
