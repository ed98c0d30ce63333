import { spawn, type ChildProcess } from 'node:child_process';
import { constants, getPriority, setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { basename } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import { BRIDGED_INPUT, BRIDGED_PROTOCOLS } from './bridged-input.ts';
import { classifyFfmpegError, type FfmpegErrorContext } from './classify-ffmpeg-error.ts';
import type { FfmpegTools } from './ffmpeg-tools.ts';
import { stallSeconds, watchForStall } from './stall-watch.ts';

/** How a tool ended: its exit code, `undefined` when it was killed or never started. */
interface ToolEnd {
  readonly code: number | undefined;
  /** The signal by which another program or the system ended it. */
  readonly endedBy: NodeJS.Signals | undefined;
  readonly startError: Error | undefined;
  /** Seconds without progress after which it was killed; `undefined` when it was not. */
  readonly stalledSeconds: number | undefined;
}

/** A running ffmpeg or ffprobe. Its starter must await `ended` or call `kill`. */
export interface ToolProcess {
  /** Present when started with `stdin: 'pipe'`. */
  readonly stdin: Writable | undefined;
  readonly stdout: Readable;
  /** Resolves when the process has ended and its stderr is read to the end. Never rejects. */
  readonly ended: Promise<ToolEnd>;
  /** The last lines of stderr, for `details` of an error. */
  stderrTail(): string;
  /** Ends the process at once; safe to call twice. */
  kill(): void;
}

export interface StartOptions {
  readonly signal?: AbortSignal | undefined;
  readonly stdin?: 'pipe' | 'ignore';
  /** Gets each line of stderr; returns true when it has handled the line, which is then not kept. */
  readonly onStderrLine?: (line: string) => boolean;
  /** A background task: the process gets a lower priority. */
  readonly background?: boolean | undefined;
  /** Killed after so many seconds without progress; see `watchForStall`. By default from the environment. */
  readonly stallSeconds?: number | undefined;
}

const TAIL_LINES = 60;
/** Longest unfinished line that is kept. */
const LONGEST_LINE = 1 << 16;
/** A killed process that hangs in the kernel (a dead network drive) is given up after so long. */
const GIVE_UP_AFTER_MS = 3000;
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

/** Calls the watcher for every tool that is started from now on. Returns a function that stops it. */
export function watchTools(watcher: (start: ToolStart) => void): () => void {
  watchers.add(watcher);
  return () => { watchers.delete(watcher); };
}

/** The rejection of a cancelled operation, in the form that `isAbort` recognises. */
export function abortError(): DOMException {
  return new DOMException('Cancelled.', 'AbortError');
}

/** @throws DOMException `AbortError` when the signal is aborted, for any reason. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortError();
}

/** Lowers a tool's priority right after its start: threads that it starts later inherit it. */
function lowerPriority({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
  } catch {
    // It has ended already, or this system forbids it: then it keeps the normal priority.
  }
}

type FfmpegPath = Pick<FfmpegTools, 'ffmpegPath'>;
type FfprobePath = Pick<FfmpegTools, 'ffprobePath'>;

/**
 * Starts ffmpeg. All ffmpeg processes of the program start here or in {@link startFfprobe}: inputs may only be files and pipes, so that no
 * playlist, project file or name makes ffmpeg open a connection; the terminal is never read; a stall limit holds.
 */
export function startFfmpeg(tools: FfmpegPath, toolArguments: readonly string[], options: StartOptions = {}): ToolProcess {
  return startTool(tools.ffmpegPath, ['-nostdin', ...filesOnly(toolArguments)], options);
}

/** Starts ffprobe; as {@link startFfmpeg}. The input must be named by `-i`. */
export function startFfprobe(tools: FfprobePath, toolArguments: readonly string[], options: StartOptions = {}): ToolProcess {
  return startTool(tools.ffprobePath, filesOnly(toolArguments), options);
}

/** The option belongs to one input, so it stands before each. */
function filesOnly(toolArguments: readonly string[]): readonly string[] {
  return toolArguments.flatMap((argument, index) => (argument === '-i' ? ['-protocol_whitelist', toolArguments[index + 1]?.startsWith(BRIDGED_INPUT) === true ? BRIDGED_PROTOCOLS : 'file,pipe', '-i'] : [argument]));
}

/** Starts a program. It is killed on abort and when this process exits, so nothing is left running. ffmpeg: see {@link startFfmpeg}. */
export function startTool(path: string, toolArguments: readonly string[], options: StartOptions = {}): ToolProcess {
  registerCleanup();
  for (const watcher of watchers) watcher({ path, toolArguments });
  const child = spawn(path, toolArguments, { stdio: [options.stdin ?? 'ignore', 'pipe', 'pipe'], windowsHide: true });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('A tool was started without its pipes.');
  running.add(child);
  if (options.background === true) lowerPriority(child);
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
    pending = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    lines.forEach(takeLine);
  });
  let isKilledHere = false;
  const kill = (): void => {
    isKilledHere = true;
    child.kill('SIGKILL');
  };
  options.signal?.addEventListener('abort', kill, { once: true });
  if (options.signal?.aborted === true) kill();
  const limitSeconds = options.stallSeconds ?? stallSeconds();
  const ended = new Promise<ToolEnd>((resolve) => {
    let startError: Error | undefined;
    let stalledSeconds: number | undefined;
    const stopWatching = watchForStall(child, {
      limitSeconds,
      onStall: () => {
        stalledSeconds = limitSeconds;
        kill();
        setTimeout(() => {
          finish(null);
          stdout.destroy();
        }, GIVE_UP_AFTER_MS).unref();
      },
    });
    const finish = (code: number | null, endedBy: NodeJS.Signals | null = null): void => {
      stopWatching();
      running.delete(child);
      options.signal?.removeEventListener('abort', kill);
      takeLine(pending);
      pending = '';
      resolve({ code: code ?? undefined, endedBy: isKilledHere ? undefined : endedBy ?? undefined, startError, stalledSeconds });
    };
    child.once('error', (error) => {
      startError = error;
      if (child.pid === undefined) finish(null);
    });
    child.once('close', finish);
  });
  // The exit code reports a broken pipe; without a listener the error would be an uncaught exception.
  child.stdin?.on('error', () => undefined);
  return { stdin: child.stdin ?? undefined, stdout, ended, stderrTail: () => tail.join('\n'), kill };
}

