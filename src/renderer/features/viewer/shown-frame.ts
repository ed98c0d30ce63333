import { rangeLength } from '../../../shared/model/frame.ts';
import type { Keyframe, ProjectDocument } from '../../../shared/model/document.ts';
import { layersOver } from '../../../shared/model/document-index.ts';
import { limits } from '../../../shared/model/shot-mix.ts';
import { versionsOf } from '../../../shared/model/version.ts';
import { type LayerTable, layerTableOf } from '../../../shared/model/layer-table.ts';
import { type ClipPixels, lumaUrl } from '../../../shared/contract/pixel-urls.ts';
import { clipOf, documentOf, keyframeAt, pixelsOf, shotAt } from '../../document/project-mirror.ts';
import { colourOfFrame } from '../../document/shot-colours.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import type { Editor } from '../../editor/editor.ts';
import { loopRange } from '../../session/loop-range.ts';
import { confidenceUrlOf, PARALLEL, planeUrlOf, proxyUrlOf } from '../../session/frame-cache.ts';
import { paintingName } from '../../session/painter.ts';
import type { ReadyFrame } from '../../session/shown-frames.ts';

/** A frame by its position and its colour. */
interface FrameName {
  readonly clipId: ClipId;
  readonly frame: number;
  readonly planeKey: string | undefined;
  readonly layers: LayerTable | undefined;
}

const AROUND_WHEN_STANDING = [1, -1, 2, 3, -2] as const;
const AHEAD_WHEN_PLAYING = 14;
/** While playing or scrubbing, a frame at most this far behind the playhead is shown rather than no new one. */
const LATE_FRAMES = 24;

type Seen = 'live' | 'made' | 'settled';

/** A frame of a clip, which need not be the clip shown. */
type FrameOfClip = Pick<FrameName, 'clipId' | 'frame'>;

/** Key of the frame's present colour; see {@link shownColour}. */
export function planeKeyOf(editor: Editor, at: FrameOfClip, seen: Seen = 'live'): string | undefined {
  return shownColour(editor, at, seen)?.key;
}

/**
 * The present colour of a frame: its painted hints, else its propagated colour, which is stale until its replacement is made. A corrected
 * frame is shown as it was made. Where the picture stands and has no present colour, a draft is shown: among the frames of a playing film it would flicker.
 * @param seen `made`: without drafts; `settled`: also as before the current gesture, for small pictures that need not follow it
 */
export function shownColour(editor: Editor, { clipId, frame }: FrameOfClip, seen: Seen = 'live'): { readonly key: string; readonly stale: boolean; readonly draft: boolean } | undefined {
  const { live, speed } = editor.session.getState();
  const document = documentOf(editor.project.getState());
  const isLive = seen !== 'settled' && live !== null && live.clipId === clipId && live.frame === frame;
  const keyframe = keyframeAt(document, clipId, frame);
  const found = colourOfFrame(editor.colours.getState(), document, clipId, frame, { drafts: seen === 'live' && speed === 0 });
  const propagated = found === undefined || found.key === null ? undefined : { key: found.key, stale: found.stale, draft: found.draft };
  if (!isLive && keyframe?.correction === true && propagated?.stale === false) return propagated;
  const hasHints = isLive || keyframe !== undefined;
  const painting = hasHints ? editor.painter.store.getState().frames.get(paintingName(clipId, frame)) : undefined;
  const painted = seen === 'settled' ? painting?.kept : painting?.painted;
  return painted === undefined ? propagated : { key: painted.key, stale: false, draft: false };
}

/**
 * The layers over a frame. While a layer is changed by hand, the change is in it at once.
 * @param seen `settled`: as the document has them
 */
export function layersOfFrame(editor: Editor, { clipId, frame }: FrameOfClip, seen: Exclude<Seen, 'made'> = 'live'): LayerTable | undefined {
  const { liveLayers, liveMasks, bypassLayers } = editor.session.getState();
  const document = documentOf(editor.project.getState());
  const clip = clipOf(document, clipId);
  if (clip === undefined || (bypassLayers && seen === 'live')) return undefined;
  const live = seen === 'live' ? [liveLayers, liveMasks].filter((each) => each !== null) : [];
  return layerTableOf(layersOver(document, { clipId: clip.id, frame }, live), clip.picture);
}

/**
 * Pure: frames to load while playing. When loading is slower than playback, only every n-th frame is requested, and only frames that can
 * arrive in time.
 */
export function framesAhead(frame: number, speed: number, pace: { readonly latencyMs: number; readonly parallel: number; readonly frameMs: number }): readonly number[] {
  const dueMs = pace.frameMs / Math.abs(speed);
  const stride = Math.max(1, Math.ceil(pace.latencyMs / pace.parallel / dueMs));
  const lead = Math.floor(pace.latencyMs / dueMs);
  const direction = Math.sign(speed);
  // Multiples of the stride, so that the requests stay the same as the playhead moves on.
  const first = direction * Math.ceil((direction * frame + lead) / stride) * stride;
  return Array.from({ length: AHEAD_WHEN_PLAYING }, (_, index) => first + direction * index * stride);
}

/**
 * Pure: frames that may be shown while the playhead is scrubbed, the best first: those between the shown frame and the playhead, so that
 * the picture never moves against the scrub. Where the playhead was put far from the shown frame and is dragged on, frames that it has passed may lie on its other side.
 */
export function framesOnTheWay(frame: number, shown: number | undefined): readonly number[] {
  const away = (shown ?? frame) - frame;
  const late = Array.from({ length: Math.min(LATE_FRAMES, Math.abs(away)) }, (_, index) => index + 1);
  const back = Math.sign(away);
  return [frame, ...late.flatMap((by) => (Math.abs(away) > LATE_FRAMES ? [frame + back * by, frame - back * by] : [frame + back * by]))];
}

