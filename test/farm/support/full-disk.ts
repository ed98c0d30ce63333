import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A small tmpfs that can be filled and emptied. */
export class FullDisk {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** `undefined` where it cannot be mounted, which needs Linux and root. */
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
          // No space for a block of this size: continue with smaller ones.
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
