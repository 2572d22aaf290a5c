#!/usr/bin/env bash
# Makes a bare Debian 12 or a newer Debian or Ubuntu ready to train on: deploy/install.sh [VERSION]
#
# To be run by root, on a machine of its own or in a container (deploy/Containerfile). It installs Open MPI and ssh, by
# which mpirun reaches other machines; the runtime of .NET, copied from the SDK whose 'dotnet' is on the PATH, which is not
# needed afterwards; the command line, with libtorch for the processor, in /opt/faceptor; and an sshd that an ordinary user
# can start. FACEPTOR_PACKAGES names a folder of packages to look into besides nuget.org.
set -euo pipefail
version=${1:-}
[ "$(id -u)" = 0 ] || { echo "install: root is needed." >&2; exit 1; }
command -v dotnet >/dev/null || { echo "install: the .NET SDK 10 is needed on the PATH, for as long as this runs." >&2; exit 1; }
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DEBIAN_FRONTEND=noninteractive

apt-get update -q
# libturbojpeg0 decodes JPEG files faster; everything works without it.
apt-get install -q -y --no-install-recommends openmpi-bin openssh-client openssh-server ca-certificates libturbojpeg0
rm -rf /var/lib/apt/lists/* /etc/ssh/ssh_host_*

# Where programs look for the runtime when nothing says otherwise.
sdk=$(dirname "$(readlink -f "$(command -v dotnet)")")
if [ "$sdk" != /usr/share/dotnet ]; then
    mkdir -p /usr/share/dotnet/shared
    cp -R "$sdk/dotnet" "$sdk/host" /usr/share/dotnet/
    cp -R "$sdk/shared/Microsoft.NETCore.App" /usr/share/dotnet/shared/
fi

home=$(mktemp -d)
rm -rf /opt/faceptor
HOME=$home dotnet tool install Faceptor.Cli --tool-path /opt/faceptor ${version:+--version "$version"} ${version:---prerelease} \
    ${FACEPTOR_PACKAGES:+--add-source "$FACEPTOR_PACKAGES"}
rm -rf "$home"
# A tool is its owner's; here everybody runs it.
chmod -R a+rX /opt/faceptor
chmod a+x "$(readlink -f /opt/faceptor/faceptor)"
ln -sf /opt/faceptor/faceptor /usr/local/bin/faceptor

# Kubernetes' MPI Operator mounts one key for all pods into ~/.ssh; sshd runs as the user that trains, on a port of its own.
id -u faceptor >/dev/null 2>&1 || useradd --create-home --shell /bin/bash faceptor
mkdir -p /etc/faceptor /run/sshd
cat >/etc/faceptor/sshd_config <<'CONFIG'
Port 2222
HostKey /home/faceptor/.ssh/id_rsa
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
CONFIG
cat >/etc/ssh/ssh_config.d/faceptor.conf <<'CONFIG'
Host *
    Port 2222
    StrictHostKeyChecking no
    UserKnownHostsFile /dev/null
    LogLevel ERROR
CONFIG

echo "install: faceptor $(faceptor --version), $(mpirun --version | head -n 1)"
