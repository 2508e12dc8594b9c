from . import test_sorting
