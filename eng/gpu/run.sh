#!/usr/bin/env bash
# Runs a packed program on the libtorch of Python's torch:  bash run.sh PROGRAM.dll ARGS…
# LIBTORCH=DIR says where libtorch_cpu.so and libtorch_cuda.so are, instead of asking Python.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
[ -e "$here/runtime/ready" ] || {
    mkdir -p "$here/runtime"
    tar -C "$here/runtime" -xJf "$here/runtime.tar.xz"
    tar -C "$here" -xJf "$here/app.tar.xz"
    # The program's own lists of native files name a libtorch that is not here.
    rm -f "$here"/app/*.deps.json
    touch "$here/runtime/ready"
}
lib=${LIBTORCH:-$(python3 -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))')}
nccl=$(dirname "$lib")/../nvidia/nccl/lib
export DOTNET_ROOT="$here/runtime" LD_LIBRARY_PATH="$here/app:$lib:$nccl:${LD_LIBRARY_PATH:-}" DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
program=$1
shift
exec "$here/runtime/dotnet" "$here/app/$program" "$@"
