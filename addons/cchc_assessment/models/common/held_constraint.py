from odoo import models

from ...compat import constraint_definition


class HeldConstraint(models.Constraint):
    """A constraint that another one stands on: Odoo must not make it anew because its comment was lost.

    Odoo compares what a model says with the comment in which it has noted that. In a database that was restored without
    comments (``pg_restore --no-comments``) it finds PostgreSQL's own way to write it, whose blanks are others, and
    drops what PostgreSQL does not let go.
    """

    def apply_to_database(self, model):
        found = constraint_definition(model.env.cr, model._table, self.full_name(model))
        if _squeeze(found or "") != _squeeze(self.get_definition(model.pool)):
            super().apply_to_database(model)


def _squeeze(definition):
    return "".join(definition.split())
