#!/usr/bin/env bash
# Requests a second that were not refused, latencies, CPU of the server for each of them, start and memory of the demo, with wrk.
# Usage: serve-load.sh DEMO BARE [URL PID]   the binaries of the demo and of the server that does nothing, and perhaps csp-gateway's own
# demo, which runs at URL as process PID
set -euo pipefail
demo=${1:?the binary of the demo, built with --release}
bare=${2:?the binary of gateway-benchmark-bare, likewise}
seconds=${SECONDS_EACH:-4}
work=$(mktemp -d)
ours=
trap 'kill $ours 2>/dev/null || true; rm -rf "$work"' EXIT

one='{"x": 7, "y": "a text of some length"}'
{ printf '['; for _ in $(seq 999); do printf '%s,' "$one"; done; printf '%s]' "$one"; } > "$work/batch.json"
printf '%s' "$one" > "$work/one.json"
for name in one batch; do
  cat > "$work/$name.lua" <<LUA
local file = io.open("$work/$name.json")
wrk.method, wrk.body = "POST", file:read("*a")
wrk.headers["content-type"] = "application/json"
LUA
done

# Sixteen requests at once, so that a packet carries more than one.
cat > "$work/piped.lua" <<'LUA'
init = function() piped = string.rep(wrk.format(), 16) end
request = function() return piped end
LUA
cat "$work/one.lua" "$work/piped.lua" > "$work/piped-one.lua"

ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"; }
memory() { awk '/VmRSS/ { printf "%.0f MB", $2 / 1024 }' "/proc/$1/status"; }

# measure NAME PID URL CONNECTIONS [wrk options]
measure() {
  local name=$1 pid=$2 url=$3 connections=$4 before after
  shift 4
  before=$(ticks "$pid")
  wrk -t1 -c"$connections" -d"${seconds}s" --latency "$@" "$url" > "$work/out"
  after=$(ticks "$pid")
  awk -v name="$name" -v connections="$connections" -v cpu=$((after - before)) -v hertz="$(getconf CLK_TCK)" '
    $1 == "50%" { p50 = $2 } $1 == "99%" { p99 = $2 } /requests in/ { count = $1 } /Requests\/sec/ { rate = $2 }
    /Non-2xx/ { refused = $NF; bad = ", refused " $NF } /Socket errors/ { bad = bad ", " $0 }
    END {
      taken = count - refused
      rate *= count ? taken / count : 0
      printf "| %s | %d | %.0f | %s / %s | %.1f µs%s |\n", name, connections, rate, p50, p99, cpu / hertz / (taken ? taken : 1) * 1e6, bad
    }' "$work/out"
}

# last URL PID: what is asked by GET
last() {
  for connections in 1 16; do measure 'GET last' "$2" "$1/api/v1/last/example" "$connections"; done
  measure 'GET last, 16 at once' "$2" "$1/api/v1/last/example" 16 -s "$work/piped.lua"
}

# all URL PID: every workload
all() {
  local state
  echo "| | connections | requests/s | p50 / p99 | CPU of the server per request |"
  echo "|---|---|---|---|---|"
  # First, while it has few rows.
  # The states of the two demos have other names.
  state=$(curl -s "$1/api/v1/state/" | tr -d '[]"' | cut -d, -f1)
  case "$state" in
    *[!a-z_]* | '') echo "no state to ask" ;;
    *) measure "GET state ($(curl -s "$1/api/v1/state/$state?query=%7B%22filters%22%3A%5B%5D%7D" | grep -o '"timestamp"' | wc -l) rows)" "$2" "$1/api/v1/state/$state" 1 ;;
  esac
  # What was sent is worked off after its answer, so what sends most comes last.
  last "$1" "$2"
  for connections in 1 16; do measure 'POST send, one' "$2" "$1/api/v1/send/example" "$connections" -s "$work/one.lua"; done
  measure 'POST send, one, 16 at once' "$2" "$1/api/v1/send/example" 16 -s "$work/piped-one.lua"
  for connections in 1 16; do measure 'POST send, 1000' "$2" "$1/api/v1/send/example" "$connections" -s "$work/batch.lua"; done
}

port=$((20000 + RANDOM % 10000))
begin=$(date +%s%N)
"$demo" run --port "$port" --set rest.body_limit=4194304 --log warn 2> "$work/log" &
ours=$!
until { exec 3<> "/dev/tcp/127.0.0.1/$port"; } 2> /dev/null; do :; done
printf 'GET /api/v1/last/example HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n' >&3
grep -q '200 OK' <&3
echo "start to first answer: $((($(date +%s%N) - begin) / 1000000)) ms"
sleep 2
echo "idle memory: $(memory $ours)"
all "http://127.0.0.1:$port" "$ours"
echo "memory after the load: $(memory $ours)"
kill "$ours"

"$bare" "$((port + 1))" &
ours=$!
until { exec 3<> "/dev/tcp/127.0.0.1/$((port + 1))"; } 2> /dev/null; do :; done
echo "the server that does nothing, at /last"
last "http://127.0.0.1:$((port + 1))" "$ours"

if [ $# -ge 4 ]; then
  echo "csp-gateway, idle memory: $(memory "$4")"
  all "$3" "$4"
  echo "csp-gateway, memory after the load: $(memory "$4")"
fi
