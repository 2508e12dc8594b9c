from . import test_receiving
