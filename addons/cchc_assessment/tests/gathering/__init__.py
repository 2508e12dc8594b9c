from . import test_gathering
from . import test_gathering_tour
