#!/bin/sh
# Checks an export of a Probity audit log with a shell, openssl and coreutils alone.
#
#   sh verify.sh [KEY]        in the export's folder
#
# KEY is the log's public key (NAME+ID+BASE64) as you got it by another way than this folder. Exit status 0:
# everything holds; 1: something does not. It proves each entry by itself, some hundred a minute; verify.py is faster
# and also checks the tiles and the table.
set -eu
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

bad() { printf 'DOES NOT HOLD: %s\n' "$1" >&2; exit 1; }
hash64() { openssl dgst -sha256 -binary | base64 -w 0; }
node() { { printf '\001'; printf %s "$1" | base64 -d; printf %s "$2" | base64 -d; } | hash64; }

sha256sum --check --strict --quiet SHA256SUMS || bad "a file is not as it was written"

# The checkpoint: name, size, root, an empty line, signatures.
check_checkpoint() {
  { IFS= read -r name; IFS= read -r size; IFS= read -r root; IFS= read -r empty; } < "$1"
  [ -z "$empty" ] || bad "$1 is no checkpoint"
  case $size in ''|*[!0-9]*) bad "$1 names no size" ;; esac
  head -n 3 "$1" > "$work/text"
  signed=no
  while IFS= read -r key; do
    [ "${key%%+*}" = "$name" ] || continue
    key64=${key#*+}; key64=${key64#*+}
    printf %s "$key64" | base64 -d > "$work/key" || bad "the key cannot be read"
    id=$({ printf '%s\n' "$name"; cat "$work/key"; } | openssl dgst -sha256 -binary | head -c 4 | basenc --base16)
    { printf '\060\052\060\005\006\003\053\145\160\003\041\000'; tail -c 32 "$work/key"; } > "$work/key.der"
    tail -n +5 "$1" > "$work/lines"
    while IFS=' ' read -r dash who signature; do
      printf %s "$signature" | base64 -d > "$work/signature" || bad "$1: a signature cannot be read"
      [ "$who" = "$name" ] && [ "$(head -c 4 "$work/signature" | basenc --base16)" = "$id" ] || continue
      tail -c +5 "$work/signature" > "$work/bytes"
      openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key.der" -rawin -in "$work/text" \
        -sigfile "$work/bytes" > "$work/said" 2>&1 || bad "$1: the signature of $name does not hold"
      signed=yes
    done < "$work/lines"
  done < "$work/keys"
  [ $signed = yes ] || bad "$1 is signed by none of the keys given"
}

if [ $# -gt 0 ]; then printf '%s\n' "$1" > "$work/keys"; else cat log.pub > "$work/keys"; fi

if [ -f checkpoint.previous ]; then
  check_checkpoint checkpoint.previous
  old_size=$size old_root=$root old_name=$name
fi
check_checkpoint checkpoint
printf 'signed by %s: %s entries\n' "$name" "$size"

# RFC 9162, section 2.1.3.2, for each entry.
count=0
exec 3< entries.ndjson 4< proofs.txt
while IFS= read -r entry <&3; do
  IFS=' ' read -r index leaf proof <&4 || bad "there is not one proof for each entry"
  case $index in ''|*[!0-9]*) bad "a proof names no index" ;; esac
  [ "$index" -lt "$size" ] || bad "entry $index is behind the checkpoint"
  value=$({ printf '\000'; printf %s "$entry"; } | hash64)
  [ "$value" = "$leaf" ] || bad "entry $index is not the one that was proved"
  case $entry in *"\"index\":$index,"*) ;; *) bad "entry $index names another index" ;; esac
  at=$index last=$((size - 1))
  for sibling in $proof; do
    [ $last -gt 0 ] || bad "the proof of entry $index is too long"
    if [ $((at & 1)) -eq 1 ] || [ $at -eq $last ]; then
      value=$(node "$sibling" "$value")
      while [ $((at & 1)) -eq 0 ] && [ $at -gt 0 ]; do at=$((at >> 1)); last=$((last >> 1)); done
    else
      value=$(node "$value" "$sibling")
    fi
    at=$((at >> 1)); last=$((last >> 1))
  done
  [ $last -eq 0 ] && [ "$value" = "$root" ] || bad "the proof of entry $index does not hold"
  count=$((count + 1))
done
if IFS= read -r more <&4; then bad "there are more proofs than entries"; fi
printf '%s entries are in the log where they say\n' $count

# RFC 9162, section 2.1.4.2: the log grew out of its previous checkpoint.
if [ -f checkpoint.previous ]; then
  [ "$old_name" = "$name" ] || bad "the previous checkpoint is of another log"
  if [ "$old_size" -eq "$size" ]; then
    [ "$old_root" = "$root" ] || bad "two checkpoints of one size differ"
  else
    at=$((old_size - 1)) last=$((size - 1)) first=
    [ $((old_size & (old_size - 1))) -eq 0 ] && first=$old_root
    while [ $((at & 1)) -eq 1 ]; do at=$((at >> 1)); last=$((last >> 1)); done
    old=$first new=$first
    while IFS= read -r sibling; do
      if [ -z "$old" ]; then old=$sibling; new=$sibling; continue; fi
      [ $last -gt 0 ] || bad "the proof of growth is too long"
      if [ $((at & 1)) -eq 1 ] || [ $at -eq $last ]; then
        old=$(node "$sibling" "$old"); new=$(node "$sibling" "$new")
        while [ $((at & 1)) -eq 0 ] && [ $at -gt 0 ]; do at=$((at >> 1)); last=$((last >> 1)); done
      else
        new=$(node "$new" "$sibling")
      fi
      at=$((at >> 1)); last=$((last >> 1))
    done < consistency.txt
    [ $last -eq 0 ] && [ "$old" = "$old_root" ] && [ "$new" = "$root" ] || bad "the log did not grow out of its previous checkpoint"
  fi
  printf 'the log grew out of its checkpoint of %s entries\n' "$old_size"
fi
if [ $# -eq 0 ]; then
  echo "NOTE: the key was taken from this folder. Compare it with the one you got by another way:"
  cat log.pub
fi
echo "everything holds"
