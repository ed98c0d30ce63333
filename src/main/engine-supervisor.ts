import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const Hello = z.object({ url: z.url() });

export interface EngineSupervisor {
  /** Stops the engine without a restart. Resolves when it has ended. */
  close(): Promise<void>;
}

interface SuperviseOptions {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** The engine is ready; its URL contains a one-time code. Called again after every restart. */
  readonly onReady: (url: string) => void;
  /** The engine has ended unexpectedly; `lastOutput` is the end of its stderr. It is restarted after `retryInMs`. */
  readonly onGone: (why: { readonly code: number | null; readonly lastOutput: string; readonly retryInMs: number }) => void;
  readonly firstRetryMs?: number;
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 8_000;
/** An engine that ran this long had started well: earlier failures are not counted with its end. */
const STABLE_AFTER_MS = 60_000;
const OUTPUT_KEPT = 4_000;
const LAST_OUTPUT_MS = 500;
const CLOSE_TIMEOUT_MS = 5_000;

/** Keeps one engine running, with growing pauses when it ends again and again. */
export function superviseEngine(options: SuperviseOptions): EngineSupervisor {
  const firstRetryMs = options.firstRetryMs ?? FIRST_RETRY_MS;
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let closed = false;

  function start(): void {
    const startedAt = Date.now();
    const started = spawn(options.command, [...options.arguments], { env: options.environment, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    let lastOutput = '';
    child = started;
    started.stderr.setEncoding('utf8').on('data', (text: string) => { lastOutput = (lastOutput + text).slice(-OUTPUT_KEPT); });
    createInterface({ input: started.stdout }).on('line', (line) => {
      const hello = Hello.safeParse(jsonOf(line));
      if (hello.success && !closed) options.onReady(hello.data.url);
    });
    let over = false;
    const gone = (code: number | null): void => {
      if (over) return;
      over = true;
      child = undefined;
      if (closed) return;
      failures = Date.now() - startedAt > STABLE_AFTER_MS ? 1 : failures + 1;
      const retryInMs = Math.min(LONGEST_RETRY_MS, firstRetryMs * 2 ** (failures - 1));
      timer = setTimeout(start, retryInMs);
      options.onGone({ code, lastOutput, retryInMs });
    };
    started.once('error', (error) => {
      lastOutput += error.message;
      gone(null);
    });
    // Child processes of the engine may outlive it and keep its pipes open: "close" is then not awaited.
    started.once('exit', (code) => { setTimeout(gone, LAST_OUTPUT_MS, code); });
    started.once('close', gone);
  }

  start();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      const last = child;
      if (last === undefined) return;
      const ended = new Promise<void>((resolve) => { last.once('exit', () => { resolve(); }); });
      const kill = setTimeout(() => last.kill('SIGKILL'), CLOSE_TIMEOUT_MS);
      // Its standard input ends with the shell, on every platform; signals are not known to all.
      last.stdin?.end();
      await ended;
      clearTimeout(kill);
    },
  };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Not the engine's first line.
    return undefined;
  }
}