interface RunOptions extends StartOptions {
  /** For the sentence of a failure. */
  readonly context: FfmpegErrorContext;
}

/**
 * Runs ffmpeg to its end and returns its stdout.
 * @throws AppError as {@link failUnlessDone}; DOMException `AbortError` when cancelled.
 */
export async function runFfmpeg(tools: FfmpegPath, toolArguments: readonly string[], options: RunOptions): Promise<Buffer> {
  throwIfAborted(options.signal);
  return outputOf(startFfmpeg(tools, toolArguments, options), options);
}

/** Runs ffprobe to its end and returns its stdout; as {@link runFfmpeg}. */
export async function runFfprobe(tools: FfprobePath, toolArguments: readonly string[], options: RunOptions): Promise<Buffer> {
  throwIfAborted(options.signal);
  return outputOf(startFfprobe(tools, toolArguments, options), options);
}

async function outputOf(tool: ToolProcess, options: RunOptions): Promise<Buffer> {
  const chunks: Buffer[] = [];
  tool.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const end = await tool.ended;
  throwIfAborted(options.signal);
  failUnlessDone(end, tool, options.context);
  return Buffer.concat(chunks);
}

/** @throws AppError `ffmpeg.stalled` when it was killed for making no progress, `ffmpeg.killed` when another program or the system ended it; what {@link classifyFfmpegError} finds when it ended badly otherwise. */
export function failUnlessDone(end: ToolEnd, tool: Pick<ToolProcess, 'stderrTail'>, context: FfmpegErrorContext): void {
  failIfStopped(end, tool, context);
  if (end.code === 0) return;
  throw classifyFfmpegError(end.startError === undefined ? tool.stderrTail() : `${end.startError.message}\n${tool.stderrTail()}`, context);
}

/** For callers that ignore the exit code: what was read until then must not be taken for all that there is. @throws AppError `ffmpeg.stalled`, `ffmpeg.killed` */
export function failIfStopped(end: ToolEnd, tool: Pick<ToolProcess, 'stderrTail'>, context: FfmpegErrorContext): void {
  const verb = context.action === 'read' ? 'reading' : 'writing';
  if (end.endedBy !== undefined) throw new AppError('ffmpeg.killed', `ffmpeg was ended from outside (${end.endedBy}) while ${verb} "${basename(context.path)}".`, { details: tool.stderrTail() });
  if (end.stalledSeconds === undefined) return;
  throw new AppError('ffmpeg.stalled', `ffmpeg made no progress for ${end.stalledSeconds} seconds while ${verb} "${basename(context.path)}" and was stopped.`, { details: tool.stderrTail() });
}
