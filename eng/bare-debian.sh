#!/usr/bin/env bash
# Runs a command in a bare Debian 12 as an ordinary user without any rights:
# eng/bare-debian.sh [--root DIR] [--with PATH] [--install SCRIPT] COMMAND…
#
# The root holds Debian's smallest system and git, nothing else; of this machine it sees the .NET SDK, the network's
# settings and certificates, and a fresh clone of this repository's last commit, in which the command begins. HOME is
# empty. Needed here: root, unshare, debootstrap (package debootstrap) and a Debian mirror; exit code 77 without them.
# --with PATH copies a file or folder of this repository that git ignores into the clone.
# --install SCRIPT runs a script of the clone in the new system first, as its root, with
# FACEPTOR_PACKAGES for the folder of --with.
# --root DIR keeps the system in DIR for the next call (the user's home is emptied); else all is removed at the end.
set -euo pipefail
repository=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)

if [ "${FACEPTOR_INSIDE_BARE_DEBIAN:-}" != 1 ]; then
    root='' with='' install=''
    while :; do
        case ${1:-} in
            --root) root=$(readlink -m "$2") ;;
            --with) with=$2 ;;
            --install) install=$2 ;;
            *) break ;;
        esac
        shift 2
    done
    if [ $# -eq 0 ]; then sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; fi
    for tool in debootstrap unshare chroot git; do
        if ! command -v "$tool" >/dev/null 2>&1; then echo "bare-debian: '$tool' is needed and not there." >&2; exit 77; fi
    done
    if [ "$(id -u)" != 0 ] || ! unshare --mount true 2>/dev/null; then
        echo "bare-debian: root is needed, to mount folders into the new system." >&2; exit 77
    fi

    if [ -n "$root" ] && [ ! -e "$root/.faceptor-bare" ] && [ -n "$(ls -A "$root" 2>/dev/null)" ]; then
        echo "bare-debian: $root is not empty and was not made by this script; name another folder." >&2; exit 2
    fi
    if [ ! -f /etc/ssl/certs/ca-certificates.crt ]; then
        echo "bare-debian: the certificates /etc/ssl/certs/ca-certificates.crt are not here." >&2; exit 77
    fi
    if [ -z "$root" ]; then
        root=$(mktemp -d)
        chmod 755 "$root"
        trap 'rm -rf --one-file-system "$root"' EXIT
    fi
    if [ ! -e "$root/.faceptor-bare" ]; then
        echo "bare-debian: making a bare Debian 12 in $root…" >&2
        mkdir -p "$root"
        log=$(mktemp)
        if ! debootstrap --variant=minbase --include=ca-certificates,git bookworm "$root" \
                "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" >"$log" 2>&1; then
            tail -n 15 "$log" >&2; rm -f "$log"
            echo "bare-debian: debootstrap failed; DEBIAN_MIRROR names another mirror." >&2; exit 77
        fi
        rm -f "$log"
        chroot "$root" useradd --create-home user
        touch "$root/.faceptor-bare"
    fi
    # The mounts are those of a namespace of their own and go with it.
    FACEPTOR_INSIDE_BARE_DEBIAN=1 unshare --mount --propagation private "${BASH_SOURCE[0]}" "$root" "$with" "$install" "$@"
    exit
fi

root=$1 with=$2 install=$3
shift 3
sdk=$(dirname "$(readlink -f "$(command -v dotnet)")")
mkdir -p "$root/opt/dotnet" "$root/home/user"
mount --bind "$sdk" "$root/opt/dotnet"
mount -o remount,ro,bind "$root/opt/dotnet"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$root/sys" 2>/dev/null || true # mpirun looks for cores there
for device in null zero random urandom full; do
    [ -c "$root/dev/$device" ] || touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
# Terminals of its own, for programs that ask for one.
mkdir -p "$root/dev/pts"
if mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts" 2>/dev/null; then
    ln -sf pts/ptmx "$root/dev/ptmx"
fi
[ -d /dev/shm ] && mkdir -p "$root/dev/shm" && mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
find "$root/home/user" -mindepth 1 -delete
git clone -q --no-hardlinks "$repository" "$root/home/user/faceptor"
if [ -n "$with" ]; then
    mkdir -p "$root/home/user/faceptor/$(dirname "$with")"
    cp -a "$repository/$with" "$root/home/user/faceptor/$with"
fi
chroot "$root" chown -R user: /home/user
keep=()
for name in NUGET_CERT_REVOCATION_MODE HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    [ -n "${!name:-}" ] && keep+=("$name=${!name}")
done
if [ -n "$install" ]; then
    chroot "$root" env -i HOME=/root PATH=/opt/dotnet:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        "${keep[@]}" ${with:+FACEPTOR_PACKAGES="/home/user/faceptor/$with"} bash "/home/user/faceptor/$install"
fi
# setpriv's own groups and no new privileges: neither sudo nor a set-user-id program gives any.
exec chroot "$root" setpriv --reuid user --regid user --clear-groups --no-new-privs \
    env -i HOME=/home/user USER=user PATH=/opt/dotnet:/usr/local/bin:/usr/bin:/bin TERM="${TERM:-dumb}" \
    DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_ROOT=/opt/dotnet "${keep[@]}" \
    bash -c 'cd ~/faceptor && exec "$@"' bash "$@"
