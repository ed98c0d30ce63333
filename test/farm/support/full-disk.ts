import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A small disk in memory (tmpfs) that can be full for a while. */
export class FullDisk {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** `undefined` where it cannot be mounted: root on Linux alone may. */
  static make(path: string, size: string): FullDisk | undefined {
    mkdirSync(path, { recursive: true });
    return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path], { stdio: 'ignore' }).status === 0 ? new FullDisk(path) : undefined;
  }

  fill(): void {
    const file = openSync(join(this.path, 'filler'), 'w');
    try {
      for (let block = 1 << 20; block >= 512; block /= 2) {
        try {
          for (;;) writeSync(file, Buffer.alloc(block));
        } catch {
          // Full for blocks of this size: smaller ones are next.
        }
      }
    } finally {
      closeSync(file);
    }
  }

  empty(): void {
    rmSync(join(this.path, 'filler'), { force: true });
  }

  remove(): void {
    spawnSync('umount', ['-l', this.path], { stdio: 'ignore' });
  }
}
