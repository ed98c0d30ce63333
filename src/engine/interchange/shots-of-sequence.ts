import { counted } from '../../shared/counted.ts';
import type { Clip } from '../../shared/model/clip.ts';
import type { Shot } from '../../shared/model/document.ts';
import { frameRange } from '../../shared/model/frame.ts';
import { newId, ShotId } from '../../shared/model/ids.ts';
import type { Sequence } from '../../shared/model/sequence.ts';
import { type SequenceUse, usesOfSequence } from '../../shared/model/sequence-uses.ts';
import { createRemarks } from './timeline.ts';

/** Shots of one clip, and remarks on them. */
interface SequenceShots {
  readonly shots: readonly Shot[];
  readonly remarks: readonly string[];
}

/**
 * Shots of a clip by the events of a sequence that use it: one for each stretch between two ends of events, named by the event that uses it
 * first in the record. A shot reaches as far as the handles of its events where no event shows those frames; what no event uses stays in
 * shots of its own. A dissolve between events that follow each other in the clip too is in its pictures and becomes the shot's transition. Pure;
 * `undefined` when no event uses the clip.
 * @param present shots that the clip has: one of the same frames stays as it is but for its name and transition
 */
export function shotsOfSequence(sequence: Pick<Sequence, 'events'>, clip: Pick<Clip, 'id' | 'name' | 'frameCount'>, present: readonly Shot[]): SequenceShots | undefined {
  const uses = usesOfSequence(sequence, clip);
  if (uses.length === 0) return undefined;
  const remarks = createRemarks();
  for (const remark of overlapRemarks(uses, clip)) remarks.add(remark);
  const stretches = withHandles(stretchesOf(uses, clip), remarks.add);
  remarkOnShortHandles(uses, stretches, remarks.add);
  const outside = uses.filter(({ event, mix }) => event.transitionIn.kind !== 'cut' && mix === undefined && event !== sequence.events[0]).length;
  if (outside > 0) remarks.add(`${counted(outside, 'transition joins', 'transitions join')} frames that do not follow each other in “${clip.name}”: the editing program makes ${outside === 1 ? 'it' : 'them'}; the shots hold the frames for it.`);
  const known = new Map(present.map((each) => [each.range.first as number, each]));
  let unused = 0;
  const shots = stretches.map(({ first, end, open }, index): Shot => {
    const range = frameRange(first, end - 1);
    const leading = open[0];
    const name = leading === undefined ? `Not in sequence ${String(++unused).padStart(2, '0')}` : leading.event.name || `Shot ${String(index + 1).padStart(2, '0')}`;
    const mix = open.find((each) => each.first === first)?.mix;
    const before = known.get(first);
    const transitionIn = mix === undefined ? (before?.transitionIn ?? { kind: 'cut' }) : { kind: 'dissolve' as const, frames: mix };
    if (before?.range.last === range.last) return { ...before, name, transitionIn };
    return { id: newId(ShotId), clipId: clip.id, name, range, transitionIn };
  });
  return { shots, remarks: remarks.all() };
}

/** Frames of a clip that several events use, as sentences. */
export function sourceOverlaps(sequence: Pick<Sequence, 'events'>, clips: readonly Pick<Clip, 'id' | 'name' | 'frameCount'>[]): readonly string[] {
  return clips.flatMap((clip) => overlapRemarks(usesOfSequence(sequence, clip), clip));
}

/** Frames that the same events use; `open` is in record order, and empty where none does. */
interface Stretch {
  first: number;
  end: number;
  readonly open: readonly SequenceUse[];
}

function stretchesOf(uses: readonly SequenceUse[], clip: Pick<Clip, 'frameCount'>): Stretch[] {
  const firsts = [...new Set([0, ...uses.flatMap(({ first, end }) => [first, end])])].filter((frame) => frame < clip.frameCount).toSorted((a, b) => a - b);
  let next = 0;
  let open: readonly SequenceUse[] = [];
  return firsts.map((first, index) => {
    const begun: SequenceUse[] = [];
    for (; next < uses.length && uses[next]!.first <= first; next++) begun.push(uses[next]!);
    open = [...open, ...begun].filter(({ end }) => end > first).toSorted((a, b) => a.order - b.order);
    return { first, end: firsts[index + 1] ?? clip.frameCount, open };
  });
}

/** Gives frames that no event shows to the shots whose handles they are. Handles that meet share them. */
function withHandles(stretches: Stretch[], tell: (remark: string) => void): readonly Stretch[] {
  stretches.forEach((gap, index) => {
    if (gap.open.length > 0) return;
    const [left, right] = [stretches[index - 1], stretches[index + 1]];
    const length = gap.end - gap.first;
    let after = Math.min(length, Math.max(0, ...(left?.open ?? []).map((each) => each.after)));
    let before = Math.min(length, Math.max(0, ...(right?.open ?? []).map((each) => each.before)));
    const shared = after + before - length;
    if (shared > 0) {
      tell(`The handles of “${left!.open[0]!.event.name}” and “${right!.open[0]!.event.name}” share frames ${gap.end - before}–${gap.first + after - 1}: each shot has the half beside it.`);
      after -= Math.ceil(shared / 2);
      before -= Math.floor(shared / 2);
    }
    if (left !== undefined) left.end += after;
    if (right !== undefined) right.first -= before;
    gap.first += after;
    gap.end -= before;
  });
  return stretches.filter(({ first, end }) => first < end);
}

function remarkOnShortHandles(uses: readonly SequenceUse[], stretches: readonly Stretch[], tell: (remark: string) => void): void {
  const reach = new Map<SequenceUse, { first: number; end: number }>();
  for (const { first, end, open } of stretches) {
    for (const use of open) {
      const known = reach.get(use);
      reach.set(use, { first: known?.first ?? first, end });
    }
  }
  const short = uses.filter((use) => {
    const { first, end } = reach.get(use)!;
    return first > use.first - use.before || end < use.end + use.after;
  }).length;
  if (short > 0) tell(`The handles of ${counted(short, 'event reach', 'events reach')} into frames of other shots, where they end.`);
}

function overlapRemarks(uses: readonly SequenceUse[], clip: Pick<Clip, 'name' | 'frameCount'>): readonly string[] {
  const remarks = createRemarks();
  for (const { first, end, open } of stretchesOf(uses, clip)) {
    if (open.length < 2) continue;
    const [one, two] = [open[0]!, open[1]!];
    const more = open.length === 2 ? '' : ` and ${open.length - 2} more`;
    remarks.add(`Frames ${first}–${end - 1} of “${clip.name}” are used by “${one.event.name}” and “${two.event.name}”${more}: one shot holds them.`);
  }
  return remarks.all();
}
