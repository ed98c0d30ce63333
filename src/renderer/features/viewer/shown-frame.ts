import { rangeLength } from '../../../shared/model/frame.ts';
import type { AbPlane } from '../../../shared/model/ab-plane.ts';
import { lumaUrl } from '../../../shared/contract/pixel-urls.ts';
import { clipOf, documentOf, keyframeAt, shotAt } from '../../document/project-mirror.ts';
import { colourOfFrame } from '../../document/shot-colours.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import type { Editor } from '../../editor/editor.ts';
import { PARALLEL, planeUrlOf, proxyUrlOf } from '../../session/frame-cache.ts';
import { paintingName } from '../../session/painter.ts';

/** What the viewer has of a frame now. */
export interface ReadyFrame {
  readonly frame: number;
  readonly luma: ImageBitmap;
  readonly plane: AbPlane | undefined;
  /** Key of the plane; `undefined` when the frame has no colour yet. */
  readonly planeKey: string | undefined;
}

const AROUND_WHEN_STANDING = [1, -1, 2, 3, -2] as const;
const AHEAD_WHEN_PLAYING = 14;
/** While playing, a frame this far behind the playhead is still better than none new. */
const LATE_FRAMES = 24;

/** Key of the colour that a frame has now: its hints' as they are being painted, else what was spread to it. */
export function planeKeyOf(editor: Editor, frame: number): string | undefined {
  const { clipId, live } = editor.session.getState();
  if (clipId === null) return undefined;
  const document = documentOf(editor.project.getState());
  const hasHints = (live !== null && live.clipId === clipId && live.frame === frame) || keyframeAt(document, clipId, frame) !== undefined;
  const painted = hasHints ? editor.painter.store.getState().frames.get(paintingName(clipId, frame))?.painted.key : undefined;
  return painted ?? colourOfFrame(editor.colours.getState(), document, clipId, frame)?.key ?? undefined;
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

/** Frames to have at hand, the most urgent first. */
function framesWanted(editor: Editor): readonly number[] {
  const { clipId, frame, speed, loopShot } = editor.session.getState();
  const document = documentOf(editor.project.getState());
  const clip = clipOf(document, clipId);
  if (clip === undefined) return [];
  const inClip = (each: number): boolean => each >= 0 && each < clip.frameCount;
  if (speed === 0) return [frame, ...AROUND_WHEN_STANDING.map((by) => frame + by)].filter(inClip);
  const loop = loopShot ? shotAt(document, clipId, frame)?.range : undefined;
  const ahead = framesAhead(frame, speed, { latencyMs: editor.luma.latencyMs(), parallel: PARALLEL, frameMs: (1000 * clip.rate.den) / clip.rate.num });
  return ahead.map((each) => (loop === undefined || each <= loop.last ? each : loop.first + ((each - loop.first) % rangeLength(loop)))).filter(inClip);
}

/** What is there of a frame; `undefined` while its picture or its colour is on its way. */
function peekFrame(editor: Editor, clipId: ClipId, frame: number): ReadyFrame | undefined {
  const luma = editor.luma.peek(proxyUrlOf(clipId, frame));
  if (luma === undefined) return undefined;
  const planeKey = planeKeyOf(editor, frame);
  if (planeKey === undefined) return { frame, luma, plane: undefined, planeKey: undefined };
  const plane = editor.planes.peek(planeUrlOf(planeKey));
  // A frame whose colour is on its way waits for it, so that stepping does not flash gray.
  return plane === undefined && !editor.planes.failed(planeUrlOf(planeKey)) ? undefined : { frame, luma, plane, planeKey };
}

/** Makes what the viewer needs come, and says what is there of the frame under the playhead; while playing, of the nearest one behind it. */
export function readyFrame(editor: Editor, options: { readonly full: boolean }): ReadyFrame | undefined {
  const { clipId, frame, speed } = editor.session.getState();
  if (clipId === null) return undefined;
  const wanted = framesWanted(editor);
  const fullUrl = options.full ? lumaUrl(clipId, frame, 'full') : undefined;
  const finish = { finish: speed !== 0 };
  const proxies = wanted.map((each) => proxyUrlOf(clipId, each));
  editor.luma.want(fullUrl === undefined ? proxies : [...proxies.slice(0, 1), fullUrl, ...proxies.slice(1)], finish);
  editor.planes.want(wanted.map((each) => planeKeyOf(editor, each)).filter((key) => key !== undefined).map(planeUrlOf), finish);

  if (speed !== 0) {
    for (let late = 0; late <= LATE_FRAMES; late++) {
      const found = peekFrame(editor, clipId, frame - Math.sign(speed) * late);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const found = peekFrame(editor, clipId, frame);
  const full = fullUrl === undefined ? undefined : editor.luma.peek(fullUrl);
  return found === undefined || full === undefined ? found : { ...found, luma: full };
}
