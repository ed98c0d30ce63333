import { type ChildProcess, fork, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { HostedCommand } from './command-host.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const HOST = fileURLToPath(new URL('command-host.ts', import.meta.url));

export interface CommandOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** Parent of the command's cache and data folders. */
  readonly home: string;
  /** Additional environment variables; the command then runs in its own process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the child process, for sending signals; the command then runs in its own process. */
  readonly onSpawn?: (kill: (signal: NodeJS.Signals) => void, onStderr: (listener: (text: string) => void) => void) => void;
}

/** Runs the command line in its own folders. Commands that do not need their own process share one and run one after another. */
export function tintype(args: readonly string[], options: CommandOptions): Promise<CommandOutcome> {
  const folders = { TINTYPE_CACHE_DIR: `${options.home}/cache`, TINTYPE_DATA_DIR: `${options.home}/data` };
  const isOwn = options.env !== undefined || options.onSpawn !== undefined;
  return isOwn ? spawned(args, { ...folders, ...options.env }, options) : hosted({ args, environment: folders });
}

function spawned(args: readonly string[], environment: Readonly<Record<string, string>>, { onSpawn }: CommandOptions): Promise<CommandOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    const stderrListeners: ((text: string) => void)[] = [];
    child.stdout.on('data', (chunk: Buffer) => { stdout += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      for (const listener of stderrListeners) listener(stderr);
    });
    child.once('error', reject).once('close', (code) => { resolve({ code, stdout, stderr }); });
    onSpawn?.((signal) => { child.kill(signal); }, (listener) => { stderrListeners.push(listener); });
  });
}

let host: ChildProcess | undefined;
/** The command that is running in the shared process; the next one waits for it. */
let last: Promise<unknown> = Promise.resolve();

function hosted(command: HostedCommand): Promise<CommandOutcome> {
  const outcome = last.then(() => new Promise<CommandOutcome>((resolve, reject) => {
    const child = host ??= startHost();
    const ended = (code: number | null): void => { reject(new Error(`The process of the command ended with ${code ?? 'a signal'}: ${command.args.join(' ')}`)); };
    child.once('exit', ended);
    child.once('message', (answer) => {
      child.off('exit', ended);
      resolve(answer as CommandOutcome);
    });
    child.send(command);
  }));
  last = outcome.catch(() => undefined);
  return outcome;
}

/** The shared process ends with the test process. */
function startHost(): ChildProcess {
  const child = fork(HOST, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.once('exit', () => { host = undefined; });
  child.unref();
  child.channel?.unref();
  return child;
}
