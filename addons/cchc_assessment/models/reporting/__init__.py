from . import cchc_assessment
