#!/usr/bin/env bash
# The published Python SDK against a running emulator: npm run test:sdks
# Needs python3 with venv; installs the SDK into a folder of its own, which it removes. Ends with "N passed, N failed".
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
emulator=
trap '[ -n "$emulator" ] && kill "$emulator"; rm -rf "$work"' EXIT

python3 -m venv "$work/venv" && "$work/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" || {
  echo 'The Python SDK could not be installed'
  echo '0 passed, 1 failed'
  exit 1
}
[ -f "$root/dist/cli.js" ] || (cd "$root" && npm run build)

node "$root/dist/cli.js" --port 0 --clock virtual --log-format json > "$work/log" &
emulator=$!
url=
for _ in $(seq 100); do
  url=$(sed -n 's/.*"event":"ready","url":"\([^"]*\)".*/\1/p' "$work/log")
  [ -n "$url" ] && break
  sleep 0.1
done
BANDWIDTH_URL="$url" "$work/venv/bin/python" "$here/numbers_sdk_test.py"
