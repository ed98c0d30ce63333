import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { FaultPlan } from './protocol.ts';
import { randomNumbers } from './random.ts';
import { emit } from './fault-injector.ts';

/* Worker thread of `fault-injector.ts`, in the process of the engine under test. */

const current = workerData as Int32Array;
const still = new Int32Array(new SharedArrayBuffer(4));
/** The last part of a wait is spun: the timers of the system are coarser than a millisecond. */
const SPIN_MS = 1;

function waitExactly(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  if (milliseconds > SPIN_MS) Atomics.wait(still, 0, 0, milliseconds - SPIN_MS);
  while (performance.now() < until);
}

parentPort?.on('message', ({ fault, number }: { readonly fault: FaultPlan; readonly number: number }) => {
  waitExactly(fault.delayMs);
  if (Atomics.load(current, 0) !== number) return;
  switch (fault.kind) {
    case 'kill engine': process.kill(process.pid, 'SIGKILL'); break;
    case 'kill ffmpeg': emit({ injected: fault.kind, processes: killChildren(/^(ffmpeg|ffprobe)$/) }); break;
    case 'kill inference': emit({ injected: fault.kind, processes: killChildren(/inference\.process/) }); break;
    case 'delete cache':
    case 'remove folder':
      rmSync(fault.folder!, { recursive: true, force: true, maxRetries: 20, retryDelay: 1 });
      emit({ injected: fault.kind, processes: 0 });
      break;
    case 'damage cache':
      damageFiles(fault.folder!, randomNumbers(fault.seed));
      emit({ injected: fault.kind, processes: 0 });
      break;
    case 'make read-only': emit({ injected: fault.kind, processes: remountReadOnly(fault.folder!) ? 1 : 0 }); break;
    case 'cancel': break;
  }
});

/** @param name of the executable or script @returns how many processes were killed */
function killChildren(name: RegExp): number {
  let killed = 0;
  // The process may not have started yet: wait for it, at most half a second.
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
        // The process has ended.
      }
    }
  }
  return killed;
}

/** Changes one byte in about half of the files. */
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
      // The file was replaced or removed in the meantime.
    }
  }
}

/** @returns false when the system refuses, as it does while a file on the disk is open for writing */
function remountReadOnly(folder: string): boolean {
  try {
    execFileSync('mount', ['-o', 'remount,ro', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
