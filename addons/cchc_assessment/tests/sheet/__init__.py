from . import test_notes
from . import test_sheet
from . import test_sheet_council
from . import test_sheet_tour
from . import test_sheet_rows
from . import test_sheet_keyboard
from . import test_sheet_long
