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
  /** Folder of the command's own cache and data folders. */
  readonly home: string;
  /** Further environment; the command then has a process of its own. */
  readonly env?: Readonly<Record<string, string>>;
  /** May send signals; the command then has a process of its own. */
  readonly onSpawn?: (kill: (signal: NodeJS.Signals) => void, onStderr: (listener: (text: string) => void) => void) => void;
}

/** Runs the command line as a user does, in folders of its own. Commands that need no process of their own follow each other in one. */
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
/** The command that runs in the host; the next one waits for it. */
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

/** It ends with the process that it was started by. */
function startHost(): ChildProcess {
  const child = fork(HOST, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.once('exit', () => { host = undefined; });
  child.unref();
  child.channel?.unref();
  return child;
}
