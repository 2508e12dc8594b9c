"""Who may read an assessment listens to its channel."""

import re

from odoo import models

from ..common.groups import APPRAISER_GROUP

# How a browser asks to be told of an assessment's changes.
_CHANNEL = re.compile(r"cchc\.assessment_(\d{1,9})")
# Where the council's members are told besides what they do not tell the unit.
COUNCIL_CHANNEL = "council"


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Let a user listen to the assessments that they may read, and to no others."""
        assessments = self._get_assessment_channels(channels)
        others = [channel for channel in channels if not self._match_assessment(channel)]
        return super()._build_bus_channel_list(
            [*others, *assessments, *self._get_council_channels(assessments)]
        )

    def _get_assessment_channels(self, channels):
        """Return the assessments among ``channels`` that the user may read."""
        asked = [int(found[1]) for name in channels if (found := self._match_assessment(name))]
        assessments = self.env["cchc.assessment"]
        if not asked or not assessments.has_access("read"):
            return assessments
        return assessments.search([("id", "in", asked)])

    def _get_council_channels(self, assessments):
        """Return where the user is told what the council does with ``assessments``: nowhere for a unit."""
        if not self.env.user.has_group(APPRAISER_GROUP):
            return []
        return [(assessment, COUNCIL_CHANNEL) for assessment in assessments]

    def _match_assessment(self, channel):
        return isinstance(channel, str) and _CHANNEL.fullmatch(channel)
