import { z } from 'zod';
import { Chapter, ClipTrack } from './clip-tracks.ts';
import { Rate } from './frame.ts';

/** One thing that was understood of a clip. */
export const ClipFact = z.object({
  /** For scripts; the label is for people. */
  id: z.enum(['file', 'picture', 'display', 'rotation', 'fields', 'rate', 'frames', 'unreadable', 'samples', 'range', 'matrix', 'primaries', 'transfer', 'timecode', 'reel', 'sound', 'subtitles', 'chapters', 'other', 'metadata']),
  label: z.string(),
  value: z.string(),
  /** `file`: stated by the file; `measured`: found by decoding or from the timestamps; `assumed`: a default; `setting`: set by the user. */
  how: z.enum(['file', 'measured', 'assumed', 'setting']),
  /** How it was found, or the assumption made. */
  note: z.string().optional(),
});
export type ClipFact = z.infer<typeof ClipFact>;

/** The opening report of a clip: its properties, and which of them are assumed. */
export const ClipReport = z.object({
  version: z.literal(1),
  path: z.string(),
  name: z.string(),
  frameCount: z.number().int(),
  rate: Rate,
  timing: z.enum(['constant', 'variable']),
  durationSeconds: z.number(),
  startTimecode: z.string().optional(),
  reelName: z.string().optional(),
  facts: z.array(ClipFact),
  tracks: z.array(ClipTrack),
  chapters: z.array(Chapter),
  metadata: z.record(z.string(), z.string()),
  /** Frames that are missing in a clip of constant rate, by the frame before them. */
  gaps: z.array(z.object({ after: z.number().int(), missing: z.number().int() })),
  /** Sentences on irregularities: gaps, damaged frames, restarting clocks, images that are left out. */
  remarks: z.array(z.string()),
});
export type ClipReport = z.infer<typeof ClipReport>;

export const HOW_WORDS = { file: 'from the file', measured: 'measured', assumed: 'assumed', setting: 'set by you' } as const satisfies Record<ClipFact['how'], string>;
