import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A second process that opens a project, as another window's engine does. */
export interface OtherWindow extends AsyncDisposable {
  /** The next line of its output; `undefined` when it has ended. */
  readonly line: () => Promise<string | undefined>;
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
}

/**
 * @param what `hold`: opens and prints `readOnly=…`; `paint`: adds keyframes without end and prints the number of each that was
 * acknowledged.
 */
export function openInOtherWindow(path: string, what: 'hold' | 'paint'): OtherWindow {
  const script = fileURLToPath(new URL('./other-window-process.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, path, what], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: Interface = createInterface({ input: child.stdout! });
  const iterator = lines[Symbol.asyncIterator]();
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return {
    line: async () => {
      const next = await iterator.next();
      return next.done === true ? undefined : next.value;
    },
    kill,
    [Symbol.asyncDispose]: () => kill('SIGKILL'),
  };
}
