from . import cchc_rubric
from . import cchc_criterion
from . import cchc_criterion_part
from . import cchc_criterion_option
from . import cchc_criterion_requirement
from . import cchc_rating_scale
from . import cchc_rating_class
