#!/usr/bin/env bash
# From the start of the demo to its first answer: by the clock, and as CPU time of the process, which a busy machine does not change. Then
# its memory when nobody asks anything, and once a statement in SQL was asked.
# Usage: start.sh DEMO [RUNS]   the demo's binary, built with --release, and perhaps how often to start it
set -euo pipefail
demo=${1:?the binary of the demo, built with --release}
runs=${2:-15}
pid=
trap 'kill $pid 2>/dev/null || true' EXIT

# CPU time of all threads so far, in milliseconds.
cpu() { cat /proc/"$1"/task/*/schedstat | awk '{ sum += $1 } END { printf "%.1f", sum / 1e6 }'; }
memory() { awk '/^VmRSS/ { all = $2 } /^RssAnon/ { own = $2 } END { printf "%.1f MB, %.1f MB of it its own", all / 1024, own / 1024 }' "/proc/$1/status"; }
median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

# ask PORT REQUEST: waits for the port, sends the request, prints the answer.
ask() {
  until { exec 3<> "/dev/tcp/127.0.0.1/$1"; } 2> /dev/null; do :; done
  printf '%b' "$2" >&3
  cat <&3
  exec 3>&-
}

last='GET /api/v1/last/example HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'
sql='POST /api/v1/sql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 30\r\n\r\n{"sql": "select 42 as answer"}'
walls= cpus=
for _ in $(seq "$runs"); do
  port=$((20000 + RANDOM % 10000))
  begin=$(date +%s%N)
  "$demo" run --port "$port" --log off &
  pid=$!
  ask "$port" "$last" | grep -q '200 OK'
  walls+="$((($(date +%s%N) - begin) / 1000000)) "
  cpus+="$(cpu $pid) "
  if [ "$(wc -w <<< "$walls")" -lt "$runs" ]; then
    kill -TERM $pid
    wait $pid
  fi
done
echo "start to first answer: $(tr ' ' '\n' <<< "${walls% }" | median) ms by the clock, $(tr ' ' '\n' <<< "${cpus% }" | median) ms of CPU, medians of $runs"
sleep 2
echo "idle memory: $(memory $pid)"
ask "$port" "$sql" | grep -q '200 OK'
echo "after a statement in SQL: $(memory $pid)"
