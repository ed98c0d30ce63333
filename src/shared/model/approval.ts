import { z } from 'zod';
import { counted } from '../counted.ts';
import { FrameIndex, FrameRange } from './frame.ts';
import { LayerId } from './ids.ts';

/** Hash (hex) of a part of a shot's content: equal keys are equal content. */
const ContentKey = z.string().min(1);

/** What decides the appearance of a shot, by parts that can be told apart later. */
export const ApprovedContent = z.object({
  range: FrameRange,
  /** Letter of the version that was shown. */
  version: z.string().min(1),
  /** The file, as it was read. */
  clip: ContentKey,
  /** Name and version of the networks, as a user reads them. */
  networks: z.object({ colorize: z.string(), propagate: z.string() }),
  /** Keyframes and corrections, each with the key of its hints, still and reference as they colour. */
  keyframes: z.array(z.object({ frame: FrameIndex, key: ContentKey })).readonly(),
  /** Vividness and model of the automatic colour. */
  automatic: ContentKey,
  /** Masks at whose outlines propagated colour stops. */
  masks: ContentKey,
  /** Stills of other shots that propagation reads. */
  memory: ContentKey,
  /** In their order. `key` is `null` for a layer without effect. */
  layers: z.array(z.object({ id: LayerId, name: z.string(), key: ContentKey.nullable() })).readonly(),
  /** The colour of all frames: what the keyframes give once they are propagated. */
  colour: ContentKey,
  /** Frames of the shot that had that colour. */
  coloured: z.number().int().min(0),
});
export type ApprovedContent = z.infer<typeof ApprovedContent>;

/** When a shot was approved (ISO 8601), and what was approved. */
export const ShotApproval = ApprovedContent.extend({ at: z.string().min(1) });
export type ShotApproval = z.infer<typeof ShotApproval>;

/** A difference between a shot and what was approved of it. */
export const ApprovalChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('range') }),
  z.object({ kind: z.literal('version'), name: z.string(), approved: z.string() }),
  z.object({ kind: z.literal('clip') }),
  z.object({ kind: z.literal('networks'), names: z.array(z.string()) }),
  z.object({ kind: z.literal('hints'), frame: FrameIndex }),
  z.object({ kind: z.literal('keyframe'), frame: FrameIndex, how: z.enum(['added', 'removed']) }),
  z.object({ kind: z.literal('automatic') }),
  z.object({ kind: z.literal('masks') }),
  z.object({ kind: z.literal('memory') }),
  z.object({ kind: z.literal('layer'), name: z.string(), how: z.enum(['added', 'changed', 'removed']) }),
  z.object({ kind: z.literal('layerOrder') }),
  /** The propagated colour is another one, and none of the above explains it. */
  z.object({ kind: z.literal('colour') }),
  /** Frames that had no colour when the shot was approved, and have some now. */
  z.object({ kind: z.literal('coloured'), frames: z.number().int() }),
]);
export type ApprovalChange = z.infer<typeof ApprovalChange>;

/** Pure: what has changed since an approval. Empty while the shot is as it was approved. */
export function changesSince(approved: ApprovedContent, now: ApprovedContent): readonly ApprovalChange[] {
  const changes: ApprovalChange[] = [
    ...(sameRange(approved.range, now.range) ? [] : [{ kind: 'range' } as const]),
    ...(approved.clip === now.clip ? [] : [{ kind: 'clip' } as const]),
    ...networkChanges(approved, now),
    ...keyframeChanges(approved, now),
    ...(approved.automatic === now.automatic ? [] : [{ kind: 'automatic' } as const]),
    ...(approved.masks === now.masks ? [] : [{ kind: 'masks' } as const]),
    ...(approved.memory === now.memory ? [] : [{ kind: 'memory' } as const]),
    ...layerChanges(approved.layers, now.layers),
  ];
  if (changes.every(({ kind }) => kind === 'layer' || kind === 'layerOrder')) {
    if (approved.colour !== now.colour) changes.push({ kind: 'colour' });
    else if (now.coloured > approved.coloured) changes.push({ kind: 'coloured', frames: now.coloured - approved.coloured });
  }
  // A version is a name for what it contains: a duplicate without a change is what was approved.
  return changes.length > 0 && approved.version !== now.version ? [{ kind: 'version', name: now.version, approved: approved.version }, ...changes] : changes;
}

