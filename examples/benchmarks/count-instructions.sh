#!/usr/bin/env bash
# Instructions that each system executes in a cycle of some workloads, counted by valgrind: unlike times, they are the
# same in every run. Takes the benchmark program, which `cargo bench --no-run` names.
set -euo pipefail
program=$1

# What a run of so many cycles executes.
executed() { # system cycles workload
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" --once "$1" "$2" "$3" 2>&1 >/dev/null |
        sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

echo "| workload | limit | wingfoil compiled | gateway |"
echo "|---|---|---|---|"
for workload in chain100 fan10x10 "diamond 12" sparse_hot sparse_rot pipeline burst8; do
    printf '| %s |' "$workload"
    for system in limit "wingfoil compiled" gateway; do
        few=$(executed "$system" 1000 "$workload")
        many=$(executed "$system" 11000 "$workload")
        printf ' %s |' $(((many - few) / 10000))
    done
    printf '\n'
done
