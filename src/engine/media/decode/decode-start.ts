import type { Clip } from '../../../shared/model/clip.ts';
import type { FrameRange } from '../../../shared/model/frame.ts';
import { type FrameTable, WHOLE_DECODE_SAMPLES } from './frame-table.ts';

/** Where decoding begins and how the first requested frame is recognised. */
export type DecodeStart =
  /** `lead` images before the first one are decoded as well, for one of them to stand in when the first one does not decode. */
  | { readonly kind: 'sequence'; readonly skip: number; readonly lead: number }
  | { readonly kind: 'count'; readonly skip: number }
  | { readonly kind: 'seek'; readonly from: number; readonly firstPts: number };

/** Frames without damage that are decoded before damaged ones at least, where these lie far from the start. */
const INTACT_LEAD = 48;

type StartingClip = Pick<Clip, 'source' | 'damaged'> & { readonly picture: Pick<Clip['picture'], 'width' | 'height'> };

/**
 * Decoding begins one keyframe earlier than needed: frames of an open group, and pictures that recover over a whole group
 * (x264's intra refresh), are whole by then. What is made up for damage depends on all that was decoded before it, so damaged frames are decoded
 * from the start; where that is more than a film's that is decoded whole on opening, from groups without damage before them.
 */
export function decodeStart(clip: StartingClip, table: FrameTable, { first, last }: Pick<FrameRange, 'first' | 'last'>): DecodeStart {
  if (clip.source.kind === 'sequence') return { kind: 'sequence', skip: first, lead: 0 };
  const firstPts = table.pts?.[first];
  if (firstPts === undefined || table.seekPoints.length === 0) return { kind: 'count', skip: first };
  const key = table.seekPoints.findLastIndex((pts) => pts <= firstPts);
  const from = beginAt(clip, table, key, last);
  return from < 0 ? { kind: 'count', skip: first } : { kind: 'seek', from: table.seekPoints[from]!, firstPts };
}

/** The seek point at which decoding begins for frames from seek point `key` on; -1 for the start. */
function beginAt({ damaged = [], picture }: StartingClip, { pts, seekPoints }: FrameTable, key: number, last: number): number {
  const frameAt = (time: number): number => {
    const found = pts?.findIndex((each) => each >= time) ?? -1;
    return found === -1 ? pts?.length ?? 0 : found;
  };
  const isDamagedIn = (from: number, to: number): boolean => damaged.some((run) => run.first <= to && run.last >= from);
  if (key < 1 || damaged.length === 0) return key - 1;
  let next = frameAt(seekPoints[key]!);
  if (!isDamagedIn(frameAt(seekPoints[key - 1]!), last)) return key - 1;
  if (next * picture.width * picture.height <= WHOLE_DECODE_SAMPLES) return -1;
  let intact = 0;
  for (let from = key - 1; from >= 0; from--) {
    const first = frameAt(seekPoints[from]!);
    intact = isDamagedIn(first, next - 1) ? 0 : intact + next - first;
    if (intact >= INTACT_LEAD) return from;
    next = first;
  }
  return -1;
}
