import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Seconds without progress after which a tool is stopped, unless `TINTYPE_FFMPEG_STALL_SECONDS` says otherwise. 0 turns the limit off. */
const DEFAULT_STALL_SECONDS = 120;
/** Where the processor time of a tool cannot be read, only its output counts as progress, and silence means less. */
const FACTOR_WITHOUT_PROCESSOR_TIME = 10;
/** Interval of the checks as a share of the limit, and its maximum. */
const LOOKS = 20;
const LONGEST_PAUSE_MS = 5000;

/** The default limit. */
export function stallSeconds(environment: Readonly<Record<string, string | undefined>> = process.env): number {
  const text = environment['TINTYPE_FFMPEG_STALL_SECONDS'];
  const value = Number(text);
  return text === undefined || text.trim() === '' || !Number.isFinite(value) || value < 0 ? DEFAULT_STALL_SECONDS : value;
}

interface StallWatchOptions {
  /** 0: no limit. */
  readonly limitSeconds: number;
  readonly onStall: () => void;
}

/**
 * Watches a tool for progress: bytes on its pipes, processor time, bytes read or written. A tool that waits for this process (its
 * output is not read, or no input is sent) is not stalled. Timer ticks are counted instead of clock time, so suspending the machine stalls nothing.
 * @returns ends the watch.
 */
export function watchForStall(child: ChildProcess, { limitSeconds, onStall }: StallWatchOptions): () => void {
  const { pid } = child;
  if (limitSeconds <= 0 || pid === undefined) return () => undefined;
  const pauseMs = Math.min(LONGEST_PAUSE_MS, (limitSeconds * 1000) / LOOKS);
  let before = '';
  let idleMs = 0;
  const timer = setInterval(() => {
    const used = processUse(pid);
    const now = `${pipeUse(child)} ${used ?? ''}`;
    idleMs = now !== before || waitsForUs(child) ? 0 : idleMs + pauseMs;
    before = now;
    if (idleMs < limitSeconds * 1000 * (used === undefined ? FACTOR_WITHOUT_PROCESSOR_TIME : 1)) return;
    clearInterval(timer);
    onStall();
  }, pauseMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

function waitsForUs({ stdin, stdout }: ChildProcess): boolean {
  const outputIsUnread = stdout !== null && stdout.readableFlowing !== true && stdout.readableLength > 0;
  const inputIsDue = stdin !== null && !stdin.writableEnded && !stdin.destroyed && stdin.writableLength === 0;
  return outputIsUnread || inputIsDue;
}

function pipeUse({ stdin, stdout, stderr }: ChildProcess): string {
  const bytes = (stream: unknown): number => (typeof stream === 'object' && stream !== null && 'bytesRead' in stream ? Number(stream.bytesRead) : 0);
  return `${bytes(stdout)} ${bytes(stderr)} ${stdin?.writableLength ?? 0}`;
}

/**
 * Processor time and bytes moved so far by a process and those it started (a wrapper script runs the real tool), as text to compare.
 * Read from /proc; `undefined` on systems without it.
 */
function processUse(pid: number): string | undefined {
  try {
    // After the name in parentheses, which may hold anything: utime and stime are fields 14 and 15 of proc(5).
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\)/s, '').trim().split(' ');
    const own = `${fields[11]} ${fields[12]} ${bytesMoved(pid)}`;
    return [own, ...childrenOf(pid).map((child) => processUse(child) ?? '')].join(' ');
  } catch {
    return undefined; // no /proc on this system, or the process has ended
  }
}

function bytesMoved(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/io`, 'latin1').split('\n').slice(0, 2).join(' ');
  } catch {
    return ''; // not readable in some containers; processor time is enough
  }
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter((text) => text.trim() !== '').map(Number);
  } catch {
    return []; // a kernel without this file
  }
}
