#!/usr/bin/env bash
# Packs the GPU check for a machine that has Python's torch but neither .NET nor a network:  eng/gpu/pack.sh [TARGET]
# Build first: dotnet build tools/Faceptor.Experiments -c Release. TARGET (default .gpu) travels with the repository's
# tracked files, which hold the golden outputs; there: bash .gpu/check.sh cuda OUT
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
program=artifacts/bin/Faceptor.Experiments/release target=${1:-.gpu}
[ -e "$program/faceptor-experiments.dll" ] || { echo "build tools/Faceptor.Experiments first (-c Release)" >&2; exit 1; }
rm -rf "$target" && mkdir -p "$target/app"

# The runtime, without what nothing here asks for: networks, databases, XML, Visual Basic, debuggers, other collectors.
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
version=$(dotnet --list-runtimes | sed -nE 's/^Microsoft\.NETCore\.App (10\.[0-9.]+) .*/\1/p' | tail -1)
without=()
for name in 'Microsoft.VisualBasic*' 'Microsoft.CSharp*' 'System.Private.DataContract*' 'System.Private.Xml*' 'System.Data*' \
    'System.Linq.AsyncEnumerable*' 'System.Linq.Parallel*' 'System.Net.Http*' 'System.Net.Mail*' 'System.Net.Quic*' \
    'System.Net.Requests*' 'System.Net.WebClient*' 'System.Net.WebSockets*' 'System.Net.Security*' \
    'System.Net.NetworkInformation*' 'System.Net.Ping*' 'System.Text.Encoding.CodePages*' 'System.Transactions*' \
    'System.Threading.Tasks.Dataflow*' 'System.Formats.Tar*' 'System.ServiceModel*' 'libSystem.Net.*' 'libmscord*' \
    'System.Net.ServerSentEvents*' 'System.IO.IsolatedStorage*' 'System.IO.Compression.Brotli*' 'System.Security.Claims*' \
    'System.Linq.Queryable*' 'System.ComponentModel.Annotations*' 'System.IO.FileSystem.Watcher*' 'libclrgc*' \
    'libcoreclrtrace*' createdump; do
    without+=("--exclude=$name")
done
tar -C "$dotnet" -c "${without[@]}" dotnet host "shared/Microsoft.NETCore.App/$version" | xz --x86 --lzma2=preset=9e >"$target/runtime.tar.xz"

# The program without libtorch, which is Python's, without documentation, and without the reader of MATLAB's HDF5 files.
find "$program" -maxdepth 1 -type f ! -name '*.xml' ! -name '*.pdb' ! -name 'PureHDF.dll' -exec cp -t "$target/app" {} +
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
version_of() { sed -nE "s#^ *\"$1/([0-9.]+)\".*#\1#p" "$program/faceptor-experiments.deps.json" | head -1; }
native() { cp "$packages/$1/$(version_of "$2")/runtimes/linux-x64/native/$3" "$target/app/"; }
native torchsharp TorchSharp libLibTorchSharp.so
native skiasharp.nativeassets.linux.nodependencies SkiaSharp.NativeAssets.Linux.NoDependencies libSkiaSharp.so
tar -C "$target" -c app | xz --x86 --lzma2=preset=9e >"$target/app.tar.xz" && rm -rf "$target/app"
cp eng/gpu/run.sh eng/gpu/check.sh eng/gpu/step.py "$target/"

packed=$(du -sb "$target" | cut -f1) tracked=$(git ls-files -z | xargs -0 stat -c %s | awk '{ sum += $1 } END { print sum }')
awk -v packed="$packed" -v tracked="$tracked" -v target="$target" 'BEGIN {
    printf "%s: %.1f MiB, with the tracked files %.1f MiB\n", target, packed / 1048576, (packed + tracked) / 1048576 }'
