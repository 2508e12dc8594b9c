from . import cchc_tray_document
from . import cchc_period
