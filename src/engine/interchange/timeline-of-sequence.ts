import { counted } from '../../shared/counted.ts';
import { rangeLength } from '../../shared/model/frame.ts';
import type { ClipId } from '../../shared/model/ids.ts';
import type { Sequence } from '../../shared/model/sequence.ts';
import { type SequenceUse, usesOfSequence } from '../../shared/model/sequence-uses.ts';
import { secondsOf, ZERO } from './rational.ts';
import { createRemarks, type Timeline, type TimelineEvent, type TimelineTransition } from './timeline.ts';
import { clipStart, deliveredSource, type DeliveredShot, reelOfClip } from './timeline-of-shots.ts';

/**
 * A sequence with delivered files as its media, to be relinked: each event is the file that has its frames, at its record time, and what the
 * file has beyond is its handles. Dissolves that the editing program makes stay; those in the pictures are cuts.
 */
export function timelineOfSequence(sequence: Sequence, files: readonly DeliveredShot[]): Timeline {
  const remarks = createRemarks();
  const clips = new Map(files.map(({ clip }) => [clip.id, clip]));
  const ofClip = Map.groupBy(files, ({ clip }) => clip.id);
  const uses = new Map([...clips.values()].flatMap((clip) => usesOfSequence(sequence, clip).map((use) => [use.event.id, use] as const)));
  const events: TimelineEvent[] = [];
  let baked = 0;
  sequence.events.forEach((event) => {
    const use = uses.get(event.id);
    if (use === undefined) {
      remarks.add(`“${event.name}” has no delivered file and was left out.`);
      return;
    }
    if (use.mix !== undefined) baked++;
    const pieces = piecesOf(use, ofClip.get(event.clipId as ClipId) ?? []);
    const missing = use.end - use.first - pieces.reduce((sum, { first, end }) => sum + end - first, 0);
    if (missing > 0) remarks.add(`${counted(missing, 'frame')} of “${event.name}” were not delivered and were left out.`);
    if (pieces.length > 1) remarks.add(`“${event.name}” lies in ${pieces.length} files: it became ${pieces.length} events.`);
    for (const piece of pieces) events.push(eventOf(piece, use, sequence, events.length));
  });
  if (baked > 0) remarks.add(`${baked} dissolve${baked === 1 ? ' is' : 's are'} in the delivered pictures already; the timeline has cuts there.`);
  events.forEach((event, index) => { remarkOnShortMix(event, events[index - 1], remarks.add); });
  return { name: sequence.name, rate: sequence.rate, dropFrame: sequence.dropFrame, events, markers: [], remarks: remarks.all() };
}

interface Piece {
  readonly file: DeliveredShot;
  readonly first: number;
  /** One past the last. */
  readonly end: number;
}

/** The files that have an event's frames: the first that has all of them, else each of which it uses a part. */
function piecesOf({ first, end }: SequenceUse, files: readonly DeliveredShot[]): readonly Piece[] {
  const whole = files.find(({ shot: { range } }) => range.first <= first && range.last + 1 >= end);
  if (whole !== undefined) return [{ file: whole, first, end }];
  return files.map((file) => ({ file, first: Math.max(first, file.shot.range.first), end: Math.min(end, file.shot.range.last + 1) }))
    .filter((piece) => piece.first < piece.end).toSorted((a, b) => a.first - b.first);
}

function eventOf({ file, first, end }: Piece, use: SequenceUse, sequence: Sequence, index: number): TimelineEvent {
  const { clip, shot } = file;
  const start = clipStart(clip).frames;
  const span = (from: number, frames: number): TimelineEvent['source'] => ({ start: secondsOf(start + from, clip.rate), duration: secondsOf(frames, clip.rate) });
  const { event } = use;
  return {
    name: event.name, reel: event.reel ?? reelOfClip(clip), ...deliveredSource(file), track: 0,
    source: span(first, end - first), sourceRate: clip.rate, available: span(shot.range.first, rangeLength(shot.range)),
    record: { start: secondsOf(event.recordStart + first - event.range.first, sequence.rate), duration: secondsOf(end - first, sequence.rate) },
    transitionIn: first === use.first && use.mix === undefined ? transitionOf(use, sequence) : { kind: 'cut' }, speed: undefined, label: `event ${index + 1}`,
  };
}

function transitionOf({ event: { transitionIn } }: SequenceUse, { rate }: Sequence): TimelineTransition {
  if (transitionIn.kind === 'cut') return { kind: 'cut' };
  const span = { before: ZERO, after: secondsOf(transitionIn.frames, rate) };
  return transitionIn.kind === 'wipe' ? { kind: 'wipe', pattern: transitionIn.pattern, ...span } : { kind: 'dissolve', ...span };
}

/** The file before a mix must contain the frames of the mix, too. */
function remarkOnShortMix({ name, transitionIn }: TimelineEvent, previous: TimelineEvent | undefined, tell: (remark: string) => void): void {
  if (transitionIn.kind === 'cut' || previous?.available === undefined) return;
  const end = (span: TimelineEvent['source']): number => Number(span.start.num) / Number(span.start.den) + Number(span.duration.num) / Number(span.duration.den);
  const needed = end(previous.source) + Number(transitionIn.after.num) / Number(transitionIn.after.den);
  const halfAFrame = previous.sourceRate.den / previous.sourceRate.num / 2;
  if (needed > end(previous.available) + halfAFrame) tell(`The file of “${previous.name}” ends inside the ${transitionIn.kind} into “${name}”: deliver it with handles.`);
}
