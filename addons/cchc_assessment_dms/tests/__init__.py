from . import test_dms
