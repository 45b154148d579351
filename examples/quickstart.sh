#!/usr/bin/env bash
# From a clean clone on Debian 12 to decisions on a made-up broker's book: installs the build's packages,
# builds, makes the sample book, checks and tests the rulesets, decides, scans, lists deadlines, verifies
# the log. Leaves everything in out/quickstart (or the folder that is given).
#   examples/quickstart.sh [FOLDER]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=${1:-out/quickstart}

heading() { printf '\n== %s\n' "$*"; }

# Shows a call and makes it. Status 1 is a result (something was found), not a failure.
run() {
  printf '$ %s\n' "$*" | sed 's| --| \\\n    --|2g'
  local status=0
  "$@" || status=$?
  if [ "$status" -gt 1 ]; then
    echo "quickstart: the last command ended with status $status" >&2
    exit "$status"
  fi
}

heading "Packages and build (some minutes the first time)"
.ci/setup.sh
cmake --preset release --log-level=WARNING
cmake --build --preset release -j "$(nproc)" --target probity sample_book
probity=build/release/bin/probity
$probity --version

heading "A made-up broker's book: 5,000 clients, 50,000 orders and trades"
mkdir -p "$out"
rm -rf "$out/book" "$out/log" "$out/findings"
mkdir "$out/findings"
build/release/bin/sample_book "$out/book" rulesets/calendars/xshg.calendar
du -sh "$out/book" | cut -f1
echo "The dirt put into it, as real files have it:"
cat "$out/book/dirt.txt"

heading "Do the rulesets hold together? Do their scenarios pass?"
run $probity check rulesets/cn
run $probity test rulesets/cn

heading "Single decisions: one question a line in, one answer a line out"
run $probity decide --rules rulesets/cn --facts examples/orders.jsonl --audit "$out/log" \
  2> >(fold -s -w 78 >&2) | cut -c 1-76
echo "(each line goes on; these are its first 76 letters)"
wait

heading "The whole book, from CSV files"
book="--source examples/sample_book/trading.probity --data csv:$out/book"
for subject in Order Trade; do
  # shellcheck disable=SC2086  # $book is several words
  run $probity scan --rules rulesets/cn $book --on "$subject" \
    --out "$out/findings/$subject.csv" --audit "$out/log"
done

heading "The same trades from a database: load, then scan again"
python3 examples/sample_book/load_sqlite.py "$out/book" "$out/book/book.sqlite" \
  trades clients permissions acknowledged procedures products orders
run $probity scan --rules rulesets/cn/commission --source examples/sample_book/trading.probity \
  --data "sqlite:$out/book/book.sqlite" --on Trade --out "$out/findings/Trade.from_database.csv"

heading "Complaints: findings, and what is due on 15 January 2026"
desk="--source examples/sample_book/complaints.probity --data csv:$out/book/complaints"
# shellcheck disable=SC2086
run $probity scan --rules rulesets/cn/complaint $desk --on Complaint \
  --as-of 2026-01-15 --out "$out/findings/Complaint.csv" --audit "$out/log"
# shellcheck disable=SC2086
run $probity due --rules rulesets/cn/complaint $desk --as-of 2026-01-15 \
  --state overdue,due_soon --out "$out/findings/due.csv"

heading "Has the log kept everything, unchanged?"
run $probity audit verify "$out/log"

heading "Where to look next"
cat <<EOT
$out/findings  what was found, a row each, with reason and citation
$out/log       the log: $probity audit show $out/log
$out/book      the book; trading.probity in examples/sample_book maps it
rulesets/cn    the rules themselves; grammar/LANGUAGE.md says how to write one
README.md      the commands one by one
EOT
