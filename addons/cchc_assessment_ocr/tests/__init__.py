from . import test_hygiene
from . import test_scan_rights
from . import test_scans
