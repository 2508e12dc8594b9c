from . import cchc_piece_mixin
from . import cchc_work_part
