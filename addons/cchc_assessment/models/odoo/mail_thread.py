"""No e-mail becomes part of a record of ours; what is attached to one may be filed as a document."""

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError

from ...compat import (
    MAX_TRIES_ON_CONCURRENCY_FAILURE,
    PG_CONCURRENCY_EXCEPTIONS_TO_RETRY,
    send_back,
)
from ..common.system_voice import get_asker, is_fetcher


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Read a letter as Odoo does; one that is fetched is read anew where somebody else's work was in its way.

        Odoo counts a letter as read whatever comes of it.
        """
        tries = MAX_TRIES_ON_CONCURRENCY_FAILURE if is_fetcher(self.env) else 1
        for left in reversed(range(tries)):
            try:
                result = super().message_process(
                    model, message, custom_values, save_original, strip_attachments, thread_id
                )
                if is_fetcher(self.env):
                    self.env.flush_all()
                return result
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                if not left:
                    raise
                self.env.cr.rollback()
        return False

    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        """Send back an e-mail that would become part of a record of ours: nothing proves who wrote it."""
        if route and self.env["mail.message"]._is_of_record_model(route[0]):
            sentence = self.env[route[0]]._no_email_sentence()
            if get_asker(self.env).id != SUPERUSER_ID:
                # whoever calls is told; no letter goes out to whom they name as the sender
                raise UserError(sentence)
            model, number, _values, _user, alias = route
            if self._is_unit_mailbox(model, number, alias):
                unit = self.env[model].browse(number)
                return route if unit._find_writer(message) else False
            send_back(self, message_dict, sentence, message)
            return False
        return super()._routing_check_route(message, message_dict, route, raise_exception)

    def _message_route_process(self, message, message_dict, routes):
        """File what is attached to letters to a unit's mailbox; nothing else of them is kept."""
        others = []
        for route in routes or ():
            model, number, _values, _user, alias = route
            if self._is_unit_mailbox(model, number, alias):
                self.env[model].browse(number)._receive(message, message_dict)
            else:
                others.append(route)
        if routes and not others:
            return False
        return super()._message_route_process(message, message_dict, others)

    @api.model
    def _is_unit_mailbox(self, model, number, alias):
        return model == "cchc.unit" and self.env[model].browse(number or ())._is_mailbox(alias)
