import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Keyframe, ProjectDocument, Shot, ShotTransition } from '../../../shared/model/document.ts';
import { frameRange, rangeIncludes } from '../../../shared/model/frame.ts';
import type { ClipId } from '../../../shared/model/ids.ts';

/** A clip's shots in the order of their frames. The document keeps them so: by clip, then by frame. */
export function shotsOfClip(document: ProjectDocument, clipId: ClipId): readonly Shot[] {
  return document.shots.filter((each) => each.clipId === clipId);
}

/**
 * Puts shots in the place of all shots of a clip. Keyframes go to the shot that has their frame, and dissolves are trimmed
 * ({@link trimDissolves}): shots may come from a detector, which measures each dissolve by itself.
 * @throws AppError `input.malformed` when the shots do not cover the clip
 */
export function withClipShots(document: ProjectDocument, clip: Clip, shots: readonly Shot[]): ProjectDocument {
  const byFrame = shots.toSorted((a, b) => a.range.first - b.range.first);
  assertCoverage(clip, byFrame);
  const ordered = trimDissolves(byFrame);
  const others = document.shots.filter((each) => each.clipId !== clip.id);
  const oldIds = new Set(shotsOfClip(document, clip.id).map((each) => each.id));
  const taken = new Set(others.map((each) => each.id));
  for (const shot of ordered) {
    if (taken.has(shot.id)) throw new AppError('project.conflict', `The shot “${shot.name}” is already in the project.`, { details: shot.id });
    taken.add(shot.id);
  }
  return {
    ...document,
    shots: document.clips.flatMap((each) => (each.id === clip.id ? ordered : others.filter((shot) => shot.clipId === each.id))),
    keyframes: document.keyframes.map((keyframe) => (oldIds.has(keyframe.shotId) ? inShotOfItsFrame(keyframe, ordered) : keyframe)),
  };
}

function inShotOfItsFrame(keyframe: Keyframe, ordered: readonly Shot[]): Keyframe {
  const shot = shotAt(ordered, keyframe.frame);
  return shot.id === keyframe.shotId ? keyframe : { ...keyframe, shotId: shot.id };
}

/** The shot that has a frame, of shots that cover their clip in order. */
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

/** Shots of a clip, in order, must have every frame of it exactly once, and their dissolves lie around their borders. @throws AppError `input.malformed` */
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

/** A dissolve joins two shots: it lies inside them, and the border inside it. @throws AppError `input.malformed` */
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
 * After borders have moved: a dissolve is cut to the two shots that it joins and begins after the one before it has ended; one
 * that no longer has its border inside becomes a cut.
 */
function trimDissolves(ordered: readonly Shot[]): readonly Shot[] {
  const trimmed: Shot[] = [];
  for (const shot of ordered) {
    const transitionIn = trimmedTransition(shot, trimmed.at(-1));
    trimmed.push(isDeepStrictEqual(transitionIn, shot.transitionIn) ? shot : { ...shot, transitionIn });
  }
  return trimmed;
}

function trimmedTransition(shot: Shot, previous: Shot | undefined): ShotTransition {
  if (shot.transitionIn.kind === 'cut' || previous === undefined || !rangeIncludes(shot.transitionIn.frames, shot.range.first)) return { kind: 'cut' };
  const { frames } = shot.transitionIn;
  const earliest = previous.transitionIn.kind === 'dissolve' ? previous.transitionIn.frames.last + 1 : previous.range.first;
  return { kind: 'dissolve', frames: frameRange(Math.max(frames.first, earliest), Math.min(frames.last, shot.range.last)) };
}

function malformed(message: string): AppError {
  return new AppError('input.malformed', message);
}
