import { spawn, type ChildProcess } from 'node:child_process';
import { constants, getPriority, setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { classifyFfmpegError, type FfmpegErrorContext } from './classify-ffmpeg-error.ts';

/** How a tool ended: its exit code, `undefined` when it was killed or never started. */
export interface ToolEnd {
  readonly code: number | undefined;
  readonly startError: Error | undefined;
}

/** A running ffmpeg or ffprobe. Whoever starts it must await `ended` or call `kill`. */
export interface ToolProcess {
  /** Present when started with `stdin: 'pipe'`. */
  readonly stdin: Writable | undefined;
  readonly stdout: Readable;
  /** Resolves when the process has gone and its stderr is read to the end. Never rejects. */
  readonly ended: Promise<ToolEnd>;
  /** The last lines of stderr, for `details` of an error. */
  stderrTail(): string;
  /** Ends the process at once; safe to call twice. */
  kill(): void;
}

export interface StartOptions {
  readonly signal?: AbortSignal | undefined;
  readonly stdin?: 'pipe' | 'ignore';
  /** Gets each line of stderr; answers true when the line is its own and need not be kept. */
  readonly onStderrLine?: (line: string) => boolean;
  /** Work that nobody waits for: it gets what others leave of the processor. */
  readonly background?: boolean | undefined;
}

const TAIL_LINES = 60;
const running = new Set<ChildProcess>();
let cleanupRegistered = false;

function registerCleanup(): void {
  if (cleanupRegistered) return;
  cleanupRegistered = true;
  process.once('exit', () => {
    for (const child of running) child.kill('SIGKILL');
  });
}

interface ToolStart {
  readonly path: string;
  readonly toolArguments: readonly string[];
}
const watchers = new Set<(start: ToolStart) => void>();

/** Hears of every tool that is started from now on. Returns its undo. */
export function watchTools(watcher: (start: ToolStart) => void): () => void {
  watchers.add(watcher);
  return () => { watchers.delete(watcher); };
}

/** The rejection of a cancelled operation, in the one form that `isAbort` knows. */
export function abortError(): DOMException {
  return new DOMException('Cancelled.', 'AbortError');
}

/** @throws DOMException `AbortError` when the signal is aborted, whatever reason it was given. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortError();
}

/** Lowers a tool's priority while it is young: the threads that it makes later take it over. */
function stepBack({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
  } catch {
    // It has ended already, or this system forbids it: then it runs like everything else.
  }
}

/** Starts a tool. It is killed on abort and when this process exits, so nothing is left running. */
export function startTool(path: string, toolArguments: readonly string[], options: StartOptions = {}): ToolProcess {
  registerCleanup();
  for (const watcher of watchers) watcher({ path, toolArguments });
  const child = spawn(path, toolArguments, { stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'], windowsHide: true });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('A tool was started without its pipes.');
  running.add(child);
  if (options.background === true) stepBack(child);
  const tail: string[] = [];
  let pending = '';
  const takeLine = (line: string): void => {
    if (line.trim() === '' || options.onStderrLine?.(line) === true) return;
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
  };
  stderr.setEncoding('utf8');
  stderr.on('data', (text: string) => {
    const lines = (pending + text).split(/\r\n|\n|\r/);
    pending = lines.pop() ?? '';
    lines.forEach(takeLine);
  });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  options.signal?.addEventListener('abort', kill, { once: true });
  if (options.signal?.aborted === true) kill();
  const ended = new Promise<ToolEnd>((resolve) => {
    let startError: Error | undefined;
    const finish = (code: number | null): void => {
      running.delete(child);
      options.signal?.removeEventListener('abort', kill);
      takeLine(pending);
      pending = '';
      resolve({ code: code ?? undefined, startError });
    };
    child.once('error', (error) => {
      startError = error;
      if (child.pid === undefined) finish(null);
    });
    child.once('close', finish);
  });
  // A broken pipe is told by the exit code; without a listener it would be an uncaught exception.
  child.stdin?.on('error', () => undefined);
  return { stdin: child.stdin ?? undefined, stdout, ended, stderrTail: () => tail.join('\n'), kill };
}

export interface RunOptions extends StartOptions {
  /** For the sentence of a failure. */
  readonly context: FfmpegErrorContext;
}

/**
 * Runs a tool to its end and answers its stdout.
 * @throws AppError as {@link classifyFfmpegError} reads its stderr; DOMException `AbortError` when cancelled.
 */
export async function runTool(path: string, toolArguments: readonly string[], options: RunOptions): Promise<Buffer> {
  throwIfAborted(options.signal);
  const tool = startTool(path, toolArguments, options);
  const chunks: Buffer[] = [];
  tool.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const end = await tool.ended;
  throwIfAborted(options.signal);
  failUnlessDone(end, tool, options.context);
  return Buffer.concat(chunks);
}

/** @throws AppError when the tool did not end well. */
export function failUnlessDone(end: ToolEnd, tool: Pick<ToolProcess, 'stderrTail'>, context: FfmpegErrorContext): void {
  if (end.code === 0) return;
  throw classifyFfmpegError(end.startError === undefined ? tool.stderrTail() : `${end.startError.message}\n${tool.stderrTail()}`, context);
}
