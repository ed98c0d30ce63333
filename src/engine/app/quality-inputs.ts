import { AppError } from '../../shared/errors/app-error.ts';
import { type Clip, clipPath } from '../../shared/model/clip.ts';
import type { Keyframe, ProjectDocument, Swatch } from '../../shared/model/document.ts';
import { withEffectiveAb } from '../../shared/model/hint-kinds.ts';
import type { Hint } from '../../shared/model/hint.ts';
import type { AskedColour, AskedPlane } from '../quality/index.ts';
import type { App } from './app.ts';
import { colourKeyframe } from './keyframe-colour.ts';
import { keyframeSource } from './keyframe-source.ts';
import type { Services } from './services.ts';

/** Expected colours of a delivered film: of the hints of the open project, and of its keyframes as a whole. */
export interface QualityInputs {
  readonly asked: readonly AskedColour[];
  readonly keyframes: readonly AskedPlane[];
}

/** @throws AppError `project.notFound` when the project does not contain the source; what colouring a keyframe throws */
export async function qualityInputs(app: Pick<App, 'document'>, services: Services, source: Clip, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<QualityInputs> {
  const document = app.document();
  const clip = document.clips.find((each) => each.contentHash.replace(/-deinterlaced$/, '') === source.contentHash) ?? document.clips.find((each) => clipPath(each) === clipPath(source));
  if (clip === undefined) throw new AppError('project.notFound', `The project holds no clip that is "${clipPath(source)}".`);
  const shots = new Set(document.shots.filter(({ clipId }) => clipId === clip.id).map(({ id }) => id));
  const ours = document.keyframes.filter(({ shotId }) => shots.has(shotId));
  const keyframes: AskedPlane[] = [];
  // A correction has no colour of its own: it changes the propagated colour.
  for (const keyframe of ours.filter(({ correction }) => correction === undefined)) keyframes.push({ frame: keyframe.frame, plane: (await colourKeyframe(services, keyframeSource(document, keyframe), options)).plane });
  return { asked: ours.flatMap((keyframe) => askedOf(keyframe, document)), keyframes };
}

/** Positions on a keyframe whose topmost hint has full strength: a later hint hides an earlier one under it. */
function askedOf(keyframe: Keyframe, { swatches }: Pick<ProjectDocument, 'swatches'>): readonly AskedColour[] {
  if (keyframe.still !== undefined) return [];
  return keyframe.hints.flatMap((hint, index) => {
    const colour = colourOf(hint, swatches);
    if (colour === undefined) return [];
    const isHidden = keyframe.hints.slice(index + 1).some((later) => covers(later, colour.at));
    return isHidden ? [] : [{ frame: keyframe.frame, ...colour }];
  });
}

function colourOf(hint: Hint, swatches: readonly Swatch[]): Omit<AskedColour, 'frame'> | undefined {
  const stated = withEffectiveAb(hint, swatches);
  if (stated.kind === 'boundary' || stated.kind === 'auto' || (stated.strength ?? 1) < 1) return undefined;
  return { at: stated.kind === 'point' ? stated.at : stated.path[stated.path.length >> 1]!, ab: stated.ab };
}

/** Whether a hint covers a position, its soft edge included. */
function covers(hint: Hint, at: readonly [number, number]): boolean {
  if (hint.kind === 'boundary') return false;
  const places = hint.kind === 'stroke' ? hint.path : [hint.at];
  return places.some(([x, y]) => Math.hypot(x - at[0], y - at[1]) < 2 * hint.radius);
}
