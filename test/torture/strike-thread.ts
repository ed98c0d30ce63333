import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { Strike } from './orders.ts';
import { randomNumbers } from './random.ts';
import { tell } from './striker.ts';

/* The thread that carries out strikes within an engine's process: `striker.ts`. */

const current = workerData as Int32Array;
const still = new Int32Array(new SharedArrayBuffer(4));
/** Finer than a timer of the system. */
const SPIN_MS = 1;

function waitExactly(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  if (milliseconds > SPIN_MS) Atomics.wait(still, 0, 0, milliseconds - SPIN_MS);
  while (performance.now() < until);
}

parentPort?.on('message', ({ strike, number }: { readonly strike: Strike; readonly number: number }) => {
  waitExactly(strike.delayMs);
  if (Atomics.load(current, 0) !== number) return;
  switch (strike.blow) {
    case 'kill engine': process.kill(process.pid, 'SIGKILL'); break;
    case 'kill ffmpeg': tell({ struck: strike.blow, processes: killChildren(/^(ffmpeg|ffprobe)$/) }); break;
    case 'kill inference': tell({ struck: strike.blow, processes: killChildren(/inference\.process/) }); break;
    case 'delete cache':
    case 'remove folder':
      rmSync(strike.folder!, { recursive: true, force: true, maxRetries: 20, retryDelay: 1 });
      tell({ struck: strike.blow, processes: 0 });
      break;
    case 'damage cache':
      damageFiles(strike.folder!, randomNumbers(strike.seed));
      tell({ struck: strike.blow, processes: 0 });
      break;
    case 'make read-only': tell({ struck: strike.blow, processes: remountReadOnly(strike.folder!) ? 1 : 0 }); break;
    case 'cancel': break;
  }
});

/** @returns how many were killed */
function killChildren(name: RegExp): number {
  let killed = 0;
  // One may be about to start: it is waited for, but not for ever.
  for (const until = performance.now() + 500; killed === 0 && performance.now() < until; Atomics.wait(still, 0, 0, 1)) {
    for (const pid of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
        if (stat.replace(/^.*\) \S+ /s, '').split(' ')[0] !== String(process.pid)) continue;
        const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
        if (!words.some((word) => name.test(word.replace(/^.*\//, '')))) continue;
        process.kill(Number(pid), 'SIGKILL');
        killed += 1;
      } catch {
        // It has ended by itself meanwhile.
      }
    }
  }
  return killed;
}

/** Flips a byte in half of the files that are there. */
function damageFiles(folder: string, random: () => number): void {
  for (const path of existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)) : []) {
    if (random() < 0.5 || statSync(path, { throwIfNoEntry: false })?.isFile() !== true) continue;
    try {
      const bytes = readFileSync(path);
      if (bytes.byteLength === 0) continue;
      const at = Math.floor(random() * bytes.byteLength);
      bytes[at] = bytes[at]! ^ 0x55;
      writeFileSync(path, bytes);
    } catch {
      // It was replaced or removed meanwhile.
    }
  }
}

/** Of a disk that a file is being written on the system refuses it. */
function remountReadOnly(folder: string): boolean {
  try {
    execFileSync('mount', ['-o', 'remount,ro', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
