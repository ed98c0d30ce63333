import { AppError } from '../../../shared/errors/app-error.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Keyframe, ProjectDocument, Shot, ShotTransition } from '../../../shared/model/document.ts';
import { frameRange, rangeIncludes } from '../../../shared/model/frame.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import { listChange } from '../list-change.ts';
import { groupsThatCome, withGroups } from './coming-groups.ts';
import { masksInPlace } from './masks-in-place.ts';
import { byFrame } from './shots-over.ts';
import { versionsInPlace } from './versions-in-place.ts';

/** A clip's shots in the order of their frames. The document keeps them sorted by clip, then by frame. */
export function shotsOfClip(document: ProjectDocument, clipId: ClipId): readonly Shot[] {
  // Most projects have one clip, whose list is the document's own.
  if (document.clips.length === 1 && document.clips[0]!.id === clipId) return document.shots;
  return document.shots.filter((each) => each.clipId === clipId);
}

/**
 * Replaces all shots of a clip. Keyframes go to the shot that contains their frame, with the groups of their hints and the masks that limit these, as do the keyframes of versions that are not shown ({@link versionsInPlace}); shapes of masks that shots share stay on their frames ({@link masksInPlace}).
 * Dissolves are trimmed ({@link trimDissolves}), since a detector measures each separately.
 * @throws AppError `input.malformed` when the shots do not cover the clip
 */
export function withClipShots(document: ProjectDocument, clip: Clip, shots: readonly Shot[]): ProjectDocument {
  const sorted = byFrame(shots);
  assertCoverage(clip, sorted);
  const ordered = trimDissolves(sorted);
  const change = listChange(shotsOfClip(document, clip.id), ordered);
  if (change === undefined) return document;
  const { removed, added } = change;
  assertFreeIds(document, removed, added);
  const left = new Set(removed.map((each) => each.id));
  const mayMove = document.keyframes.some((each) => left.has(each.shotId));
  const keyframes = mayMove ? document.keyframes.map((keyframe) => (left.has(keyframe.shotId) ? inShotOfItsFrame(keyframe, ordered) : keyframe)) : document.keyframes;
  const come = groupsThatCome(document, keyframes);
  const grouped = come.size === 0 ? added : added.map((shot) => (come.get(shot.id) ?? []).reduce(withGroups, shot));
  const { versions, shots: placed } = versionsInPlace({ removed, added: masksInPlace(removed, grouped), versions: document.versions, keyframes });
  const at = document.clips.length === 1 ? change.at : firstPlace(document, clip) + change.at;
  return { ...document, shots: document.shots.toSpliced(at, removed.length, ...placed), versions, keyframes };
}

/** Index of the clip's first shot in the document's list, or where it would be inserted. */
function firstPlace(document: ProjectDocument, clip: Clip): number {
  const earlier = new Set(document.clips.slice(0, document.clips.findIndex((each) => each.id === clip.id)).map((each) => each.id));
  return earlier.size === 0 ? 0 : document.shots.findLastIndex((each) => earlier.has(each.clipId)) + 1;
}

/** @throws AppError `project.conflict` when an added shot has the id of another added shot or of a remaining one */
function assertFreeIds(document: ProjectDocument, removed: readonly Shot[], added: readonly Shot[]): void {
  const goes = new Set(removed.map((each) => each.id));
  const ids = new Set(added.map((each) => each.id));
  const twice = ids.size === added.length ? undefined : added.find((each, index) => added.findIndex((other) => other.id === each.id) !== index);
  const taken = twice ?? document.shots.find((each) => ids.has(each.id) && !goes.has(each.id));
  if (taken !== undefined) throw new AppError('project.conflict', `The shot “${taken.name}” is already in the project.`, { details: taken.id });
}

function inShotOfItsFrame(keyframe: Keyframe, ordered: readonly Shot[]): Keyframe {
  const shot = shotAt(ordered, keyframe.frame);
  return shot.id === keyframe.shotId ? keyframe : { ...keyframe, shotId: shot.id };
}

/** The shot that contains a frame, of sorted shots that cover their clip. */
function shotAt(ordered: readonly Shot[], frame: number): Shot {
  let low = 0;
  let high = ordered.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ordered[middle]!.range.first <= frame) low = middle;
    else high = middle - 1;
  }
  return ordered[low]!;
}

/**
 * Sorted shots of a clip must contain every frame of it exactly once, and their dissolves lie around their boundaries. @throws AppError
 * `input.malformed`
 */
export function assertPartition(clip: Clip, ordered: readonly Shot[]): void {
  assertCoverage(clip, ordered);
  ordered.forEach((shot, index) => { assertTransition(shot, ordered[index - 1]); });
}

function assertCoverage(clip: Clip, ordered: readonly Shot[]): void {
  let next = 0;
  for (const shot of ordered) {
    if (shot.clipId !== clip.id) throw malformed(`The shot “${shot.name}” belongs to another clip.`);
    if (shot.range.first !== next) throw malformed(`The shots of “${clip.name}” must cover every frame once: “${shot.name}” begins at frame ${shot.range.first}, not ${next}.`);
    next = shot.range.last + 1;
  }
  if (next !== clip.frameCount) throw malformed(`The shots of “${clip.name}” must cover every frame once: they end at frame ${next - 1}, the clip at ${clip.frameCount - 1}.`);
}

/** A dissolve joins two shots: it lies inside them, and the shot boundary inside it. @throws AppError `input.malformed` */
function assertTransition(shot: Shot, previous: Shot | undefined): void {
  if (shot.transitionIn.kind === 'cut') return;
  const { frames } = shot.transitionIn;
  if (previous === undefined) throw malformed(`The first shot of a clip, “${shot.name}”, has nothing to dissolve from.`);
  const inside = frames.first >= previous.range.first && frames.last <= shot.range.last;
  if (!inside || !rangeIncludes(frames, shot.range.first)) {
    throw malformed(`The dissolve into “${shot.name}” (frames ${frames.first} to ${frames.last}) must lie around frame ${shot.range.first}, inside the two shots that it joins.`);
  }
  if (previous.transitionIn.kind === 'dissolve' && previous.transitionIn.frames.last >= frames.first) {
    throw malformed(`The dissolves into “${previous.name}” and “${shot.name}” share frames; a frame can be a mix of two shots only.`);
  }
}

/**
 * After shot boundaries have moved: a dissolve is trimmed to the two shots that it joins and begins after the previous one has ended; one
 * without its boundary inside becomes a cut.
 */
function trimDissolves(ordered: readonly Shot[]): readonly Shot[] {
  const trimmed: Shot[] = [];
  for (const shot of ordered) {
    const transitionIn = trimmedTransition(shot, trimmed.at(-1));
    trimmed.push(transitionIn === shot.transitionIn ? shot : { ...shot, transitionIn });
  }
  return trimmed;
}

/** The same transition if there is nothing to trim. */
function trimmedTransition(shot: Shot, previous: Shot | undefined): ShotTransition {
  if (shot.transitionIn.kind === 'cut') return shot.transitionIn;
  const { frames } = shot.transitionIn;
  if (previous === undefined || !rangeIncludes(frames, shot.range.first)) return { kind: 'cut' };
  const earliest = previous.transitionIn.kind === 'dissolve' ? previous.transitionIn.frames.last + 1 : previous.range.first;
  const trimmed = frameRange(Math.max(frames.first, earliest), Math.min(frames.last, shot.range.last));
  return trimmed.first === frames.first && trimmed.last === frames.last ? shot.transitionIn : { kind: 'dissolve', frames: trimmed };
}

function malformed(message: string): AppError {
  return new AppError('input.malformed', message);
}
