from . import cchc_unit
