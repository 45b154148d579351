#!/usr/bin/env bash
# Installs what Debian 12 needs to build, run and test Probity. Does nothing where all of it is there.
#   .ci/setup.sh          what the build and the examples need
#   .ci/setup.sh --tests  and what the tests need on top of that
#   .ci/setup.sh --tests --outside  and others' readers of the log's formats; without them their tests skip
set -euo pipefail

packages=(
  g++ cmake ninja-build python3 tzdata
  antlr4 libantlr4-runtime-dev                 # the grammar
  libboost-dev libboost-test-dev               # wide integers; the unit tests
  libhowardhinnant-date-dev                    # time zones
  libutf8proc-dev                              # Unicode normal forms
  libssl-dev                                   # SHA-256
  libcli11-dev libspdlog-dev libfmt-dev        # the command line and its messages
  libsimdjson-dev rapidjson-dev                # facts in, decisions out
  libsoci-dev libsqlite3-dev libpq-dev         # databases
  libpoco-dev                                  # the service's HTTP and TLS
  libquickfix-dev                              # the FIX gateway
)
for word in "$@"; do
  case "$word" in
    --tests) packages+=(postgresql git) ;;     # a server for the tests of PostgreSQL; the list of files for tidy
    --outside) packages+=(golang-go golang-golang-x-mod-dev python3-cryptography) ;;
    *) echo "setup.sh: unknown word: $word (known: --tests, --outside)" >&2; exit 2 ;;
  esac
done

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing+=("$package")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "setup.sh: run this as root, or install these packages: ${missing[*]}" >&2
    exit 3
  fi
  as_root=(sudo)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get -qq -y --no-install-recommends install "${missing[@]}"
}

echo "installing ${#missing[@]} packages: ${missing[*]}" | fold -s -w 78 >&2
if ! install >"$log" 2>&1; then
  echo "once more, the first try failed" >&2
  sleep 5
  if ! install >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "setup.sh: the packages could not be installed; the lines above say why" >&2
    exit 3
  fi
fi
