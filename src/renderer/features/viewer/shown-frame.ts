import { rangeLength } from '../../../shared/model/frame.ts';
import type { Keyframe, ProjectDocument } from '../../../shared/model/document.ts';
import { type ClipPixels, lumaUrl } from '../../../shared/contract/pixel-urls.ts';
import { clipOf, documentOf, keyframeAt, pixelsOf, shotAt } from '../../document/project-mirror.ts';
import { colourOfFrame } from '../../document/shot-colours.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import type { Editor } from '../../editor/editor.ts';
import { confidenceUrlOf, PARALLEL, planeUrlOf, proxyUrlOf } from '../../session/frame-cache.ts';
import { paintingName } from '../../session/painter.ts';
import type { ReadyFrame } from '../../session/shown-frames.ts';

/** A frame by where it is and what colour it has. */
export interface FrameName {
  readonly clipId: ClipId;
  readonly frame: number;
  readonly planeKey: string | undefined;
}

const AROUND_WHEN_STANDING = [1, -1, 2, 3, -2] as const;
const AHEAD_WHEN_PLAYING = 14;
/** While playing or scrubbing, a frame this far behind the playhead is still better than none new. */
const LATE_FRAMES = 24;

/** Key of the colour that a frame has now; see {@link shownColour}. */
export function planeKeyOf(editor: Editor, frame: number, seen: 'live' | 'settled' = 'live'): string | undefined {
  return shownColour(editor, frame, seen)?.key;
}

/**
 * The colour that a frame has now: its hints' as they are being painted, else what was propagated to it, stale while its replacement
 * is not made. A corrected frame that is made is shown as it was made.
 * @param seen `settled`: as it was before the gesture under way, for small pictures that need not follow a hand
 */
export function shownColour(editor: Editor, frame: number, seen: 'live' | 'settled' = 'live'): { readonly key: string; readonly stale: boolean } | undefined {
  const { clipId, live } = editor.session.getState();
  if (clipId === null) return undefined;
  const document = documentOf(editor.project.getState());
  const isLive = seen === 'live' && live !== null && live.clipId === clipId && live.frame === frame;
  const keyframe = keyframeAt(document, clipId, frame);
  const found = colourOfFrame(editor.colours.getState(), document, clipId, frame);
  const propagated = found === undefined || found.key === null ? undefined : { key: found.key, stale: found.stale };
  if (!isLive && keyframe?.correction === true && propagated?.stale === false) return propagated;
  const hasHints = isLive || keyframe !== undefined;
  const painting = hasHints ? editor.painter.store.getState().frames.get(paintingName(clipId, frame)) : undefined;
  const painted = seen === 'live' ? painting?.painted : painting?.kept;
  return painted === undefined ? propagated : { key: painted.key, stale: false };
}

/** Pure: frames to have ready while playing. When they come slower than they are due, only every so many are asked for, and only those that can be there in time. */
export function framesAhead(frame: number, speed: number, pace: { readonly latencyMs: number; readonly parallel: number; readonly frameMs: number }): readonly number[] {
  const dueMs = pace.frameMs / Math.abs(speed);
  const stride = Math.max(1, Math.ceil(pace.latencyMs / pace.parallel / dueMs));
  const lead = Math.floor(pace.latencyMs / dueMs);
  const direction = Math.sign(speed);
  // Multiples of the stride, so that the frames asked for stay the same as the playhead moves on.
  const first = direction * Math.ceil((direction * frame + lead) / stride) * stride;
  return Array.from({ length: AHEAD_WHEN_PLAYING }, (_, index) => first + direction * index * stride);
}

/** Pure: what may stand for the frame under a playhead that is drawn along, the best first: what lies between it and the frame that is shown, so that the picture never runs against the hand. */
export function framesOnTheWay(frame: number, shown: number | undefined): readonly number[] {
  const back = shown === undefined ? 0 : Math.sign(shown - frame);
  return Array.from({ length: Math.min(LATE_FRAMES, Math.abs((shown ?? frame) - frame)) + 1 }, (_, late) => frame + back * late);
}

/** Frames to have at hand, the most urgent first; while nothing is on the screen yet, and while scrubbing, only the one that the user waits for. */
function framesWanted(editor: Editor): readonly number[] {
  const { clipId, frame, speed, scrubbing, loopShot } = editor.session.getState();
  const document = documentOf(editor.project.getState());
  const clip = clipOf(document, clipId);
  if (clip === undefined) return [];
  const inClip = (each: number): boolean => each >= 0 && each < clip.frameCount;
  if (scrubbing || editor.shown.getState().ready === undefined) return [frame].filter(inClip);
  if (speed === 0) return [frame, ...AROUND_WHEN_STANDING.map((by) => frame + by)].filter(inClip);
  const loop = loopShot ? shotAt(document, clipId, frame)?.range : undefined;
  const ahead = framesAhead(frame, speed, { latencyMs: editor.luma.latencyMs(), parallel: PARALLEL, frameMs: (1000 * clip.rate.den) / clip.rate.num });
  return ahead.map((each) => (loop === undefined || each <= loop.last ? each : loop.first + ((each - loop.first) % rangeLength(loop)))).filter(inClip);
}

