import { rangeLength } from '../../../shared/model/frame.ts';
import type { AbPlane } from '../../../shared/model/ab-plane.ts';
import { lumaUrl } from '../../../shared/contract/pixel-urls.ts';
import { clipOf, documentOf, keyframeAt, shotAt } from '../../document/project-mirror.ts';
import { colourOfFrame } from '../../document/shot-colours.ts';
import type { Editor } from '../../editor/editor.ts';
import { planeUrlOf, proxyUrlOf } from '../../session/frame-cache.ts';
import { paintingName } from '../../session/painter.ts';

/** What the viewer has of a frame now. */
export interface ReadyFrame {
  readonly frame: number;
  readonly luma: ImageBitmap;
  readonly plane: AbPlane | undefined;
  /** Key of the plane; `undefined` when the frame has no colour yet. */
  readonly planeKey: string | undefined;
}

const AHEAD_WHEN_STANDING = 3;
const AHEAD_WHEN_PLAYING = 14;

/** Key of the colour that a frame has now: its hints' as they are being painted, else what was spread to it. */
export function planeKeyOf(editor: Editor, frame: number): string | undefined {
  const { clipId, live } = editor.session.getState();
  if (clipId === null) return undefined;
  const document = documentOf(editor.project.getState());
  const hasHints = (live !== null && live.clipId === clipId && live.frame === frame) || keyframeAt(document, clipId, frame) !== undefined;
  const painted = hasHints ? editor.painter.store.getState().frames.get(paintingName(clipId, frame))?.painted.key : undefined;
  return painted ?? colourOfFrame(editor.colours.getState(), document, clipId, frame)?.key ?? undefined;
}

/** Frames to have at hand, the one under the playhead first. */
function framesWanted(editor: Editor): readonly number[] {
  const { clipId, frame, speed, loopShot } = editor.session.getState();
  const document = documentOf(editor.project.getState());
  const clip = clipOf(document, clipId);
  if (clip === undefined) return [];
  const loop = loopShot && speed !== 0 ? shotAt(document, clipId, frame)?.range : undefined;
  const step = speed === 0 ? 1 : speed;
  const ahead = Array.from({ length: speed === 0 ? AHEAD_WHEN_STANDING : AHEAD_WHEN_PLAYING }, (_, index) => {
    const target = frame + (index + 1) * step;
    return loop === undefined || target <= loop.last ? target : loop.first + ((target - loop.first) % rangeLength(loop));
  });
  const around = speed === 0 ? [frame - 1, frame - 2] : [];
  return [frame, ...ahead, ...around].filter((each) => each >= 0 && each < clip.frameCount);
}

/** Makes what the viewer needs come, and says what is there of the frame under the playhead. */
export function readyFrame(editor: Editor, options: { readonly full: boolean }): ReadyFrame | undefined {
  const { clipId, frame } = editor.session.getState();
  if (clipId === null) return undefined;
  const wanted = framesWanted(editor);
  const fullUrl = options.full ? lumaUrl(clipId, frame, 'full') : undefined;
  editor.luma.want([...wanted.slice(0, 1).map((each) => proxyUrlOf(clipId, each)), ...(fullUrl === undefined ? [] : [fullUrl]), ...wanted.slice(1).map((each) => proxyUrlOf(clipId, each))]);
  const keys = wanted.map((each) => planeKeyOf(editor, each));
  editor.planes.want(keys.filter((key) => key !== undefined).map(planeUrlOf));

  const luma = (fullUrl === undefined ? undefined : editor.luma.peek(fullUrl)) ?? editor.luma.peek(proxyUrlOf(clipId, frame));
  if (luma === undefined) return undefined;
  const key = planeKeyOf(editor, frame);
  if (key === undefined) return { frame, luma, plane: undefined, planeKey: undefined };
  const plane = editor.planes.peek(planeUrlOf(key));
  // A frame whose colour is on its way waits for it, so that stepping does not flash gray.
  if (plane === undefined && !editor.planes.failed(planeUrlOf(key))) return undefined;
  return { frame, luma, plane, planeKey: key };
}
