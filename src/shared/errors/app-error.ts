import { z } from 'zod';

/**
 * Codes of all expected failures. The renderer and the command line choose message and advice by code; `message` is already one clear
 * sentence for the user, `details` can be copied into a report.
 */
export const ErrorCode = z.enum([
  'file.missing', 'file.unreadable', 'file.notWritable', 'file.exists', 'disk.full',
  'output.name', 'output.isSource', 'output.busy', 'output.refused', 'output.checkFailed',
  'media.notVideo', 'media.noVideoStream', 'media.noFrames', 'media.truncated', 'media.frameOutside', 'media.changedSize', 'media.otherClip', 'media.changed',
  'image.unreadable', 'image.tooSmall', 'image.tooLarge',
  'ffmpeg.missing', 'ffmpeg.encoderMissing', 'ffmpeg.failed', 'ffmpeg.stalled', 'ffmpeg.killed',
  'input.malformed', 'input.hintOutside', 'input.hintLocked', 'input.frameOutside', 'input.empty',
  'model.missing', 'model.notAdded', 'model.hashMismatch', 'model.signatureMismatch', 'inference.failed', 'inference.crashed',
  'still.mismatch',
  'project.newer', 'project.fileChanged', 'project.notProject', 'project.locked', 'project.conflict', 'project.approved', 'project.readOnly', 'project.none', 'project.notFound', 'project.corrupt',
  'job.notFound', 'job.failed',
  'network.unauthorised', 'network.unreachable', 'system.portInUse', 'system.cannotListen',
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

const Run = z.object({ first: z.number().int().min(0), last: z.number().int().min(0) });

/** Frames of a clip that a failure is about: `which`, both ends included, within the stretch `of`. */
const ErrorFrames = z.object({ clipId: z.string(), of: Run, which: z.array(Run).readonly() });
type ErrorFrames = z.infer<typeof ErrorFrames>;

/** Serialised form of an {@link AppError}: on the wire, in the job table, in `--json` lines. */
export const ErrorWire = z.object({ code: ErrorCode, message: z.string(), details: z.string().optional(), frames: ErrorFrames.optional() });
export type ErrorWire = z.infer<typeof ErrorWire>;

/** An expected failure. Bugs are plain `Error`s; a cancel is an `AbortError`, which is neither. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: string | undefined;
  readonly frames: ErrorFrames | undefined;

  constructor(code: ErrorCode, message: string, options: { readonly details?: string; readonly frames?: ErrorFrames; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.frames = options.frames;
  }

  toWire(): ErrorWire {
    return { code: this.code, message: this.message, ...(this.details === undefined ? {} : { details: this.details }), ...(this.frames === undefined ? {} : { frames: this.frames }) };
  }

  static fromWire(wire: ErrorWire): AppError {
    const { code, message, details, frames } = wire;
    return new AppError(code, message, { ...(details === undefined ? {} : { details }), ...(frames === undefined ? {} : { frames }) });
  }
}

/** True for the rejection of an aborted operation (cancel), which is neither a failure nor a bug. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
