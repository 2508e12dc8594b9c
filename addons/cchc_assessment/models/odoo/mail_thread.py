"""No e-mail becomes part of a record of ours."""

from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError

from ...compat import send_back
from ..common.system_voice import get_asker


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        """Send back an e-mail that would become part of a record of ours: nothing proves who wrote it."""
        if route and self.env["mail.message"]._is_of_record_model(route[0]):
            sentence = self.env[route[0]]._no_email_sentence()
            if get_asker(self.env).id != SUPERUSER_ID:
                # whoever calls is told; no letter goes out to whom they name as the sender
                raise UserError(sentence)
            send_back(self, message_dict, sentence, message)
            return False
        return super()._routing_check_route(message, message_dict, route, raise_exception)
