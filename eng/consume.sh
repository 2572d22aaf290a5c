#!/usr/bin/env bash
# Uses the packages as a stranger does: eng/consume.sh [--here]
#
# Packs, then in an empty home, with an empty package folder, in folders outside this repository: installs the command
# line as a tool, trains weights with it, builds and runs the README's program, a console project made by hand, the
# file-based samples and the notebooks, and programs that lack natives, whose messages must name the package to reference.
# Where it can (eng/bare-debian.sh), all that runs in a bare Debian 12 by a user without rights; --here, or a machine that
# cannot, runs it on this system. FACEPTOR_BARE_ROOT keeps that system for eng/container.sh. Needs the network: packages of others come from nuget.org.
set -euo pipefail
repository=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
cd "$repository"

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'consume: %s\n' "$*" >&2; exit 1; }

# ---------------------------------------------------------------- outside: pack, and choose the system
if [ "${1:-}" != --inside ]; then
    say "pack"
    eng/pack.sh
    # The runner of the notebooks is a development tool, built here and used there.
    dotnet publish tools/Faceptor.Notebooks -c Release --nologo -v quiet -o artifacts/consume/runner
    feed=artifacts/consume/feed
    rm -rf "$feed"
    mkdir -p "$feed"
    cp artifacts/packages/*.nupkg "$feed/"
    if [ "${1:-}" != --here ]; then
        say "a bare Debian 12"
        status=0
        eng/bare-debian.sh ${FACEPTOR_BARE_ROOT:+--root "$FACEPTOR_BARE_ROOT"} --with artifacts/consume eng/consume.sh --inside || status=$?
        [ "$status" = 77 ] || exit "$status"
        echo "consume: this machine cannot make a bare system; going on with its own, in an empty home." >&2
    fi
    home=$(mktemp -d)
    trap 'chmod -R u+w "$home" && rm -rf "$home"' EXIT
    env HOME="$home" XDG_CACHE_HOME= NUGET_PACKAGES= DOTNET_CLI_HOME="$home" eng/consume.sh --inside
    exit
fi

# ---------------------------------------------------------------- inside: a stranger's steps
. eng/setup.sh
faceptor_require_dotnet || exit 1
feed=$repository/artifacts/consume/feed
work=$HOME/consume
mkdir -p "$work"
# MSBuild takes a property from the environment: every restore below asks this feed beside nuget.org.
export RestoreAdditionalProjectSources=$feed DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
packages=$HOME/.nuget/packages
[ ! -e "$packages" ] || fail "the package folder $packages is not empty; run without --inside."
. /etc/os-release
say "${PRETTY_NAME:-this system}, user $(id -un), SDK $(dotnet --version), packages $(basename "$feed"/Faceptor.Core.*.nupkg .nupkg)"

# Prints the contents of the first fenced block of language $1 in file $2.
block() { awk -v open="\`\`\`$1" '$0 == open { inside = 1; next } inside && /^```/ { exit } inside' "$2"; }

# Runs a command that has to fail, or not, with a text in its output: expect TEXT COMMAND…
expect() {
    local text=$1 output
    shift
    output=$("$@" 2>&1) || true
    if ! grep -q -F -- "$text" <<<"$output"; then
        printf '%s\n' "$output" | tail -n 20 >&2
        fail "expected '$text' from: $*"
    fi
    grep -F -m 1 -- "$text" <<<"$output" | cut -c 1-300
}

# Runs a command whose output is of interest only when it fails.
quiet() {
    local output
    output=$("$@" 2>&1) || { printf '%s\n' "$output" >&2; fail "failed: $*"; }
}

is_png() { [ -s "$1" ] && [ "$(head -c 4 "$1" | od -An -tx1 | tr -d ' \n')" = 89504e47 ] || fail "$1 is no PNG file"; }

# What a project's restore fetched and unpacked, of the packages that its assets file names.
sizes() {
    local label=$1 assets=$2 fetched=0 unpacked=0 path bytes
    while read -r path; do
        bytes=$(stat -c %s "$packages/$path"/*.nupkg)
        fetched=$((fetched + bytes))
        bytes=$(du -sb "$packages/$path" | cut -f 1)
        unpacked=$((unpacked + bytes))
    done < <(sed -nE 's/^ *"path": "([^"]+\/[^"]+)".*/\1/p' "$assets" | sort -u | grep -v '\.csproj$')
    printf 'size | %-46s | %5d MB fetched | %5d MB unpacked | %5d MB output\n' "$label" $((fetched / 1000000)) \
        $((unpacked / 1000000)) $(($(du -sb "$(dirname "$assets")/../bin" 2>/dev/null | cut -f 1 || echo 0) / 1000000))
}

say "dotnet new console, to a result (a network with random weights until there are others)"
began=$(date +%s)
cd "$work"
quiet dotnet new console -o first
cd first
quiet dotnet add package Faceptor --prerelease
quiet dotnet add package Faceptor.Detection.Onnx --prerelease
block csharp "$repository/README.md" >Program.cs
dotnet build -v quiet --nologo
spent=$(($(date +%s) - began))
echo "dotnet new console, add package, build: $spent s, packages fetched"
sizes "Faceptor, Faceptor.Detection.Onnx: find and predict" obj/project.assets.json

say "the command line as a tool; weights from its quickstart"
cd "$work"
began=$(date +%s)
dotnet tool install Faceptor.Cli --tool-path tools --prerelease --add-source "$feed"
tools/faceptor --version
tools/faceptor quickstart --fast --out quickstart
[ -s quickstart/report.html ] && [ -s quickstart/run/weights.safetensors ] || fail "the quickstart left no report or no weights"
tools/faceptor detector get blazeface-back
spent=$((spent + $(date +%s) - began))
echo "tool and quickstart --fast: $(($(date +%s) - began)) s; the tool has $(($(du -sb tools | cut -f 1) / 1000000)) MB"

