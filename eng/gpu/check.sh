#!/usr/bin/env bash
# Everything that a GPU is to be asked, in under eight minutes, from what eng/gpu/pack.sh packs. Begin in the repository root:
#   bash .gpu/check.sh [cuda|cpu] [OUT]
# cpu tries the check itself, with small networks. A step that fails or takes too long is told and the next one begun.
# OUT gets table.md (the one table), log.txt, and losses of training on both devices; SECONDS_IN_ALL (470) ends it in time.
set -u
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")") device=${1:-cuda} out=${2:-$PWD/gpu-out}
work=$(mktemp -d)
mkdir -p "$out"
table=$out/table.md log=$out/log.txt end=$(($(date +%s) + ${SECONDS_IN_ALL:-470}))
exec > >(tee "$log") 2>&1
trap 'rm -rf "$work"' EXIT
small=() steps=${STEPS:-200} count=600
# One thread: a machine that others use too spends its time waiting otherwise.
[ "$device" = cpu ] && small=(--small) steps=${STEPS:-20} count=120 && export OMP_NUM_THREADS=1

left() { echo $((end - $(date +%s))); }
row() { echo "| $1 | $2 | $3 |" >>"$table"; }
# limited SECONDS NAME COMMAND…: runs it, at most so long and not beyond the end; says how it ended.
limited() {
    local seconds=$1 name=$2 rest started rc
    shift 2
    started=$(date +%s) rest=$(left)
    [ "$rest" -gt 5 ] || { echo "== $name: no time left"; row "$name" "not run" "no time was left"; return 1; }
    [ "$seconds" -lt "$rest" ] || seconds=$rest
    echo "== $name"
    timeout -k 5 "$seconds" "$@"
    rc=$?
    echo "-- rc $rc after $(($(date +%s) - started)) s, $(left) s left"
    case $rc in
        0) ;;
        124 | 137) row "$name" "**broken:** did not end" "stopped after $seconds s" ;;
        *) row "$name" "**broken:** ended with $rc" "see log.txt" ;;
    esac
    return $rc
}
# check SECONDS NAME ARGS…: one check of the program.
check() {
    local seconds=$1 name=$2
    shift 2
    limited "$seconds" "$name" bash "$here/run.sh" faceptor-experiments.dll gpu "$@" --device "$device" \
        "${small[@]}" --table "$table"
}
train() { # train DEVICE: the quickstart's recipe in float32, and its losses into OUT
    limited "${2:-100}" "training of the recipe small on $1" bash "$here/run.sh" faceptor.dll train --data "$work/data" \
        --out "$work/small-$1" --recipe small --steps "$steps" --set logInterval=10 --precision float32 --no-evaluation \
        --device "$1" >"$work/train-$1.txt" 2>&1
    tail -4 "$work/train-$1.txt"
    cp "$work/small-$1/log.jsonl" "$out/small-$1.jsonl" 2>/dev/null
}

{
    echo "Device: $(nvidia-smi --query-gpu=name,memory.total,driver_version --format=csv,noheader 2>/dev/null || uname -m)." \
        "libtorch: $(python3 -c 'import torch; print(torch.__version__)' 2>/dev/null || echo "${LIBTORCH:-unknown}")."
    echo
    echo "| check | figure | how |"
    echo "|---|---|---|"
} >"$table"
cat "$table"

limited 60 "drawing faces" bash "$here/run.sh" faceptor.dll data synthesize "$work/data" --count "$count" >"$work/draw.txt" 2>&1
tail -2 "$work/draw.txt"
# The processor's training runs beside what is not timed.
OMP_NUM_THREADS=${OMP_NUM_THREADS:-6} train cpu 120 &
beside=$!
check 60 "parity, float32" parity
check 40 "parity, float32 as TF32" parity --tf32
check 40 "parity, bfloat16" parity --precision bfloat16
check 40 "parity, float16" parity --precision float16
check 40 "NCCL" nccl
check 60 "out of memory" memory
check 60 "waiting for the device" waits
wait $beside

[ "$device" = cpu ] || train "$device" 60
check 75 "step, bfloat16" step --precision bfloat16 --steps "$steps"
check 50 "step, float32" step --steps $((steps / 10))
check 40 "step, float16" step --precision float16 --steps $((steps / 5))
check 40 "step, float32 as TF32" step --tf32 --steps $((steps / 10))
check 60 "prediction" predict
check 30 "transfer" transfer
if [ "$device" != cpu ] || python3 -c 'import torch' 2>/dev/null; then
    limited 110 "step in Python" python3 "$here/step.py" --device "$device" --table "$table" "${small[@]}"
fi

# Losses of both devices, a few points of each.
python3 - "$out" "$device" "$table" <<'P'
import json, sys
out, device, table = sys.argv[1:]
def losses(name):
    try:
        with open(f"{out}/small-{name}.jsonl") as lines:
            return {entry["step"]: entry["totalLoss"] for entry in map(json.loads, lines)}
    except OSError:
        return {}
first, second = losses("cpu"), losses(device)
for step in [s for s in first if s in second and (s in (10, 20, 50, 100, 150) or s == max(first))]:
    with open(table, "a") as rows:
        rows.write(f"| recipe small, float32, loss at step {step} | cpu {first[step]:.4f}, {device} {second[step]:.4f} |"
                   " means over ten steps, the same seed |\n")
P
echo
echo "== table"
cat "$table"
