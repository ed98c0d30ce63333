import { basename } from 'node:path';
import { AppError, type ErrorCode } from '../../../shared/errors/app-error.ts';

/** The task of ffmpeg or ffprobe, for the error message. */
export interface FfmpegErrorContext {
  readonly action: 'read' | 'write';
  /** The file in question. */
  readonly path: string;
}

interface Rule {
  readonly pattern: RegExp;
  readonly action?: FfmpegErrorContext['action'];
  readonly code: ErrorCode;
  readonly sentence: (name: string, match: RegExpExecArray) => string;
}

/** In order: the first that matches decides. The words are those of strerror and of ffmpeg 5.1 to 9. */
const RULES: readonly Rule[] = [
  { pattern: /No space left on device|Disk quota exceeded|File too large|ENOSPC/i, code: 'disk.full', sentence: (name) => `The disk is full; "${name}" could not be written.` },
  { pattern: /Unknown encoder '([^']+)'|Encoder not found|Error selecting an encoder/i, code: 'ffmpeg.encoderMissing', sentence: (_name, match) => `This ffmpeg lacks the encoder${match[1] === undefined ? '' : ` ${match[1]}`}.` },
  { pattern: /Permission denied|Read-only file system|Operation not permitted|No such file or directory|Is a directory|Not a directory/i, action: 'write', code: 'file.notWritable', sentence: (name) => `"${name}" cannot be written there.` },
  { pattern: /No such file or directory/i, action: 'read', code: 'file.missing', sentence: (name) => `"${name}" does not exist.` },
  { pattern: /Permission denied|Is a directory|Input\/output error|Operation not permitted/i, action: 'read', code: 'file.unreadable', sentence: (name) => `"${name}" cannot be read.` },
  { pattern: /not on whitelist|Protocol not found/i, action: 'read', code: 'file.unreadable', sentence: (name) => `"${name}" refers to media that is not a file on this machine; only files are read.` },
  { pattern: /moov atom not found/i, action: 'read', code: 'media.notVideo', sentence: (name) => `"${name}" is cut off before its index, so nothing of it can be decoded.` },
  { pattern: /matches no streams|does not contain any stream/i, action: 'read', code: 'media.noVideoStream', sentence: (name) => `"${name}" has no video stream.` },
  { pattern: /: End of file$/im, action: 'read', code: 'media.noFrames', sentence: (name) => `"${name}" ends before its first frame.` },
  { pattern: /Invalid data found when processing input|Could not find codec parameters|Unknown format|Invalid argument/i, action: 'read', code: 'media.notVideo', sentence: (name) => `"${name}" is not a film that ffmpeg can read.` },
];

/**
 * The one place where ffmpeg's words are read. Turns the stderr of a run that failed into an expected failure; what is not known
 * becomes `ffmpeg.failed` with ffmpeg's own last line.
 */
export function classifyFfmpegError(stderr: string, context: FfmpegErrorContext): AppError {
  const name = basename(context.path);
  for (const rule of RULES) {
    if (rule.action !== undefined && rule.action !== context.action) continue;
    const match = rule.pattern.exec(stderr);
    if (match !== null) return new AppError(rule.code, rule.sentence(name, match), { details: stderr });
  }
  const lastLine = stderr.trim().split('\n').at(-1)?.trim() ?? '';
  const verb = context.action === 'read' ? 'reading' : 'writing';
  return new AppError('ffmpeg.failed', lastLine === '' ? `ffmpeg stopped while ${verb} "${name}".` : `ffmpeg failed while ${verb} "${name}": ${lastLine}`, { details: stderr });
}

/** Whether ffmpeg's words tell of a read error. They may also tell of an end that came too early; only reading the file itself tells which. */
export function tellsReadError(words: string): boolean {
  return /Input\/output error/i.test(words);
}

/** The message of a run with exit code 0 that did not write everything; `undefined` when there is none. */
export function writeComplaint(stderr: string, path: string): AppError | undefined {
  return /No space left on device|Disk quota exceeded|File too large|Error writing trailer|av_interleaved_write_frame\(\)/i.test(stderr) ? classifyFfmpegError(stderr, { action: 'write', path }) : undefined;
}
