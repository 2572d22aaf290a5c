# What the entry scripts check before they begin. Sourced by ./faceptor, ./test and scripts of eng/, not run by itself.
#
# Nothing of the system is changed but for faceptor_require_mpi: natives come with packages, and what an older C++ runtime
# lacks is cured by the library itself (src/Faceptor.Core/Natives).

faceptor_say() { printf 'faceptor: %s\n' "$*" >&2; }

# Makes sure that there is an SDK that this repository builds with.
faceptor_require_dotnet() {
    if ! command -v dotnet >/dev/null 2>&1; then
        faceptor_say "the .NET SDK 10 is needed and 'dotnet' is not on the PATH. Install it (https://dot.net) and try again."
        return 1
    fi

    # A system without ICU, such as a container's, has no languages; messages and numbers of dotnet are then invariant.
    if [ -z "${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-}" ] && [ "$(uname -s)" = Linux ] && ! faceptor_has_icu; then
        export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
    fi

    local version
    if ! version=$(dotnet --version 2>&1); then
        faceptor_say "the .NET SDK 10 is needed and not among those of $(command -v dotnet): $(printf '%s' "$version" | head -n 1)" \
            "Install it (https://dot.net) and try again."
        return 1
    fi
}

faceptor_has_icu() {
    local ldconfig
    ldconfig=$(command -v ldconfig || echo /sbin/ldconfig)
    "$ldconfig" -p 2>/dev/null | grep 'libicuuc\.so' >/dev/null # not -q: under pipefail it would end ldconfig early, and count as missing
}

# Makes sure that several processes can be started on the processor, by mpirun; installs it where this user may. Called
# only by what starts several.
faceptor_require_mpi() {
    command -v mpirun >/dev/null 2>&1 && return 0
    local packages="openmpi-bin" output
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        faceptor_say "several processes need mpirun: apt-get install -y --no-install-recommends $packages"
        if output=$({ apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$packages"; } 2>&1); then
            return 0
        fi
        faceptor_say "mpirun could not be installed: $(printf '%s' "$output" | tail -n 1)"
        return 1
    fi
    faceptor_say "several processes need mpirun, which is not on the PATH. Run 'apt-get install $packages' as root (on other systems" \
        "install Open MPI) and try again."
    return 1
}

# Builds PROJECT or solution $1 in Release when a source is newer than the last build; $2 names the stamp.
faceptor_build_if_needed() {
    local stamp="artifacts/.built-$2-${TORCH_BACKEND:-cpu}"
    # Folders count too: theirs is the time at which a file was deleted.
    if [ -f "$stamp" ] && [ -d artifacts/bin/Faceptor.Cli/release ] \
            && [ -z "$(find src tools tests benchmarks samples packaging ./*.props ./*.targets ./*.sln global.json \
                -newer "$stamp" -print -quit 2>/dev/null)" ]; then
        return 0
    fi
    faceptor_say "building (Release)…"
    mkdir -p artifacts
    local begun
    begun=$(mktemp)
    # The stamp carries the time the build began, so that an edit during the build is not missed.
    if ! dotnet build "$1" -c Release --nologo -v quiet -clp:ErrorsOnly ${TORCH_BACKEND:+-p:TorchBackend=$TORCH_BACKEND} >&2; then
        rm -f "$begun"
        faceptor_say "the build failed; the errors stand above."
        return 1
    fi
    # Backends share one output folder: what was built for another one is there no longer.
    find artifacts -maxdepth 1 -name '.built-*' ! -name "*-${TORCH_BACKEND:-cpu}" -delete
    mv "$begun" "$stamp"
}
