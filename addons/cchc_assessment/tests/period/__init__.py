from . import test_deadlines
from . import test_period
from . import test_reminders
from . import test_set_aside
from . import test_work
