#!/bin/bash
# Trains on two nodes with four GPUs each: sbatch deploy/slurm.sh
#
# Submitted again, it goes on with the run. Change what stands in capitals; on nodes without GPUs leave --gpus-per-node out,
# take as many tasks as memory bandwidth feeds, and give them the cores.
#SBATCH --job-name=faceptor
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=4
#SBATCH --gpus-per-node=4
#SBATCH --cpus-per-task=8
#SBATCH --time=24:00:00
# Five minutes before the end all ranks finish the step, save, and end with code 130.
#SBATCH --signal=USR1@300
#SBATCH --output=faceptor-%j.log
set -u

DATA=/scratch/$USER/datasets     # every node reads it under this path
OUT=/scratch/$USER/faceptor-full # rank 0 writes it; a run that goes on is read by all
WEIGHTS=/scratch/$USER/FaRL.pth

# Slurm gives each task its own cores, srun has to be told of them again, and libtorch takes as many threads.
export SRUN_CPUS_PER_TASK=$SLURM_CPUS_PER_TASK OMP_NUM_THREADS=$SLURM_CPUS_PER_TASK

if [ -e "$OUT/.faceptor-run" ]; then
    words=(--resume --out "$OUT")
else
    words=(--data "$DATA" --out "$OUT" --recipe faceptor-full --weights "$WEIGHTS" --set portions=8)
fi

# 'srun --mpi=list' says what the cluster has; Open MPI wants pmix. A rank that is lost ends the others.
exec srun --mpi=pmix --kill-on-bad-exit=1 faceptor train "${words[@]}"