function sameRange(a: FrameRange, b: FrameRange): boolean {
  return a.first === b.first && a.last === b.last;
}

function networkChanges({ networks: before }: ApprovedContent, { networks: now }: ApprovedContent): readonly ApprovalChange[] {
  const names = (['colorize', 'propagate'] as const).filter((task) => before[task] !== now[task]).map((task) => now[task]);
  return names.length === 0 ? [] : [{ kind: 'networks', names }];
}

/** Keyframes that a moved boundary has put into another shot are part of that change. */
function keyframeChanges(approved: ApprovedContent, now: ApprovedContent): readonly ApprovalChange[] {
  const keysOf = ({ keyframes }: ApprovedContent): ReadonlyMap<FrameIndex, string> => new Map(keyframes.map(({ frame, key }) => [frame, key]));
  const [before, after] = [keysOf(approved), keysOf(now)];
  const isOfBoth = (frame: number): boolean => [approved, now].every(({ range }) => frame >= range.first && frame <= range.last);
  return [...new Set([...before.keys(), ...after.keys()])].filter(isOfBoth).sort((a, b) => a - b).flatMap((frame): ApprovalChange[] => {
    if (before.get(frame) === after.get(frame)) return [];
    return [before.has(frame) && after.has(frame) ? { kind: 'hints', frame } : { kind: 'keyframe', frame, how: after.has(frame) ? 'added' : 'removed' }];
  });
}

function layerChanges(approved: ApprovedContent['layers'], now: ApprovedContent['layers']): readonly ApprovalChange[] {
  const effective = (layers: ApprovedContent['layers']): ApprovedContent['layers'] => layers.filter(({ key }) => key !== null);
  const [before, after] = [effective(approved), effective(now)];
  const there = new Set(after.map(({ id }) => id));
  const removed = before.filter(({ id }) => !there.has(id)).map(({ name }): ApprovalChange => ({ kind: 'layer', name, how: 'removed' }));
  const others = after.flatMap(({ id, name, key }): ApprovalChange[] => {
    const old = before.find((each) => each.id === id);
    return old === undefined ? [{ kind: 'layer', name, how: 'added' }] : old.key === key ? [] : [{ kind: 'layer', name, how: 'changed' }];
  });
  const kept = new Set(before.map(({ id }) => id).filter((id) => there.has(id)));
  const order = (layers: ApprovedContent['layers']): string => layers.map(({ id }) => id).filter((id) => kept.has(id)).join(' ');
  return [...others, ...removed, ...(order(before) === order(after) ? [] : [{ kind: 'layerOrder' } as const])];
}

/** A change in words: “hints of frame 12”. @param firstFrame of the shot: frames are counted from 1 within it, as the viewer counts them */
export function approvalChangeText(change: ApprovalChange, firstFrame: number): string {
  switch (change.kind) {
    case 'range': return 'shot boundaries';
    case 'version': return `version ${change.name} in the place of ${change.approved}`;
    case 'clip': return 'file of the clip';
    case 'networks': return `networks (now ${change.names.join(', ')})`;
    case 'hints': return `hints of frame ${change.frame - firstFrame + 1}`;
    case 'keyframe': return `keyframe at frame ${change.frame - firstFrame + 1} ${change.how}`;
    case 'automatic': return 'automatic colour';
    case 'masks': return 'masks that limit colour';
    case 'memory': return 'scene memory';
    case 'layer': return change.how === 'changed' ? `layer “${change.name}”` : `layer “${change.name}” ${change.how}`;
    case 'layerOrder': return 'order of layers';
    case 'colour': return 'propagated colour';
    case 'coloured': return `${counted(change.frames, 'frame')} coloured since`;
  }
}

/** Changes that are named; the others are counted. */
const NAMED = 4;

/** All of them in one phrase: “hints of frame 12, layer “Warm””. */
export function approvalChangesText(changes: readonly ApprovalChange[], firstFrame: number): string {
  const named = changes.slice(0, NAMED).map((change) => approvalChangeText(change, firstFrame));
  return changes.length > NAMED ? `${named.join(', ')} and ${changes.length - NAMED} more` : named.join(', ');
}
