#!/usr/bin/env bash
# Writes all packages into artifacts/packages, and only those of this commit: eng/pack.sh [all]
# The command-line tool is packed for this machine's system; with 'all' for Linux, Windows and macOS.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
. eng/setup.sh
faceptor_require_dotnet || exit 1
options=()
if [ "${1:-}" = all ]; then
    # A semicolon ends a property; %3B does not.
    options+=("-p:ToolPackageRuntimeIdentifiers=linux-x64%3Bwin-x64%3Bosx-arm64")
fi
rm -rf artifacts/packages
dotnet msbuild packaging/All.proj -nologo -v:quiet -m -p:Configuration=Release ${options[@]+"${options[@]}"}
ls -l artifacts/packages | awk 'NR > 1 { printf "%12d  %s\n", $5, $9 }'
