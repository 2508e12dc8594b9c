from . import cchc_period, cchc_publication
