import { rmSync, statSync, writeFileSync } from 'node:fs';

/**
 * Waits until the disk gives changes another time than a file's (or folder's) last one, so that the next change is seen by its time: the kernel's clock of files may tick
 * every 4 ms, some disks' every two seconds.
 */
export function passFileTime(path: string): void {
  const { ctimeNs, mtimeNs } = statSync(path, { bigint: true });
  const probe = `${path}.time-probe`;
  try {
    for (;;) {
      writeFileSync(probe, '');
      const now = statSync(probe, { bigint: true });
      if (now.ctimeNs !== ctimeNs && now.mtimeNs !== mtimeNs) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  } finally {
    rmSync(probe, { force: true });
  }
}
