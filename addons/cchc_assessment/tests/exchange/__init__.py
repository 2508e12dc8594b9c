from . import test_exchange
