#!/usr/bin/env bash
# The published Python and Java SDKs against a running emulator: npm run test:sdks
# Needs python3 with venv, and Maven and Java 11 for the Java SDKs, which are left out without them. Python's go into a
# folder of their own, which is removed. Ends with "N passed, N failed".
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
emulator=
trap '[ -n "$emulator" ] && kill "$emulator"; rm -rf "$work"' EXIT

export JAVA_CLASSPATH="$work/classpath"
if command -v mvn > /dev/null && command -v java > /dev/null; then
  timeout 60 mvn -q -B -f "$here/pom.xml" dependency:build-classpath -Dmdep.outputFile="$JAVA_CLASSPATH" > "$work/mvn" 2>&1 &
  maven=$!
fi

python3 -m venv "$work/venv" && "$work/venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt" || {
  echo 'The Python SDK could not be installed'
  echo '0 passed, 1 failed'
  exit 1
}
[ -f "$root/dist/cli.js" ] || (cd "$root" && npm run build)

node "$root/dist/cli.js" --port 0 --tls --clock virtual --log-format json > "$work/log" &
emulator=$!
url=
for _ in $(seq 100); do
  url=$(sed -n 's/.*"event":"ready","url":"\([^"]*\)".*/\1/p' "$work/log")
  [ -n "$url" ] && break
  sleep 0.1
done

if [ -z "${maven:-}" ]; then
  echo 'There is no Maven or no Java here: the Java SDKs are left out'
elif ! wait "$maven"; then
  rm -f "$JAVA_CLASSPATH"
  tail -5 "$work/mvn"
  echo 'The Java SDKs could not be had: they are left out'
fi

for suite in "$here"/*_test.py; do
  BANDWIDTH_URL="$url" "$work/venv/bin/python" "$suite" || touch "$work/failed"
done | tee "$work/out"

# Each suite ends with a line of its own; this one counts them all. One that broke before it could is a failure.
awk -v suites="$(ls "$here"/*_test.py | wc -l)" '
  /^[0-9]+ passed, [0-9]+ failed/ { passed += $1; failed += $3; told += 1 }
  END { print passed + 0 " passed, " failed + (suites - told) " failed" }' "$work/out"
[ ! -e "$work/failed" ]
