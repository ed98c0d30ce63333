import type { ErrorCode } from '../../shared/errors/app-error.ts';

/** What a person can do about a failure, where its own sentence does not say so. */
const ADVICE: Partial<Readonly<Record<ErrorCode, string>>> = {
  'disk.full': 'Make room on that disk, then resume: what was made is kept.',
  'file.missing': 'If the film has moved, choose File, Find missing films.',
  'file.notWritable': 'Choose another folder, or one that may be written to.',
  'ffmpeg.missing': 'Install ffmpeg, or name one by FFMPEG_BIN, then try again.',
  'ffmpeg.encoderMissing': 'Choose another codec, or name a fuller ffmpeg by FFMPEG_BIN.',
  'ffmpeg.failed': 'Try again; if it fails again, the details tell why.',
  'media.truncated': 'The film breaks off there: what comes before can be worked with.',
  'inference.crashed': 'Resume goes on from the last frame that was made.',
  'inference.failed': 'Resume tries again; the details tell why it stopped.',
  'model.missing': 'Install Tintype again: a network that belongs to it is not there.',
  'model.hashMismatch': 'Install Tintype again: a network that belongs to it is damaged.',
  'project.locked': 'Close the project in the other window first.',
  'project.conflict': 'Look at it as it is now, then do it again.',
  'project.fileChanged': 'Choose File, Save a copy, and go on in the copy.',
  'project.newer': 'Open it with the newer Tintype.',
  'job.failed': 'Try again; the details help whoever mends Tintype.',
};

export function adviceFor(code: ErrorCode): string | undefined {
  return ADVICE[code];
}
