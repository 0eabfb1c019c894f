#!/usr/bin/env bash
# The notebooks in eight parts, as a Slurm array. From the repository, after `npm ci`, with the data in place:
#
#   npm run reproduce -- --help                           # builds: once, not in each part
#   sbatch bench/reproduce/examples/slurm-array.sh
#
# A part that is preempted or runs out of time is queued again and goes on from its checkpoint.
#SBATCH --job-name=handgrad-reproduce
#SBATCH --array=1-8
#SBATCH --cpus-per-task=2
#SBATCH --mem=8G
#SBATCH --time=02:00:00
#SBATCH --requeue
#SBATCH --signal=B:INT@60
#SBATCH --output=slurm-%A-%a.log
set -euo pipefail

node dist/bench/reproduce.mjs --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" \
  --seeds 3 --resume --no-network --out runs/shards &
part=$!

# A minute before the time is up Slurm sends SIGINT to this shell; the part saves, and is queued again.
trap 'kill -INT "$part"; wait "$part" || true; scontrol requeue "$SLURM_JOB_ID"' INT
wait "$part"
