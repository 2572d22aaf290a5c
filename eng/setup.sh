# Sets up what the entry scripts need and the machine lacks. Sourced by ./faceptor and ./test, not run by itself.
#
# Quiet and quick when everything is there. What can be missing:
#   1. the .NET SDK: told, not installed;
#   2. a C++ runtime with GLIBCXX_3.4.32, which TorchSharp's native library needs and Debian 12 does not have.

faceptor_say() { printf 'faceptor: %s\n' "$*" >&2; }

faceptor_require_dotnet() {
    command -v dotnet >/dev/null 2>&1 && return 0
    faceptor_say "the .NET SDK 10 is needed and 'dotnet' is not on the PATH. Install it (https://dot.net) and try again."
    return 1
}

# Prints the file that the loader takes for libstdc++.so.6.
faceptor_libstdcxx() {
    local ldconfig
    ldconfig=$(command -v ldconfig || echo /sbin/ldconfig)
    "$ldconfig" -p 2>/dev/null | awk -v arch="$(uname -m)" '
        $1 == "libstdc++.so.6" && (arch != "x86_64" || /x86-64/) { print $NF; exit }'
}

# Prints the base address of the Debian mirror that this machine's own apt sources name.
faceptor_debian_mirror() {
    {
        # deb822 style: stanzas with URIs and Suites lines.
        awk 'BEGIN { RS = ""; FS = "\n" }
             { uri = ""; suites = ""
               for (i = 1; i <= NF; i++) {
                   if ($i ~ /^URIs:/)   { split($i, part, /[ \t]+/); uri = part[2] }
                   if ($i ~ /^Suites:/) { suites = $i " " } }
               if (uri != "" && suites ~ /[ \t]bookworm[ \t]/) print uri }' \
            /etc/apt/sources.list.d/*.sources 2>/dev/null
        # one-line style: deb [options] URI suite components.
        sed -nE 's/^[ \t]*deb[ \t]+(\[[^]]*\][ \t]+)?([^ \t]+)[ \t]+bookworm[ \t].*[ \t]?main.*/\2/p' \
            /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null
    } | head -n 1
}

# Prints the name and version of this system, for example "debian 12".
faceptor_system() {
    local ID='' VERSION_ID=''
    [ -r /etc/os-release ] && eval "$(grep -E '^(ID|VERSION_ID)=' /etc/os-release)"
    printf '%s %s\n' "$ID" "$VERSION_ID"
}

# Prints the commands that take the C++ runtime, and only it, from Debian 13 at mirror $1.
faceptor_cxx_runtime_commands() {
    cat <<EOF
set -e
export DEBIAN_FRONTEND=noninteractive
printf 'Package: *\nPin: release n=trixie\nPin-Priority: 100\n' > /etc/apt/preferences.d/faceptor-trixie
printf 'deb %s trixie main\n' "$1" > /etc/apt/sources.list.d/faceptor-trixie.list
apt-get -q update
apt-get -q install -y -t trixie libstdc++6
EOF
}

# Makes sure that the C++ runtime is new enough; on Debian 12 takes it, and only it, from Debian 13.
faceptor_require_cxx_runtime() {
    [ "$(uname -s)" = Linux ] || return 0
    local library
    library=$(faceptor_libstdcxx) || true
    if [ -z "$library" ] || grep -q GLIBCXX_3.4.32 "$library" 2>/dev/null; then return 0; fi

    if [ "$(faceptor_system)" != "debian 12" ]; then
        faceptor_say "warning: $library lacks GLIBCXX_3.4.32 (GCC 13's runtime), which TorchSharp needs;" \
            "install a newer libstdc++6 if TorchSharp fails to load."
        return 0
    fi

    local mirror
    mirror=$(faceptor_debian_mirror) || true
    if [ -z "$mirror" ]; then
        faceptor_say "Debian 12's C++ runtime lacks GLIBCXX_3.4.32, which TorchSharp needs, and /etc/apt names no Debian" \
            "mirror to take a newer one from. Run this as root, a mirror's address in its first line, then try again:"
        printf '%s\n' "mirror=ADDRESS" "$(faceptor_cxx_runtime_commands '$mirror')" >&2
        return 1
    fi

    local script
    script=$(faceptor_cxx_runtime_commands "$mirror")
    faceptor_say "Debian 12's C++ runtime lacks GLIBCXX_3.4.32, which TorchSharp needs."
    faceptor_say "installing libstdc++6 (with its libc6) of Debian 13; its source is pinned so that nothing else comes from it."
    local log status=0
    log=$(mktemp)
    if [ "$(id -u)" = 0 ]; then
        bash -c "$script" >"$log" 2>&1 || status=$?
    elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        sudo bash -c "$script" >"$log" 2>&1 || status=$?
    else
        rm -f "$log"
        faceptor_say "this needs root and neither root nor sudo is available. Run this as root, then try again:"
        printf '%s\n' "$script" >&2
        return 1
    fi
    if [ "$status" -ne 0 ] || ! grep -q GLIBCXX_3.4.32 "$(faceptor_libstdcxx)" 2>/dev/null; then
        tail -n 15 "$log" >&2
        rm -f "$log"
        faceptor_say "the C++ runtime could not be installed (apt's last lines stand above). Run this as root, then try again:"
        printf '%s\n' "$script" >&2
        return 1
    fi
    rm -f "$log"
    faceptor_say "done."
}

# Builds PROJECT or solution $1 in Release when a source is newer than the last build; $2 names the stamp.
faceptor_build_if_needed() {
    local stamp="artifacts/.built-$2-${TORCH_BACKEND:-cpu}"
    # Folders count too: theirs is the time at which a file was deleted.
    if [ -f "$stamp" ] && [ -d artifacts/bin/Faceptor.Cli/release ] \
            && [ -z "$(find src tools tests benchmarks samples ./*.props ./*.targets ./*.sln global.json \
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
