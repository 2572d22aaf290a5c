#!/usr/bin/env bash
# Takes the steps of deploy/Containerfile in an empty Debian 12 and trains there as several ranks: eng/container.sh
#
# Packages are those of artifacts/packages (eng/pack.sh). What a registry of images gives is not had here: the base system is
# made by debootstrap, and the SDK is this machine's. FACEPTOR_BARE_ROOT names a system that eng/consume.sh has left. Without
# root or debootstrap nothing is done and exit code 0 says so.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'container: %s\n' "$*" >&2; exit 1; }

if [ "${1:-}" != --inside ]; then
    ls artifacts/packages/*.nupkg >/dev/null 2>&1 || eng/pack.sh
    rm -rf artifacts/container
    mkdir -p artifacts/container
    cp artifacts/packages/Faceptor.Cli.*.nupkg artifacts/container/
    status=0
    eng/bare-debian.sh ${FACEPTOR_BARE_ROOT:+--root "$FACEPTOR_BARE_ROOT"} --with artifacts/container \
        --install deploy/install.sh eng/container.sh --inside || status=$?
    [ "$status" = 77 ] || exit "$status"
    echo "container: this machine cannot make a bare system; deploy/install.sh is not tried." >&2
    exit 0
fi

# Nothing of the SDK is used from here on; only what install.sh has copied.
export PATH=/usr/local/bin:/usr/bin:/bin DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
unset DOTNET_ROOT
! command -v dotnet >/dev/null || fail "the SDK is still on the PATH"
cd "$HOME"

say "$(. /etc/os-release && echo "$PRETTY_NAME"), user $(id -un): faceptor $(faceptor --version), $(mpirun --version | head -n 1)"
faceptor data synthesize data --count 40
train=(faceptor train --data data --recipe small --tasks age/morph2,expression/raf-db --portions 2 --steps 4 --workers 1
    --set tasks.age/morph2.batchSize=4 --set tasks.expression/raf-db.batchSize=4)
# Sums have their order from the number of threads.
export OMP_NUM_THREADS=1

say "one process, two ranks, and two ranks of mpirun: the same weights"
"${train[@]}" --out alone | tail -n 1
"${train[@]}" --out ranks --ranks 2 | tail -n 1
mpirun -n 2 --oversubscribe --bind-to none "${train[@]}" --out mpirun | tail -n 1
for run in ranks mpirun; do
    for file in weights.safetensors metrics.json; do cmp "alone/$file" "$run/$file"; done
done

say "sshd as an ordinary user, as pods of Kubernetes' MPI Operator run it"
mkdir -p .ssh
ssh-keygen -q -t ecdsa -N '' -f .ssh/id_rsa
cp .ssh/id_rsa.pub .ssh/authorized_keys
/usr/sbin/sshd -D -e -f /etc/faceptor/sshd_config -h "$HOME/.ssh/id_rsa" 2>sshd.log &
sshd=$!
trap 'kill "$sshd"' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10; do
    if ssh localhost faceptor --version; then exit 0; fi
    sleep 1
done
cat sshd.log >&2
fail "sshd does not let its own user in"
