from . import test_hygiene
from . import test_public_results
