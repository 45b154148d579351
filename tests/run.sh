#!/usr/bin/env bash
# Builds Probity and runs every test. From a clean clone on Debian 12 nothing else is needed.
# Ends with ctest's summary; its exit status is ctest's (or that of the step that failed before it).
#   tests/run.sh [-R NAME …]   further words go to ctest
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

.ci/setup.sh --tests
cmake --preset dev --log-level=WARNING
cmake --build --preset dev -j "$(nproc)"

if [ -z "${PROBITY_SHARED:-}" ]; then
  echo "PROBITY_SHARED is not set: tests on real data skip themselves"
fi
exec ctest --preset dev -j "$(nproc)" "$@"
