"""What the checks must know that no schema says."""

from datetime import datetime

import schemathesis
from hypothesis import strategies

# Times are nanoseconds since 1970 in 64 bits: those of a few centuries.
TIMES = strategies.datetimes(min_value=datetime(1678, 1, 1), max_value=datetime(2261, 1, 1))
schemathesis.openapi.format("date-time", TIMES.map(lambda time: time.isoformat() + "Z"))


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """A check in the demo's code refuses an `x` below 0."""
    for name in ("ExampleData-Input", "ExampleData-Given"):
        if name in raw_schema["components"]["schemas"]:
            raw_schema["components"]["schemas"][name]["properties"]["x"]["minimum"] = 0
