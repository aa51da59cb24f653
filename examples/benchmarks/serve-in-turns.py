#!/usr/bin/env python3
"""How many times as many requests the demo answers as csp-gateway, and with how much less CPU for each.

Both run all the time and are asked in turns, since a machine is not always as quick: two seconds each, with one thread of wrk on sixteen
connections. Medians of all rounds. The demo is started here, csp-gateway's own demo runs at URL as process PID.

Usage: serve-in-turns.py DEMO URL PID [ROUNDS]
"""

import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ONE = '{"x": 7, "y": "a text of some length"}'
POST = f"wrk.method, wrk.body, wrk.headers['content-type'] = 'POST', '{ONE}', 'application/json'\n"
# Sixteen requests at once, so that a packet carries more than one.
AT_ONCE = "init = function() all = string.rep(wrk.format(), 16) end\nrequest = function() return all end\n"
WORKLOADS = [
    ("`GET last`", "last", ""),
    ("`GET last`, 16 at once", "last", AT_ONCE),
    ("`POST send`, one", "send", POST),
    ("`POST send`, one, 16 at once", "send", POST + AT_ONCE),
]


def cpu(process):
    """The CPU time of a process so far, in seconds."""
    with open(f"/proc/{process}/stat") as stat:
        fields = stat.read().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(url, process, path, script):
    """Requests a second that were not refused, and the microseconds of CPU for each of them."""
    before = cpu(process)
    command = ["wrk", "-t1", "-c16", "-d2s", "-s", script, f"{url}/api/v1/{path}/example"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    taken = cpu(process) - before
    count = int(re.search(r"(\d+) requests in", said)[1])
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    good = count - (int(refused[1]) if refused else 0)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]) * good / count, taken / good * 1e6


def main():
    demo, url, process = sys.argv[1], sys.argv[2], int(sys.argv[3])
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 6
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ours = subprocess.Popen([demo, "run", "--port", str(port), "--log", "warn"], stderr=subprocess.DEVNULL)
    try:
        time.sleep(3)
        servers = [(f"http://127.0.0.1:{port}", ours.pid), (url, process)]
        print(f"| medians of {rounds} rounds | requests a second | csp-gateway | times | CPU a request | csp-gateway | times |")
        print("|---|---|---|---|---|---|---|")
        for name, path, lua in WORKLOADS:
            with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
                script.write(lua)
                script.flush()
                figures = [[measure(*server, path, script.name) for server in servers] for _ in range(rounds)]
            (rate, our_cpu), (rate_theirs, cpu_theirs) = ([statistics.median(f[s][i] for f in figures) for i in (0, 1)] for s in (0, 1))
            print(f"| {name} | {rate:,.0f} | {rate_theirs:,.0f} | {rate / rate_theirs:.0f} ", end="")
            print(f"| {our_cpu:.1f} µs | {cpu_theirs:.0f} µs | {cpu_theirs / our_cpu:.0f} |", flush=True)
    finally:
        ours.terminate()
        ours.wait()


main()
