from . import cchc_own_defaults_mixin
from . import cchc_owned_mixin
from . import cchc_met_mixin
from . import cchc_packaged_mixin
from . import cchc_templated_mixin
from . import cchc_counted_mixin
from . import cchc_single_line_mixin
from . import cchc_thread_mixin
