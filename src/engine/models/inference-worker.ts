import { fork } from 'node:child_process';
import { AppError } from '../../shared/errors/app-error.ts';
import { FromProcess, type ToProcess } from './inference-protocol.ts';
import type { ProcessPriority } from './lowered-priority.ts';
import { WITHOUT_TELEMETRY } from './without-telemetry.ts';

type Request = Extract<ToProcess, { readonly request: number }>;
/** A request without its number, which the worker gives it. */
export type Ask = Request extends infer Each ? (Each extends Request ? Omit<Each, 'request'> : never) : never;

/** One life of the inference process, from its start to its end. */
export interface InferenceWorker {
  /**
   * @param withinMs after which the process is killed: a run cannot be interrupted, and the driver of a graphics card may never return
   * @throws AppError `inference.failed` with the process's own words, `inference.crashed` when it died
   */
  ask(message: Ask, withinMs?: number): Promise<FromProcess>;
  release(handles: readonly number[]): void;
  /** Graphs by the names under which they were loaded. */
  unload(sessions: readonly string[]): void;
  /** Resolves when the process has ended, for any reason. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

const STDERR_KEPT = 4000;
/** A run in progress cannot be interrupted; after this time the process is killed. */
const CLOSE_TIMEOUT_MS = 1500;

export function startInferenceWorker(processPath: string, { threads, priority, onEnd }: { readonly threads: number; readonly priority: ProcessPriority; readonly onEnd: () => void }): InferenceWorker {
  const child = fork(processPath, [String(threads), priority], {
    serialization: 'advanced',
    execPath: process.execPath,
    // Flags of the parent (a test runner's loaders, an inspector's port) are not the child's.
    execArgv: [],
    env: { ...process.env, ...WITHOUT_TELEMETRY, ...('electron' in process.versions ? { ELECTRON_RUN_AS_NODE: '1' } : {}) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const waiting = new Map<number, { readonly resolve: (message: FromProcess) => void; readonly reject: (error: unknown) => void }>();
  let lastRequest = 0;
  let stderr = '';
  let stalled = '';
  let over = false;

  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_KEPT);
  });
  child.on('message', (raw) => {
    const message = FromProcess.parse(raw);
    const asked = waiting.get(message.request);
    waiting.delete(message.request);
    if (message.kind === 'failed') asked?.reject(new AppError('inference.failed', 'A network could not be run.', { details: message.message }));
    else asked?.resolve(message);
  });

  const ended = new Promise<void>((resolve) => {
    const end = (how: string): void => {
      if (over) return;
      over = true;
      onEnd();
      for (const { reject } of waiting.values()) reject(new AppError('inference.crashed', 'The process that runs the networks stopped unexpectedly; it is started again.', { details: `${stalled}${how}\n${stderr}`.trim() }));
      waiting.clear();
      resolve();
    };
    child.on('error', (error) => end(error.message));
    child.on('exit', (code, signal) => {
      const how = signal === null ? `exit code ${code ?? '?'}` : `signal ${signal}`;
      // The last words on stderr are read first. Node's own 'close' event does not come once the channel was disconnected.
      if (child.stderr === null || child.stderr.closed) end(how);
      else child.stderr.once('close', () => end(how));
    });
  });

  function send(message: ToProcess): void {
    child.send(message, (error) => {
      // The channel was closed: pending runs are rejected when the process has ended.
      if (error !== null && child.exitCode === null) child.kill('SIGKILL');
    });
  }

  return {
    ended,
    async ask(message, withinMs) {
      if (over) throw new AppError('inference.crashed', 'The process that runs the networks has stopped; it is started again.');
      const request = ++lastRequest;
      const limit = withinMs === undefined ? undefined : setTimeout(() => {
        stalled = `no answer within ${withinMs / 1000} s, `;
        child.kill('SIGKILL');
      }, withinMs);
      try {
        return await new Promise((resolve, reject) => {
          waiting.set(request, { resolve, reject });
          send({ ...message, request });
        });
      } finally {
        clearTimeout(limit);
      }
    },
    release(handles) {
      if (!over && child.connected) send({ kind: 'release', handles });
    },
    unload(sessions) {
      if (!over && child.connected) send({ kind: 'unload', sessions });
    },
    async close() {
      if (over) return;
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