/** Frames to load, the most urgent first; until the first picture is shown, and while scrubbing, only the one at the playhead. */
function framesWanted(editor: Editor): readonly number[] {
  const { clipId, frame, speed, scrubbing } = editor.session.getState();
  const document = documentOf(editor.project.getState());
  const clip = clipOf(document, clipId);
  if (clip === undefined) return [];
  const inClip = (each: number): boolean => each >= 0 && each < clip.frameCount;
  if (scrubbing || editor.shown.getState().ready === undefined) return [frame].filter(inClip);
  if (speed === 0) return [frame, ...AROUND_WHEN_STANDING.map((by) => frame + by)].filter(inClip);
  const loop = loopRange(document, editor.session.getState());
  const ahead = framesAhead(frame, speed, { latencyMs: editor.luma.latencyMs(), parallel: PARALLEL, frameMs: (1000 * clip.rate.den) / clip.rate.num });
  return ahead.map((each) => (loop === undefined || each <= loop.last ? each : loop.first + ((each - loop.first) % rangeLength(loop)))).filter(inClip);
}

/** The loaded parts of a frame; `undefined` while its picture or its colour is loading. */
export function peekFrame(editor: Editor, { clipId, frame, planeKey, layers }: FrameName): ReadyFrame | undefined {
  const luma = editor.luma.peek(proxyUrlOf(pixelsOf(editor.project.getState(), clipId), frame));
  if (luma === undefined) return undefined;
  if (planeKey === undefined) return { clipId, frame, luma, plane: undefined, planeKey: undefined };
  const plane = editor.planes.peek(planeUrlOf(planeKey));
  // A frame is shown only with its colour, so that stepping does not flash gray.
  return plane === undefined && !editor.planes.failed(planeUrlOf(planeKey)) ? undefined : { clipId, frame, luma, plane, planeKey, layers };
}

/** The keyframe of a shot nearest to a frame; of two equally near the earlier. */
export function nearestKeyframe(document: ProjectDocument, clipId: ClipId, frame: number): Keyframe | undefined {
  const shot = shotAt(document, clipId, frame);
  return document.keyframes.filter((keyframe) => keyframe.shotId === shot?.id).toSorted((a, b) => Math.abs(a.frame - frame) - Math.abs(b.frame - frame) || a.frame - b.frame)[0];
}

/** The frame that the result is compared with; `undefined` for the original, or when there is none. */
export function frameHeldAgainst(editor: Editor): FrameName | undefined {
  const { clipId, frame, compare, against } = editor.session.getState();
  if (clipId === null || (compare !== 'wipe' && compare !== 'sideBySide')) return undefined;
  switch (against.kind) {
    case 'original': return undefined;
    case 'version': return frameOfVersion(editor, { clipId, frame }, against.name);
    case 'frame': {
      const of = clipOf(documentOf(editor.project.getState()), against.clipId);
      return { ...against, layers: of === undefined ? undefined : layerTableOf(against.layers ?? [], of.picture) };
    }
    case 'keyframe': {
      const keyframe = nearestKeyframe(documentOf(editor.project.getState()), clipId, frame);
      return keyframe === undefined ? undefined : { clipId, frame: keyframe.frame, planeKey: planeKeyOf(editor, { clipId, frame: keyframe.frame }), layers: layersOfFrame(editor, { clipId, frame: keyframe.frame }) };
    }
  }
}

/** The frame as another version of its shot has it; `undefined` where there is none of this name, or its colour is not known yet. */
function frameOfVersion(editor: Editor, { clipId, frame }: Pick<FrameName, 'clipId' | 'frame'>, name: string): FrameName | undefined {
  const document = documentOf(editor.project.getState());
  const shot = shotAt(document, clipId, frame);
  const version = shot === undefined ? undefined : versionsOf(document, shot.id).find((each) => each.name === name);
  const clip = clipOf(document, clipId);
  if (shot === undefined || version === undefined || clip === undefined) return undefined;
  const colour = editor.versionColours.get(shot, version);
  if (colour === undefined) return undefined;
  return { clipId, frame, planeKey: colour.frames[frame - colour.range.first]?.key ?? undefined, layers: layerTableOf([{ layers: version.layers ?? [], weight: 1, ...limits({ ...version, masks: shot.masks }, frame) }], clip.picture) };
}

/** A standing picture enlarged from its proxy by more than this factor is loaded at full size. */
const CLOSER_BY = 1.05;

/**
 * Loads what the viewer needs, and returns the loaded frame at the playhead; while playing, the nearest one behind it; while scrubbing,
 * the nearest one on the way to it.
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
  const [firstKey, ...laterKeys] = wanted.map((each) => planeKeyOf(editor, { clipId, frame: each }));
  editor.planes.want([firstKey, other?.planeKey, ...laterKeys].filter((key) => key !== undefined).map(planeUrlOf), finish);
  if (overlays.lowConfidence) editor.confidences.want(firstKey === undefined ? [] : [confidenceUrlOf(firstKey)], finish);
  const sure = (ready: ReadyFrame | undefined): ReadyFrame | undefined => (ready?.planeKey === undefined || !overlays.lowConfidence ? ready : { ...ready, confidence: editor.confidences.peek(confidenceUrlOf(ready.planeKey)) });
  const peek = (each: number): ReadyFrame | undefined => peekFrame(editor, { clipId, frame: each, planeKey: planeKeyOf(editor, { clipId, frame: each }), layers: layersOfFrame(editor, { clipId, frame: each }) });

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
