import type { ErrorCode } from '../../shared/errors/app-error.ts';

/** Advice for an error code, where the message contains none. */
const ADVICE: Partial<Readonly<Record<ErrorCode, string>>> = {
  'disk.full': 'Free space on that disk, then resume. Finished work is kept.',
  'file.missing': 'If the file has moved, choose File, Find missing clips.',
  'file.notWritable': 'Choose a folder that you can write to.',
  'ffmpeg.missing': 'Install ffmpeg, or name one by FFMPEG_BIN, then try again.',
  'ffmpeg.encoderMissing': 'Choose another codec, or name a fuller ffmpeg by FFMPEG_BIN.',
  'ffmpeg.stalled': 'Check that the drive with the media responds, then try again.',
  'ffmpeg.killed': 'Try again. The system ends a program when memory runs out: close others first.',
  'ffmpeg.failed': 'Try again. If it fails again, see the details.',
  'media.truncated': 'The clip ends there. The frames before it can be used.',
  'inference.crashed': 'Resume continues after the last finished frame.',
  'inference.failed': 'Resume tries again. The details say why it stopped.',
  'model.missing': 'Install Tintype again: a network that belongs to it is not there.',
  'model.hashMismatch': 'Install Tintype again: a network that belongs to it is damaged.',
  'project.locked': 'Close the project in the other window first.',
  'project.conflict': 'Look at it as it is now, then do it again.',
  'project.fileChanged': 'Choose File, Save copy…, and continue in the copy.',
  'project.newer': 'Open it with the newer Tintype.',
  'job.failed': 'Try again. If it happens again, report it with the details.',
};

export function adviceFor(code: ErrorCode): string | undefined {
  return ADVICE[code];
}
