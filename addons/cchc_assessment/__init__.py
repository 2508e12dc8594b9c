from . import controllers, demo, models, report, wizard
from .hooks import pre_init_hook
