"""csp on the workloads that need more of the language than one wingfoil graph has.

    python csp_language.py     # nanoseconds of CPU time per cycle, median of five runs

csp 0.19 from PyPI; its nodes here are Python nodes, as its users write them. A cycle is a microsecond of simulated time,
which is the finest step that Python's datetimes know.
"""

import statistics
import time
from datetime import datetime, timedelta

import csp
from csp import ts

START = datetime(2020, 1, 1)
STEP = timedelta(microseconds=1)
KEYS = 1000
ALARMS = 100_000


@csp.node
def counter(cycles: int) -> ts[int]:
    with csp.alarms():
        alarm = csp.alarm(int)
    with csp.start():
        csp.schedule_alarm(alarm, timedelta(), 1)
    if csp.ticked(alarm):
        if alarm < cycles:
            csp.schedule_alarm(alarm, STEP, alarm + 1)
        return alarm


@csp.node
def total(x: ts[float]):
    with csp.state():
        s_sum = 0.0
    if csp.ticked(x):
        s_sum += x


@csp.node
def averages(x: ts[int], keys: [str]) -> ts[float]:
    """A moving average for each key, in a dictionary: one node for the whole basket."""
    with csp.state():
        s_average = {}
    if csp.ticked(x):
        key = keys[(x * 7919) % 1000]
        old = s_average.get(key)
        new = float(x) if old is None else old + 0.1 * (x - old)
        s_average[key] = new
        return new


@csp.node
def alarms(count: int, cycles: int) -> ts[float]:
    """Always so many alarms pending; each that goes off is set again."""
    with csp.alarms():
        alarm = csp.alarm(int)
    with csp.state():
        s_left = cycles
    with csp.start():
        for place in range(count):
            csp.schedule_alarm(alarm, STEP * (place + 1), place)
    if csp.ticked(alarm):
        s_left -= 1
        if s_left > 0:
            csp.schedule_alarm(alarm, STEP * count, alarm)
        else:
            csp.stop_engine()
        return float(alarm)


@csp.graph
def basket(cycles: int):
    total(averages(counter(cycles), [f"key{place}" for place in range(KEYS)]))


@csp.graph
def alarm_heavy(cycles: int):
    total(alarms(ALARMS, cycles))




def measure(graph, few, many):
    """The cost of the cycles between a short and a long run, so that building and starting are taken off."""

    def cpu(cycles):
        before = time.process_time_ns()
        csp.run(graph, cycles, starttime=START, endtime=START + STEP * (cycles + ALARMS + 10))
        return time.process_time_ns() - before

    return statistics.median((cpu(many) - cpu(few)) / (many - few) for _ in range(5))


if __name__ == "__main__":
    print(f"basket1000   {measure(basket, 10_000, 210_000):8.0f} ns per cycle")
    print(f"alarms100k   {measure(alarm_heavy, 10_000, 210_000):8.0f} ns per cycle")
