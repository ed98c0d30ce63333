import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface CommandOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a person does, in folders of its own. `onSpawn` may send signals. */
export function tintype(args: readonly string[], options: { readonly home: string; readonly env?: Readonly<Record<string, string>>; readonly onSpawn?: (kill: (signal: NodeJS.Signals) => void, onStderr: (listener: (text: string) => void) => void) => void }): Promise<CommandOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { ...process.env, TINTYPE_CACHE_DIR: `${options.home}/cache`, TINTYPE_DATA_DIR: `${options.home}/data`, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    const stderrListeners: ((text: string) => void)[] = [];
    child.stdout.on('data', (chunk: Buffer) => { stdout += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      for (const listener of stderrListeners) listener(stderr);
    });
    child.once('error', reject).once('close', (code) => { resolve({ code, stdout, stderr }); });
    options.onSpawn?.((signal) => { child.kill(signal); }, (listener) => { stderrListeners.push(listener); });
  });
}
