import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Phase, Strike, Told } from './orders.ts';

/** Tells a line at once, so that the last one before a kill is where the engine was. */
export function tell(line: Told): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

export interface Striker {
  /** The engine has come to a phase. */
  reached(phase: Phase): void;
  /** What is to be done to the next work; `cancel` stops it as a person does. */
  arm(strike: Strike | undefined, cancel: () => void): void;
}

/**
 * Strikes an engine from a thread of its own, so that a blow falls in the middle of what the main thread is at: a commit of SQLite, a rename.
 * A kill of the engine comes from within: there is no way in between that takes time.
 */
export function createStriker(): Striker {
  /** Number of the work at hand: a blow that comes too late for its work is left out. */
  const current = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(fileURLToPath(new URL('strike-thread.ts', import.meta.url)), { workerData: current });
  thread.unref();
  let armed: { readonly strike: Strike; readonly cancel: () => void } | undefined;
  let cancelling: NodeJS.Timeout | undefined;
  let count = 0;
  return {
    arm(strike, cancel) {
      count = 0;
      Atomics.add(current, 0, 1);
      clearTimeout(cancelling);
      armed = strike === undefined ? undefined : { strike, cancel };
    },
    reached(phase) {
      tell({ phase, at: performance.now() });
      if (armed?.strike.phase !== phase || ++count !== armed.strike.occurrence) return;
      const { strike, cancel } = armed;
      armed = undefined;
      if (strike.blow === 'cancel') {
        cancelling = setTimeout(() => {
          tell({ struck: 'cancel', processes: 0 });
          cancel();
        }, strike.delayMs);
      } else thread.postMessage({ strike, number: Atomics.load(current, 0) });
    },
  };
}
