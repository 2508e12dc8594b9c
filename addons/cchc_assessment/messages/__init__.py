"""The addon's voice: what pure code refuses or remarks, as sentences in the language of whoever reads them.

Pure code knows kinds and parameters. Here each kind has its sentence, a source term of Odoo's translations, so that
another language is another ``.po`` file; and numbers, sizes and lists are written as that language writes them.
"""
