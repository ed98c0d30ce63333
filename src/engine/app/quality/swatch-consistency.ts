import { gamutMap } from '../../../shared/colour/gamut.ts';
import { labToSrgb } from '../../../shared/colour/srgb.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { AB_UNIT, type AbPlane } from '../../../shared/model/ab-plane.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Keyframe, ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import type { ChromaAb, ImagePoint } from '../../../shared/model/hint.ts';
import type { SceneId, SwatchId } from '../../../shared/model/ids.ts';
import { applyLayers, type LayerTable } from '../../../shared/model/layer-table.ts';
import { compareShown, type ShownSwatch, type SwatchConsistency } from '../../../shared/model/swatch-consistency.ts';
import type { WorkingLuma } from '../../../shared/model/working-luma.ts';
import type { App } from '../app.ts';
import { type ChromaSource, createChromaSource } from '../shots/frame-status.ts';
import { keyframeSource } from '../shots/keyframe-source.ts';
import { type SeenHint, seenHints } from './quality-inputs.ts';

/** A keyframe with its hints that follow a swatch and are seen. */
interface LinkedKeyframe {
  readonly shot: Shot;
  readonly keyframe: Keyframe;
  readonly hints: readonly (SeenHint & { readonly swatch: SwatchId })[];
}

interface Known {
  readonly decidedBy: readonly unknown[];
  /** In the order of its hints. */
  readonly shown: readonly ChromaAb[];
}
/** What keyframes show, while nothing that decides it has changed: a scene has dozens of them, and each is a frame to be decoded. */
const known = new WeakMap<Keyframe, Known>();

/** How alike the shots of a scene show each swatch that several of them use, the least alike first. @throws AppError `project.notFound`, as `PaintingSources.luma`; AbortError */
export async function swatchConsistency(app: App, sceneId: SceneId, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<SwatchConsistency[]> {
  await app.contentsKnown();
  const document = app.document();
  if (!document.scenes.some(({ id }) => id === sceneId)) throw new AppError('project.notFound', 'This scene is not in the project.');
  const linked = linkedKeyframes(document, document.shots.filter((shot) => shot.sceneId === sceneId));
  const shotsOf = (swatch: SwatchId): ReadonlySet<Shot> => new Set(linked.filter(({ hints }) => hints.some((hint) => hint.swatch === swatch)).map(({ shot }) => shot));
  const swatches = document.swatches.filter(({ id }) => shotsOf(id).size > 1);
  const shared = new Set(swatches.map(({ id }) => id));
  const sources = new Map<Shot, ChromaSource>();
  const shown = new Map<SwatchId, ShownSwatch[]>(swatches.map(({ id }) => [id, []]));
  for (const { shot, keyframe, hints } of linked) {
    if (!hints.some(({ swatch }) => shared.has(swatch))) continue;
    signal?.throwIfAborted();
    const source = sources.get(shot) ?? createChromaSource([app.shotPlan(shot.id)], app.services);
    sources.set(shot, source);
    const colours = await shownColours(app, { shot, keyframe, hints }, { clip: app.clip(shot.clipId), source, signal });
    hints.forEach(({ swatch }, index) => { if (colours !== undefined) shown.get(swatch)?.push({ shotId: shot.id, frame: keyframe.frame, ab: colours[index]! }); });
  }
  const worst = ({ shots }: SwatchConsistency): number => shots[0]?.deltaE ?? 0;
  return swatches.map((swatch): SwatchConsistency => {
    const seen = shown.get(swatch.id) ?? [];
    const there = new Set(seen.map(({ shotId }) => shotId));
    return { swatchId: swatch.id, shots: compareShown(swatch, seen), unknown: [...shotsOf(swatch.id)].map(({ id }) => id).filter((id) => !there.has(id)) };
  }).sort((a, b) => worst(b) - worst(a));
}

function linkedKeyframes(document: ProjectDocument, shots: readonly Shot[]): readonly LinkedKeyframe[] {
  const index = documentIndex(document);
  return shots.flatMap((shot) => index.keyframes(shot.id).flatMap((keyframe): LinkedKeyframe[] => {
    if (!keyframe.hints.some((hint) => 'swatch' in hint && hint.swatch !== undefined)) return [];
    const hints = seenHints(keyframe, keyframeSource(document, keyframe)).flatMap(({ swatch, ...hint }) => (swatch === undefined ? [] : [{ ...hint, swatch }]));
    return hints.length === 0 ? [] : [{ shot, keyframe, hints }];
  }));
}

/** Delivered ab at the hints of a keyframe; `undefined` while it has no present colour. */
async function shownColours({ services }: App, { shot, keyframe, hints }: LinkedKeyframe, { clip, source, signal }: { readonly clip: Clip; readonly source: ChromaSource; readonly signal: AbortSignal | undefined }): Promise<readonly ChromaAb[] | undefined> {
  const { frame } = keyframe;
  const layers = source.layersAt(frame);
  const shares = source.sharesAt(frame);
  if (shares.length === 0) return undefined;
  const decidedBy = [shares.map(({ key, weight }) => `${key} ${weight}`).join(), layers?.name, shot.hintGroups, shot.masks];
  const before = known.get(keyframe);
  if (before !== undefined && decidedBy.every((each, index) => each === before.decidedBy[index])) return before.shown;
  const plane = await source.chromaAt(frame);
  if (plane === undefined) return undefined;
  const luma = await services.paintingSources.luma(clip, frame, signal === undefined ? {} : { signal });
  const shown = hints.map(({ at }) => deliveredAt(at, { plane, luma, layers }));
  known.set(keyframe, { decidedBy, shown });
  return shown;
}

/** Colour of a plane at a place, after the layers, as near as the gamut has it at that lightness. */
function deliveredAt(at: ImagePoint, { plane, luma, layers }: { readonly plane: AbPlane; readonly luma: WorkingLuma; readonly layers: LayerTable | undefined }): ChromaAb {
  const indexIn = ({ width, height }: { readonly width: number; readonly height: number }): number => Math.min(height - 1, Math.floor(at[1] * height)) * width + Math.min(width - 1, Math.floor(at[0] * width));
  const sample = indexIn(plane);
  const own: ChromaAb = [plane.samples[sample]! / AB_UNIT, plane.samples[plane.width * plane.height + sample]! / AB_UNIT];
  const lightness = luma.lightness[indexIn(luma)]!;
  const [a, b] = layers === undefined ? own : applyLayers(layers, labToSrgb(lightness, 0, 0)[0], own, at);
  const [, mappedA, mappedB] = gamutMap(lightness, a, b, luma.gamut);
  return [mappedA, mappedB];
}
