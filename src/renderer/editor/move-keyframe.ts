import { TrackResult } from '../../shared/contract/propagate.ts';
import type { Keyframe, ProjectDocument } from '../../shared/model/document.ts';
import { documentIndex } from '../../shared/model/document-index.ts';
import { frameIndex, rangeIncludes } from '../../shared/model/frame.ts';
import type { Hint } from '../../shared/model/hint.ts';
import type { KeyframeId } from '../../shared/model/ids.ts';
import { shotShare } from '../../shared/model/shot-mix.ts';
import { jobEnd } from '../document/jobs-mirror.ts';
import { documentOf, keyframesOf } from '../document/project-mirror.ts';
import { showNotice, showProgress } from '../ui/notify.ts';
import type { Editor } from './editor.ts';

/** A keyframe on its way to another frame. */
export interface MovedKey {
  readonly keyframeId: KeyframeId;
  readonly from: number;
  readonly to: number;
}

/** Pure: the frame of its shot without a keyframe that is nearest to the wanted one; its own where there is no other. A still belongs to its frame. */
export function freeFrameFor(document: ProjectDocument, keyframe: Keyframe, wanted: number): number {
  const shot = document.shots.find(({ id }) => id === keyframe.shotId);
  if (shot === undefined || keyframe.still !== undefined) return keyframe.frame;
  const { first, last } = shot.range;
  const taken = new Set<number>(keyframesOf(document, shot.id).filter((each) => each !== keyframe).map(({ frame }) => frame));
  const at = Math.min(last, Math.max(first, wanted));
  for (let by = 0; at - by >= first || at + by <= last; by++) {
    // Of two, the one on the keyframe's own side.
    const sides = at > keyframe.frame ? [at - by, at + by] : [at + by, at - by];
    const free = sides.find((each) => each >= first && each <= last && !taken.has(each));
    if (free !== undefined) return free;
  }
  return keyframe.frame;
}

/** Pure: the nearest free frame of its shot that no dissolve mixes with another shot; `undefined` where there is none, and for a still, which belongs to its frame. */
export function frameOutsideDissolves(document: ProjectDocument, keyframe: Keyframe): number | undefined {
  const index = documentIndex(document);
  const shot = index.shot(keyframe.shotId);
  if (shot === undefined || keyframe.still !== undefined) return undefined;
  const near = [shot, index.nextShot(shot)].filter((each) => each !== undefined);
  const taken = new Set<number>(keyframesOf(document, shot.id).map(({ frame }) => frame));
  const { first, last } = shot.range;
  for (let by = 1; keyframe.frame - by >= first || keyframe.frame + by <= last; by++) {
    const found = [keyframe.frame - by, keyframe.frame + by].find((frame) => rangeIncludes(shot.range, frame) && !taken.has(frame) && shotShare(shot, near, frame) === 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Pure: what became of hints that were tracked to the new frame of their keyframe, in a sentence; `undefined` when all are where they belong. */
export function movedWords(wanted: number, found: number): string | undefined {
  if (found === wanted) return undefined;
  return `${wanted - found} of ${wanted} hints went with the old frame, because what they mark is not visible here. Undo brings them back.`;
}

/** Moves a keyframe to another frame of its shot: one step of the history. Its hints are tracked to what they lie on there, or stay at their places. */
export async function moveKeyframe(editor: Editor, { keyframeId, to, tracked }: { readonly keyframeId: KeyframeId; readonly to: number; readonly tracked: boolean }): Promise<void> {
  const keyframe = documentOf(editor.project.getState()).keyframes.find(({ id }) => id === keyframeId);
  if (keyframe === undefined || keyframe.frame === to) return;
  if (!tracked || keyframe.hints.length === 0) {
    await editor.edits.apply({ kind: 'moveKeyframe', keyframeId, to: frameIndex(to) });
    return;
  }
  const hints = await trackedHints(editor, keyframe, to);
  if (hints === undefined) return;
  if (hints.length === 0) {
    showNotice('The keyframe was not moved: nothing of what its hints mark is visible there. With Alt held it is moved with its hints at their places.');
    return;
  }
  const outcome = { words: movedWords(keyframe.hints.length, hints.length) };
  await editor.edits.applyInTurn((document) => {
    if (document.keyframes.find(({ id }) => id === keyframeId)?.hints === keyframe.hints) return { kind: 'moveKeyframe', keyframeId, to: frameIndex(to), hints: [...hints] };
    outcome.words = 'The keyframe was not moved: it was changed while its hints were tracked.';
    return undefined;
  });
  if (outcome.words !== undefined) showNotice(outcome.words);
}

/** The hints of a keyframe, which keep their ids, at their places on another frame; `undefined` when its job did not end well, of which it tells itself. */
async function trackedHints(editor: Editor, { id, hints }: Keyframe, to: number): Promise<readonly Hint[] | undefined> {
  const { jobId } = await editor.edits.ask((client) => client.propagate.track({ keyframeId: id, hintIds: hints.map((hint) => hint.id), targets: [{ frames: [frameIndex(to)] }] }));
  const job = await showProgress('Tracking the hints of the keyframe…', jobEnd(editor.jobs, jobId));
  if (job?.state !== 'done') return undefined;
  const found = TrackResult.parse(job.result).targets[0]?.hints ?? [];
  const seen = new Map(found.filter(({ lost }) => !lost).map(({ from, hint }) => [from, hint]));
  return hints.flatMap((hint) => {
    const there = seen.get(hint.id);
    return there === undefined ? [] : [{ ...there, id: hint.id }];
  });
}
