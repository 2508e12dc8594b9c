from contextlib import nullcontext

from odoo import api, models
from odoo.exceptions import AccessError

from ...compat import get_model_label
from .opening import close, get_open_fields, open_creation, open_fields, use_creation


class CchcClosedMixin(models.AbstractModel):
    """A record of which people write some fields, each at its time, and the system alone all others.

    The guard holds for every caller, the superuser that Odoo itself becomes included. The system writes past it
    through ``write()`` and ``create()`` as everybody does, so that what overrides them runs.
    """

    _name = "cchc.closed.mixin"
    _description = "Closed Record"
    # whether nobody ever deletes such a record
    _stays = True

    @api.model_create_multi
    def create(self, vals_list):
        names = use_creation(self, vals_list)
        # what an override has added is no word of the system
        added = [_leave_out(vals, names or ()) for vals in vals_list]
        if names is None or any(added):
            self._check_may_create(added)
        return super(CchcClosedMixin, close(self)).create(vals_list)

    def write(self, vals):
        if not vals:
            return True
        if names := get_open_fields(self):
            # what an override has added is no word of the system
            if added := _leave_out(vals, names):
                self._check_may_write(added)
            return super(CchcClosedMixin, close(self)).write(vals)
        vals = dict(vals)
        self._check_may_write(vals)
        if not vals:
            # or who changed it last would change, whatever the time
            return True
        with self._following(vals):
            return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if self._stays:
            raise AccessError(
                self.env._(
                    "“%(model)s” stays: it is part of the period's record.",
                    model=self._get_model_label(),
                )
            )

    @api.model
    def _get_open_fields(self):
        """Return the fields that people write: ``{name: name of the method that refuses it when it is not its time}``.

        The method takes nothing, of the records of which the fields are to be written; None: they are open always.
        Everything else is the system's. An extension adds its own fields to what ``super()`` returns.
        """
        return {}

    @api.model
    def _get_creation_fields(self):
        """Return the names of the fields that people may give a new record."""
        return self._fields.keys()

    def _check_may_create(self, vals_list):
        """Refuse new records of these values. Who may create any is the rights' business."""
        names = {name for vals in vals_list for name in vals}
        if closed := names - self._get_creation_fields():
            self._refuse_fields(closed)

    def _check_may_write(self, vals):
        """Refuse to write these values, by their fields and by the time.

        :param vals: a copy; what is no field of the record is taken out of it.
        """
        self._check_fields_open(vals)
        open_fields_ = self._get_open_fields()
        for check in filter(None, dict.fromkeys(open_fields_[name] for name in vals)):
            getattr(self, check)()

    def _check_fields_open(self, names):
        self.check_access("read")
        if closed := set(names) - self._get_open_fields().keys():
            self._refuse_fields(closed)

    def _refuse_fields(self, names):
        """Refuse these fields, which are the system's, in words.

        :raises AccessError: always.
        """
        raise AccessError(
            self.env._(
                "%(fields)s of “%(model)s” cannot be written: the system fills in what follows from the "
                "buttons and from the other fields.",
                fields=", ".join(sorted(names)),
                model=self._get_model_label(),
            )
        )

    def _following(self, vals):
        """Return the context in which these values are written: what follows from a change that people make.

        It is entered when the change is allowed. What the system writes it says itself.
        """
        return nullcontext()

    def _write_as_system(self, vals):
        """Write what no caller may. The right to do what these values are part of was checked before."""
        # sudo: a record rule may have closed what is written, or close with it
        return open_fields(self.sudo(), vals).write(vals)

    @api.model
    def _create_as_system(self, vals_list):
        """Create what no caller may. The right to do what these records are part of was checked before."""
        # sudo: nobody has the right to create them
        return open_creation(self.sudo(), vals_list).create(vals_list).with_env(self.env)

    @api.model
    def _get_model_label(self):
        return get_model_label(self.env, self._name)


def _leave_out(vals, names):
    return {name: value for name, value in vals.items() if name not in names}
