import type { ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import { presentHint } from '../../../shared/model/hint-kinds.ts';
import type { SwatchId } from '../../../shared/model/ids.ts';
import type { SceneColour } from '../../colorize/index.ts';

/** Distance in ab up to which two hints have one colour. */
const SAME = 2;
/** The most used of a scene. */
const MOST = 32;

/** The colours of the points and strokes on the keyframes of a shot's scene, or of the shot alone where it is in none: the most used first. What *Colour like* made is left out: those are many, and of one decision. */
export function sceneColours(document: ProjectDocument, shot: Pick<Shot, 'id' | 'sceneId'>): readonly SceneColour[] {
  const index = documentIndex(document);
  const shots = shot.sceneId === undefined ? [shot] : document.shots.filter(({ sceneId }) => sceneId === shot.sceneId);
  const found: { ab: SceneColour['ab']; hints: number; swatch?: SwatchId }[] = [];
  for (const each of shots.flatMap(({ id }) => index.keyframes(id)).flatMap(({ hints }) => hints)) {
    const hint = presentHint(each, document.swatches);
    if (!('ab' in hint) || hint.made !== undefined) continue;
    const { ab, swatch } = hint;
    const same = found.find((other) => (swatch === undefined && other.swatch === undefined ? Math.hypot(ab[0] - other.ab[0], ab[1] - other.ab[1]) <= SAME : other.swatch === swatch));
    if (same !== undefined) same.hints += 1;
    else found.push({ ab, hints: 1, ...(swatch === undefined ? {} : { swatch }) });
  }
  return found.toSorted((a, b) => b.hints - a.hints).slice(0, MOST);
}
