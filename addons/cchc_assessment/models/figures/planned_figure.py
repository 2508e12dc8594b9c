"""What becomes of one row of common figures, before anything is written."""

from dataclasses import dataclass, field

from ...core.workbook.figures.reader import FigureRow


@dataclass
class PlannedFigure:
    """The line that gets a figure, or why it can't.

    :ivar values: the inputs by the names of their fields.
    :ivar old, new: what the unit's line says now, and would say, as people read it.
    :ivar problem: why nothing can be brought in, as a sentence; ``remark``: what is to be known besides.
    """

    row: FigureRow
    line: object
    values: dict = field(default_factory=dict)
    old: str = ""
    new: str = ""
    problem: str = ""
    remark: str = ""

    @property
    def is_written(self):
        """Whether anything is brought in: what is blank erases nothing."""
        return bool(self.values) and not self.problem
