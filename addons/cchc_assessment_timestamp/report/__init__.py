from . import package