say "the README's program, with its project file"
mkdir -p "$work/readme"
cd "$work/readme"
block xml "$repository/README.md" >readme.csproj
block csharp "$repository/README.md" >Program.cs
ln -s ../quickstart quickstart
pictures=(../quickstart/data/MORPH2/data/*)
cp "$repository/samples/pictures/astronaut.png" photo.jpg
dotnet run | tee said
grep -q '^a face at ' said || fail "the README's program finds no face in the sample picture"
grep -q 'synthetic faces only' said || fail "the README's program does not say that its weights know drawings only"
is_png drawn.png
cd "$work/first"
ln -s ../quickstart quickstart
cp "$repository/samples/pictures/astronaut.png" photo.jpg
began=$(date +%s)
dotnet run | tail -n 1
is_png drawn.png
echo "from 'dotnet new console' to a drawn result: seven commands (new, add package twice, tool install, quickstart --fast, detector get, run)," \
    "$((spent + $(date +%s) - began)) s"

say "file-based programs"
# Outside the repository, as anybody's: nothing of its settings reaches them.
cp -r "$repository/samples" "$work/samples"
rm -rf "$work/samples/notebooks" "$work"/samples/Directory.*
cd "$work"
weights=quickstart/run/weights.safetensors
dotnet run samples/predict.cs -- "$weights" readme/photo.jpg --detector blazeface-back
is_png prediction.png
dotnet run samples/compare.cs -- "$weights" "${pictures[0]#../}" "${pictures[1]#../}"
dotnet run samples/draw-faces.cs -- faces --count 3
dotnet run samples/train.cs -- --steps 10 --out trained
[ -s trained/training/weights.safetensors ] || fail "samples/train.cs left no weights"

say "notebooks, in the real kernel"
mkdir -p notebooks
dotnet "$repository/artifacts/consume/runner/faceptor-notebooks.dll" "$repository"/samples/notebooks/*.ipynb --out notebooks

say "what is missing is named"
quiet dotnet new console -o "$work/without"
cd "$work/without"
quiet dotnet add package Faceptor.Models --prerelease
quiet dotnet add package Faceptor.Inference --prerelease
cat >Program.cs <<'CS'
using Faceptor.Imaging;
using Faceptor.Models;

// Asked again, it says the same: a service would go on asking.
foreach (var attempt in new[] { "first", "second" })
{
    try
    {
        if (args is [var path])
        {
            ImageCodec.Read(path);
        }

        using var model = FaceptorModelFactory.Create(FaceptorPresets.Small).Module;
        Console.WriteLine($"{attempt}: it works");
    }
    catch (Faceptor.NativeLibraryException error)
    {
        Console.WriteLine($"{attempt}: {error.Message}");
    }
}
CS
expect "warning FACEPTOR001" dotnet build --nologo
expect "second: libtorch: version 2.10.0 is not there; reference the package Faceptor.Runtime.Cpu.Linux" dotnet run --no-build
expect "second: SkiaSharp's native library: version 3.119 is not there; reference the package Faceptor.Runtime.Cpu.Linux" \
    dotnet run --no-build -- "$work/readme/photo.jpg"
sizes "Faceptor.Inference and .Models without natives" obj/project.assets.json
quiet dotnet add package Faceptor.Runtime.Cpu.Linux --prerelease
expect "second: it works" dotnet run -- "$work/readme/photo.jpg"
sizes "the same and Faceptor.Runtime.Cpu.Linux" obj/project.assets.json
quiet dotnet publish -r linux-x64 --self-contained false -o published
expect "second: it works" published/without "$work/readme/photo.jpg"
# Another libtorch than the one that TorchSharp belongs to: one of its libraries in place of the other.
cp -r bin/Debug/net10.0 misfit
natives=misfit/runtimes/linux-x64/native
cp --remove-destination "$natives/libc10.so" "$natives/libtorch_cpu.so"
cp --remove-destination "$natives/libc10.so" "$natives/libtorch.so"
expect "second: TorchSharp: cannot be loaded (libLibTorchSharp.so: undefined symbol" dotnet misfit/without.dll
rm -r misfit
# Another SkiaSharp than the one that the natives belong to.
quiet dotnet add package SkiaSharp --version 4.155.0
expect "NU1608" dotnet build --nologo
expect "does not fit it; reference the package Faceptor.Runtime.Cpu.Linux" dotnet run --no-build -- "$work/readme/photo.jpg"

say "what else is restored by whom"
restore_only() {
    local label=$1
    shift
    mkdir -p "$work/only" && cd "$work/only" && rm -rf ./*
    quiet dotnet new console -o .
    for package in "$@"; do quiet dotnet add package "$package" --prerelease; done
    dotnet build -v quiet --nologo -p:FaceptorChecksRuntime=false
    sizes "$label" obj/project.assets.json
}
restore_only "Faceptor.Inference alone, another engine" Faceptor.Inference
restore_only "Faceptor.Training, .Synthetic, .Runtime.Cpu.Linux" Faceptor.Training Faceptor.Synthetic Faceptor.Runtime.Cpu.Linux
restore_only "Faceptor.ImageSharp" Faceptor.ImageSharp

say "done: packages of $(basename "$feed"/Faceptor.Core.*.nupkg .nupkg) work"
