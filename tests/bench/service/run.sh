#!/usr/bin/env bash
# The service under load, by wrk (Debian's package), and an empty handler of Poco in the same run.
#   run.sh PROBITY EMPTY_SERVER RULES ORDER_FILE [SECONDS]
# ORDER_FILE holds one order that carries its facts. The log goes into a folder of its own that is removed.
set -euo pipefail
probity=$1 empty=$2 rules=$3
export PROBITY_ORDER=$4
seconds=${5:-10}
here=$(dirname "$(readlink -f "$0")")
folder=$(mktemp -d)
running=
trap 'if [ -n "$running" ]; then kill "$running" 2>/dev/null || true; fi; rm -rf "$folder"' EXIT

begin() {  # words of a command that says where it listens
  "$@" >/dev/null 2>"$folder/messages" &
  running=$!
  for _ in $(seq 600); do
    port=$(sed -n 's/.*listening on http:\/\/127.0.0.1:\([0-9]*\).*/\1/p' "$folder/messages" | head -1)
    [ -z "$port" ] || return 0
    sleep 0.1
  done
  cat "$folder/messages" >&2
  exit 3
}
finish() {
  kill "$running"
  wait "$running" 2>/dev/null || true
  running=
}
ticks() { awk '{print $14 + $15}' "/proc/$running/stat"; }
load() {  # what it is, threads, connections, subjects in a request
  echo "== $1"
  local before after
  before=$(ticks)
  PROBITY_BATCH=$4 wrk -t"$2" -c"$3" -d"${seconds}s" --latency -s "$here/order.lua" "http://127.0.0.1:$port/v1/decisions" |
    grep -E '50%|99%|requests in|Requests/sec|Non-2xx|Socket' | tee "$folder/load"
  after=$(ticks)
  # Of a shared machine the processor's time says more than the clock's.
  awk -v ticks="$((after - before))" -v batch="$4" '/requests in/ && $1 > 0 {
    printf "    %.1f us of processor time a subject\n", ticks * 10000 / ($1 * batch) }' "$folder/load"
}
plain=(serve --rules "$rules" --no-auth --store none --listen 127.0.0.1:0)

begin "$empty"
load "empty handler, 64 connections" 1 64 1
load "empty handler, one connection" 1 1 1
finish
begin "$probity" "${plain[@]}" --no-audit
load "no log, 64 connections" 1 64 1
load "no log, one connection" 1 1 1
load "no log, arrays of 1,000, 8 connections" 1 8 1000
grep VmRSS "/proc/$running/status"
finish
begin "$probity" "${plain[@]}" --audit "$folder/log"
load "log, 64 connections" 1 64 1
load "log, arrays of 1,000, 8 connections" 1 8 1000
grep VmRSS "/proc/$running/status"
finish
uptime
