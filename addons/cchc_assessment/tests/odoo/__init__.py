from . import test_compat
from . import test_exports
from . import test_keepsake
from . import test_language
from . import test_link_address
from . import test_messages
from . import test_odoo_guards
from . import test_storage
