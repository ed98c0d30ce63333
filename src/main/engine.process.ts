import { join } from 'node:path';
import { createEngine } from '../engine/engine.ts';
import { closeAll } from '../shared/errors/close-all.ts';
import { startServer } from '../engine/server/index.ts';

/**
 * The engine as the desktop program runs it: a process of its own that serves the window. Its first line on standard output is
 * `{"url": …}`, an address with a one-time code, told to the shell alone; it ends with the shell, whose end closes its standard input.
 */
const engine = await createEngine({ besideWindow: true });
const server = await startServer(engine, { resume: true, studioDirectory: join(import.meta.dirname, '..', 'renderer') });

let ending = false;
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  try {
    await closeAll([() => server.close(), () => engine.close()]);
  } finally {
    // Errors of closing are in the log; the shell that waits for the end of this process must not wait forever.
    process.exit(0);
  }
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => { void end(); });
process.stdin.on('end', () => { void end(); }).resume();
process.stdout.write(`${JSON.stringify({ url: server.signInUrl() })}\n`);
