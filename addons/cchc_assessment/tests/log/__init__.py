from . import test_log
from . import test_log_guards
from . import test_review
from . import test_seal
from . import test_tlog
