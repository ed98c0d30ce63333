#!/bin/sh
# Runs a training script beside other work on a CPU: lowest priority, one thread, and a C library that keeps freed
# memory (large planes are otherwise given back and faulted in again at every operation: 1.7 times slower).
export OMP_NUM_THREADS=1 MALLOC_MMAP_THRESHOLD_=4294967296 MALLOC_TRIM_THRESHOLD_=17179869184 MALLOC_TOP_PAD_=268435456
exec nice -n 19 "${PYTHON:-python3}" "$@"
