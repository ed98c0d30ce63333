#!/bin/bash
# Some minutes on a borrowed large GPU, with nothing but this folder, PyTorch, OpenCV, Pillow and PyYAML there.
#
#   training/run_on_gpu.sh unpack SHARD.tar… [sources.tsv.gz]    # may be called again with more; decodes in the background
#   training/run_on_gpu.sh train STAGE [--minutes N] [settings of tintype_training.run…]    # files as seen from training/
#   training/run_on_gpu.sh collect                               # copies what there is to $OUT once more
#
# `unpack` moves shards to a folder outside the tree ($WORK) and decodes them there. `train` starts the run detached, so that it
# outlives the call, and follows it: progress is printed, and the newest checkpoint and record are copied to $OUT every two
# minutes. It returns when the run ends or after $FOLLOW_S seconds. Checkpoints are float16, some 8 MiB.
set -euo pipefail
WORK=${WORK:-/tmp/tintype-training}
OUT=${OUT:-$WORK/out}
FOLLOW_S=${FOLLOW_S:-570}
HERE=$(cd "$(dirname "$0")" && pwd)
PYTHON=${PYTHON:-python3}
mkdir -p "$WORK/data/photos" "$WORK/data/clips/train" "$WORK/cache" "$WORK/checkpoints" "$WORK/runs" "$OUT"

decode() {
  cd "$HERE"
  if compgen -G "$WORK/data/clips/train/*.mp4" > /dev/null; then decode_clips; fi
  if compgen -G "$WORK/data/photos/*.tar" > /dev/null; then decode_photos; fi
}

decode_clips() {
  # Clips that were decoded already stay.
  "$PYTHON" -m tintype_training.clips --data "$WORK/data" --cache "$WORK/cache/clips" --split train --workers "$(nproc)"
  "$PYTHON" -m tintype_training.flow_track --data "$WORK/data" --cache "$WORK/cache" --split train --workers "$(nproc)"
}

decode_photos() {
  # One shard after another appends nothing: what is there is decoded anew, unless it was decoded already.
  local key
  key=$(cd "$WORK/data/photos" && ls -l -- *.tar | awk '{print $5, $9}' | sha256sum | cut -c1-16)
  if [ "$(cat "$WORK/cache/photos/key" 2>/dev/null)" = "$key" ]; then return; fi
  "$PYTHON" -m tintype_training.photos --data "$WORK/data" --cache "$WORK/cache/photos" --workers "$(nproc)"
  echo "$key" > "$WORK/cache/photos/key"
}

bring_home() {
  for file in "$WORK"/checkpoints/*.pt "$WORK"/runs/*.json "$WORK/train.log"; do
    if [ -f "$file" ]; then cp "$file" "$OUT/"; fi
  done
}

case "${1:-}" in
  unpack)
    shift
    for file in "$@"; do
      case "$(basename "$file")" in
        clips-*.tar) tar -xf "$file" -C "$WORK/data/clips/train" ;;
        *) cp "$file" "$WORK/data/photos/" ;;
      esac
    done
    decode
    ;;
  train)
    shift
    decode
    # The C library's settings are made by the command itself.
    setsid nohup "$PYTHON" -u -m tintype_training.run "$@" --set "cache=$WORK/cache" --set "checkpoints=$WORK/checkpoints" \
      --set "runs=$WORK/runs" --set "data=$WORK/data" > "$WORK/train.log" 2>&1 < /dev/null &
    pid=$!
    shown=0 next=120
    while kill -0 "$pid" 2>/dev/null && [ "$SECONDS" -lt "$FOLLOW_S" ]; do
      sleep 2
      lines=$(wc -l < "$WORK/train.log")
      if [ "$lines" -gt "$shown" ]; then sed -n "$((shown + 1)),${lines}p" "$WORK/train.log"; shown=$lines; fi
      if [ "$SECONDS" -ge "$next" ]; then bring_home; next=$((SECONDS + 120)); fi
    done
    sed -n "$((shown + 1)),\$p" "$WORK/train.log"
    bring_home
    if ! kill -0 "$pid" 2>/dev/null; then wait "$pid"; fi
    ;;
  collect)
    bring_home
    ;;
  *)
    sed -n '2,13p' "$0"
    exit 2
    ;;
esac
