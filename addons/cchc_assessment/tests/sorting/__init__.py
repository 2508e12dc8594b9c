from . import test_sorting
from . import test_timeliness
