#!/usr/bin/env bash
# Fetches face detectors that tests run with into artifacts/models: eng/models.sh [NAME…]
# Without names those of npm's registry; any of 'faceptor detector list' may be named. What is there is checked and kept.
# Packages come from the registry that npm is set to, where npm is installed.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
. eng/setup.sh
faceptor_require_dotnet || exit 1
if [ -z "${npm_config_registry:-}" ] && command -v npm >/dev/null 2>&1; then
    npm_config_registry=$(npm config get registry)
    export npm_config_registry
fi
[ $# -gt 0 ] || set -- blazeface-front blazeface-back
for name; do
    dotnet artifacts/bin/Faceptor.Cli/release/faceptor.dll detector get "$name" --out artifacts/models
done
