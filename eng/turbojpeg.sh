#!/usr/bin/env bash
# Fetches libturbojpeg into artifacts/natives for the tests that hold it against Skia, where the system has none and is a
# Debian or Ubuntu whose package lists are there. Changes nothing on the system; tests go on without it.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
file=$PWD/artifacts/natives/libturbojpeg.so.0
if [ -e "$file" ] || ldconfig -p 2>/dev/null | grep -q 'libturbojpeg\.so\.0'; then exit 0; fi
command -v dpkg-deb >/dev/null || { echo "no dpkg-deb: this is no Debian or Ubuntu." >&2; exit 1; }
unpacked=$(mktemp -d)
trap 'rm -rf "$unpacked"' EXIT
(cd "$unpacked" && apt-get -qq download libturbojpeg0 && dpkg-deb -x ./*.deb .) 2>/dev/null \
    || { echo "libturbojpeg0 cannot be fetched; the package lists may be missing." >&2; exit 1; }
mkdir -p "$(dirname "$file")"
cp -L "$unpacked"/usr/lib/*/libturbojpeg.so.0 "$file.part"
mv "$file.part" "$file"
