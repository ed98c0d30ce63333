import type { FrameDraft } from '../../../shared/contract/propagate.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type FrameIndex, rangeIncludes } from '../../../shared/model/frame.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import type { ArtefactKey } from '../../artefacts/index.ts';
import type { KeyPlane } from '../../propagate/index.ts';
import type { App } from '../app.ts';
import { previewCorrection } from '../colorize/correct-frame.ts';
import { colourKeyframe } from '../colorize/keyframe-colour.ts';
import { ofPresentClip } from '../colorize/paint-frame.ts';
import { colourLimits, limitsOfReading } from '../shots/colour-limits.ts';
import { keyframeSource } from '../shots/keyframe-source.ts';
import { memoryOfSpan, type RememberedStill } from '../shots/scene-memory.ts';
import { networksOf } from '../shots/shot-networks.ts';
import type { ShotPlan } from '../shots/shot-plan.ts';
import { colourOfStill } from './remembered-stills.ts';

/**
 * A draft of a frame's colour under the present document. It is no part of the shot's colour: neither a status nor a delivery knows it.
 * `null` for a keyframe or a corrected frame, and where no keyframe has colour. @throws AppError `project.notFound`, `input.frameOutside`, as `colourKeyframe` and `DraftReader.draft`
 */
export async function draftFrame(app: App, { shotId, frame }: { readonly shotId: ShotId; readonly frame: FrameIndex }, { signal }: { readonly signal?: AbortSignal | undefined } = {}): Promise<FrameDraft | null> {
  await app.contentsKnown();
  return ofPresentClip(async () => {
    const plan = app.shotPlan(shotId);
    if (!rangeIncludes(plan.range, frame)) throw new AppError('input.frameOutside', `Frame ${frame} is not in this shot.`);
    if (plan.keys.has(frame) || plan.corrections.some((each) => each.frame === frame)) return null;
    const placed = await keysBeside(app, plan, { frame, signal });
    if (placed.length === 0) return null;
    const { services } = app;
    const { id: modelId, version: network, manifest } = networksOf(services.registry, plan.shot).propagate;
    const reads = placed.map(({ plane: { frame: of }, key }) => ({ frame: of, key }));
    const hasSources = manifest.layout === 'sources';
    const stills = hasSources ? memoryOfDraft(plan, frame, placed) : [];
    const memory = stills.map((still) => ({ still, plane: colourOfStill(still, (name) => app.keptPlane(name)) }));
    const remembered = stills.length === 0 ? undefined : stills.map(({ key }) => key);
    const limits = hasSources ? limitsOfReading(plan.shot, frame, { from: reads.map(({ frame: of }) => of), memory: remembered }) : undefined;
    const made = await services.drafts(
      { clip: services.contents.of(plan.clip), frame, reads, memory: remembered, limits, network },
      { clip: plan.clip, keys: placed.map(({ plane }) => plane), memory, limits: limits === undefined ? [] : colourLimits(plan.shot), modelId }, { signal, priority: 'playhead', keep: 'memory' });
    return { key: made.key, confidence: made.meta.confidence ?? 0 };
  });
}

interface PlacedKey {
  readonly key: ArtefactKey;
  readonly plane: KeyPlane;
}

/** The scene memory of a draft: as of the final frame, none between two keyframes. */
function memoryOfDraft({ memory }: ShotPlan, frame: FrameIndex, placed: readonly PlacedKey[]): readonly RememberedStill[] {
  const [left, right] = [placed.find(({ plane }) => plane.frame < frame), placed.find(({ plane }) => plane.frame > frame)];
  return memoryOfSpan({ left, right }, memory) === undefined ? [] : memory;
}

/** The nearest keyframe or corrected frame on either side, with its colour; a corrected frame that has none yet is passed over. */
async function keysBeside(app: App, plan: ShotPlan, at: { readonly frame: number; readonly signal: AbortSignal | undefined }): Promise<readonly PlacedKey[]> {
  const frames = [...[...plan.keys.keys()].filter((frame) => !plan.alone.has(frame)), ...plan.corrections.map(({ frame }) => frame)];
  const found: PlacedKey[] = [];
  for (const side of [frames.filter((each) => each < at.frame).sort((a, b) => b - a), frames.filter((each) => each > at.frame).sort((a, b) => a - b)]) {
    for (const frame of side) {
      const placed = plan.keys.has(frame) ? await keyframeColour(app, plan, { ...at, frame }) : await correctedColour(app, plan, { ...at, frame });
      if (placed === undefined) continue;
      found.push(placed);
      break;
    }
  }
  return found;
}

/** Painted now where it has no colour yet. */
async function keyframeColour(app: App, plan: ShotPlan, { frame, signal }: { readonly frame: number; readonly signal: AbortSignal | undefined }): Promise<PlacedKey | undefined> {
  const { services } = app;
  const [key, keyframe] = [plan.keys.get(frame), plan.keyframes.find((each) => each.frame === frame)];
  if (key === undefined || keyframe === undefined) return undefined;
  const known = await services.colours.colour(key);
  if (known !== undefined) return { key, plane: { frame, ...known } };
  const painted = await colourKeyframe(services, keyframeSource(app.document(), keyframe), { signal, priority: 'playhead' });
  return { key: painted.key, plane: { frame, plane: painted.plane } };
}

/** The corrected colour where it is made, else its preview. */
async function correctedColour(app: App, plan: ShotPlan, { frame, signal }: { readonly frame: number; readonly signal: AbortSignal | undefined }): Promise<PlacedKey | undefined> {
  const correction = plan.corrections.find((each) => each.frame === frame);
  const preview = correction === undefined ? undefined : await previewCorrection(app, plan.shot, correction, signal === undefined ? {} : { signal });
  if (preview === undefined) return undefined;
  const known = await app.services.colours.colour(preview.key);
  return { key: preview.key, plane: { frame, ...(known ?? { plane: preview.plane }) } };
}
