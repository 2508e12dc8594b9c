"""The floor that batches are held against: the ORM's own create."""

import time

# More rows than this are not made: the floor of more is taken in proportion.
_MOST_ROWS = 20_000


class PlainRows:
    """The floor: what the ORM's plain batch create costs, of a model of three fields."""

    def __init__(self, env):
        self._env = env
        self._per_row = {}

    def seconds(self, rows):
        """Return the seconds that creating this many plain rows takes, at this moment."""
        made = min(rows, _MOST_ROWS)
        if made not in self._per_row:
            self._per_row[made] = sorted(self._create(made) for _round in range(3))[1] / made
        return self._per_row[made] * rows

    def _create(self, rows):
        country = self._env["res.country"].create({"name": "Bench", "code": "XB"})
        self._env.flush_all()
        started = time.perf_counter()
        states = self._env["res.country.state"].create(
            [
                {"name": f"Bench {number}", "code": str(number), "country_id": country.id}
                for number in range(rows)
            ]
        )
        self._env.flush_all()
        spent = time.perf_counter() - started
        states.unlink()
        country.unlink()
        return spent
