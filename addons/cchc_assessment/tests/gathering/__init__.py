from . import test_gathering
