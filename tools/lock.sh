#!/usr/bin/env bash
# Writes requirements.lock and requirements-dev.lock: every package, one version, all hashes, for Python 3.11 to 3.13.
# The second file holds only what the first does not, so that no version stands in two places. Needs uv.
set -euo pipefail
cd "$(dirname "$0")/.."
compile=(uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header)
"${compile[@]}" "$@" requirements.txt -o requirements.lock
known=()
while read -r name; do known+=(--no-emit-package "$name"); done < <(sed -nE 's/^([A-Za-z0-9._-]+)==.*/\1/p' requirements.lock | sort -u)
"${compile[@]}" "$@" requirements-dev.txt -c requirements.lock "${known[@]}" -o requirements-dev.lock
echo "requirements.lock: $(grep -c '==' requirements.lock) packages, requirements-dev.lock: $(grep -c '==' requirements-dev.lock) more"
