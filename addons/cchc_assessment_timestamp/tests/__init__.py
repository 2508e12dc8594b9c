from . import test_hygiene
from . import test_timestamp
from . import test_timestamp_settings
