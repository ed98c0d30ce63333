/** Lets the first call through at once, then one each interval; the last value is never lost. */
interface Throttle<Value> {
  push(value: Value): void;
  /** Drops a pending call. */
  cancel(): void;
}

export function createThrottle<Value>(emit: (value: Value) => void, intervalMs: number): Throttle<Value> {
  let waiting: { readonly value: Value } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let lastMs = -Infinity;
  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };
  const pass = (value: Value): void => {
    stop();
    waiting = undefined;
    lastMs = performance.now();
    emit(value);
  };
  const flush = (): void => { if (waiting !== undefined) pass(waiting.value); };
  return {
    push(value) {
      const waitMs = lastMs + intervalMs - performance.now();
      if (waitMs <= 0) {
        pass(value);
      } else {
        waiting = { value };
        timer ??= setTimeout(flush, waitMs);
      }
    },
    cancel() {
      stop();
      waiting = undefined;
    },
  };
}
