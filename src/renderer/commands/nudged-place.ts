import { clipOf, documentOf } from '../document/project-mirror.ts';
import type { Editor } from '../editor/editor.ts';
import { type Placement, type ScreenPoint, shownSize, toImage, toScreen } from '../session/view.ts';

/** A position moved by pixels of the source in the direction that is seen. */
export function nudgedPlace({ project, session }: Editor, from: readonly [number, number], by: ScreenPoint): readonly [number, number] {
  const clip = clipOf(documentOf(project.getState()), session.getState().clipId);
  if (clip === undefined) return from;
  const { width, height } = shownSize(clip.picture);
  // The upright picture at one CSS px for each of its pixels: only the direction depends on how it is turned.
  const placement: Placement = { left: 0, top: 0, width, height, zoom: 1, rotation: clip.picture.rotation };
  const seen = toScreen(from, placement);
  return toImage({ x: seen.x + by.x, y: seen.y + by.y }, placement);
}