/** What is there of a frame; `undefined` while its picture or its colour is on its way. */
export function peekFrame(editor: Editor, { clipId, frame, planeKey }: FrameName): ReadyFrame | undefined {
  const luma = editor.luma.peek(proxyUrlOf(pixelsOf(editor.project.getState(), clipId), frame));
  if (luma === undefined) return undefined;
  if (planeKey === undefined) return { clipId, frame, luma, plane: undefined, planeKey: undefined };
  const plane = editor.planes.peek(planeUrlOf(planeKey));
  // A frame whose colour is on its way waits for it, so that stepping does not flash gray.
  return plane === undefined && !editor.planes.failed(planeUrlOf(planeKey)) ? undefined : { clipId, frame, luma, plane, planeKey };
}

/** The keyframe of a shot that is nearest to a frame; of two as near the earlier. */
export function nearestKeyframe(document: ProjectDocument, clipId: ClipId, frame: number): Keyframe | undefined {
  const shot = shotAt(document, clipId, frame);
  return document.keyframes.filter((keyframe) => keyframe.shotId === shot?.id).toSorted((a, b) => Math.abs(a.frame - frame) - Math.abs(b.frame - frame) || a.frame - b.frame)[0];
}

/** The frame that the shown one is compared with; `undefined` when that is the film as it was, or when there is none. */
export function frameHeldAgainst(editor: Editor): FrameName | undefined {
  const { clipId, frame, compare, against } = editor.session.getState();
  if (clipId === null || (compare !== 'wipe' && compare !== 'sideBySide')) return undefined;
  switch (against.kind) {
    case 'film': return undefined;
    case 'frame': return against;
    case 'keyframe': {
      const keyframe = nearestKeyframe(documentOf(editor.project.getState()), clipId, frame);
      return keyframe === undefined ? undefined : { clipId, frame: keyframe.frame, planeKey: planeKeyOf(editor, keyframe.frame) };
    }
  }
}

/** A standing picture that is drawn larger than its proxy by more than this is wanted at full size. */
const CLOSER_BY = 1.05;

/**
 * Makes what the viewer needs come, and says what is there of the frame under the playhead; while playing, of the nearest one behind it; while scrubbing, of the nearest one on the way to it.
 * @param options.widthPx width at which the picture is drawn, device pixels
 */
export function readyFrame(editor: Editor, options: { readonly widthPx: number }): ReadyFrame | undefined {
  const { clipId, frame, speed, scrubbing, overlays } = editor.session.getState();
  if (clipId === null) return undefined;
  const wanted = framesWanted(editor);
  const isMoving = speed !== 0 || scrubbing;
  const pixels = (of: ClipId): ClipPixels => pixelsOf(editor.project.getState(), of);
  const proxy = editor.luma.peek(proxyUrlOf(pixels(clipId), frame));
  const isCloser = proxy !== undefined && !isMoving && options.widthPx > proxy.width * CLOSER_BY;
  const fullUrl = isCloser ? lumaUrl(pixels(clipId), frame, 'full') : undefined;
  const other = frameHeldAgainst(editor);
  const finish = { finish: isMoving };
  const [first, ...later] = wanted.map((each) => proxyUrlOf(pixels(clipId), each));
  editor.luma.want([first, other === undefined ? undefined : proxyUrlOf(pixels(other.clipId), other.frame), fullUrl, ...later].filter((url) => url !== undefined), finish);
  const [firstKey, ...laterKeys] = wanted.map((each) => planeKeyOf(editor, each));
  editor.planes.want([firstKey, other?.planeKey, ...laterKeys].filter((key) => key !== undefined).map(planeUrlOf), finish);
  if (overlays.lowConfidence) editor.confidences.want(firstKey === undefined ? [] : [confidenceUrlOf(firstKey)], finish);
  const sure = (ready: ReadyFrame | undefined): ReadyFrame | undefined => (ready?.planeKey === undefined || !overlays.lowConfidence ? ready : { ...ready, confidence: editor.confidences.peek(confidenceUrlOf(ready.planeKey)) });
  const peek = (each: number): ReadyFrame | undefined => peekFrame(editor, { clipId, frame: each, planeKey: planeKeyOf(editor, each) });

  if (isMoving) {
    const late = scrubbing ? framesOnTheWay(frame, editor.shown.getState().ready?.frame) : Array.from({ length: LATE_FRAMES + 1 }, (_, by) => frame - Math.sign(speed) * by);
    for (const each of late) {
      const found = peek(each);
      if (found !== undefined) return sure(found);
    }
    return undefined;
  }
  const found = sure(peek(frame));
  const full = fullUrl === undefined ? undefined : editor.luma.peek(fullUrl);
  return found === undefined || full === undefined ? found : { ...found, luma: full };
}
