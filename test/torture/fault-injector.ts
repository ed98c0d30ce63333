import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { EngineEvent, FaultPlan, Phase } from './protocol.ts';

/** Writes an event synchronously, so that none is lost when the process is killed. */
export function emit(event: EngineEvent): void {
  writeSync(1, `${JSON.stringify(event)}\n`);
}

export interface FaultInjector {
  /** To be called when the engine enters a phase. */
  reached(phase: Phase): void;
  /** Sets the fault of the next workload, or none; `cancel` cancels that workload as the user would. */
  arm(fault: FaultPlan | undefined, cancel: () => void): void;
}

/**
 * Injects faults from a worker thread, so that one can hit the main thread in the middle of a synchronous call (an SQLite commit, a rename). The
 * engine kills itself: a signal from another process would arrive later.
 */
export function createFaultInjector(): FaultInjector {
  /** Number of the current workload, shared with the worker: a fault that is due after its workload has ended is dropped. */
  const current = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(fileURLToPath(new URL('fault-injector.worker.ts', import.meta.url)), { workerData: current });
  worker.unref();
  let armed: { readonly fault: FaultPlan; readonly cancel: () => void } | undefined;
  let cancelTimer: NodeJS.Timeout | undefined;
  let count = 0;
  return {
    arm(fault, cancel) {
      count = 0;
      Atomics.add(current, 0, 1);
      clearTimeout(cancelTimer);
      armed = fault === undefined ? undefined : { fault, cancel };
    },
    reached(phase) {
      emit({ phase, at: performance.now() });
      if (armed?.fault.phase !== phase || ++count !== armed.fault.occurrence) return;
      const { fault, cancel } = armed;
      armed = undefined;
      if (fault.kind === 'cancel') {
        cancelTimer = setTimeout(() => {
          emit({ injected: 'cancel', processes: 0 });
          cancel();
        }, fault.delayMs);
      } else worker.postMessage({ fault, number: Atomics.load(current, 0) });
    },
  };
}
