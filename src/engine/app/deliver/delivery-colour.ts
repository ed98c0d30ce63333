import type { Shot } from '../../../shared/model/document.ts';
import { indexOfShotAt } from '../../../shared/model/document-index.ts';
import { type FrameRange, frameRange } from '../../../shared/model/frame.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import type { ArtefactKey } from '../../artefacts/index.ts';
import type { Services } from '../services.ts';
import { type ChromaSource, createChromaSource } from '../shots/frame-status.ts';
import { heldKeyContext } from '../shots/key-context.ts';
import { colouredRange, planShot, type ShotPlan } from '../shots/shot-plan.ts';
import { clipDeliveries, type ClipDelivery, type DeliverParams } from './delivery-files.ts';

/** The colour that the files of a clip take. */
export interface ClipColour {
  readonly chroma: ChromaSource;
  /** Shots of the clip that are seen in any of the files. */
  readonly plans: readonly ShotPlan[];
}

/** The colour that a delivery takes. */
export interface DeliveryColour {
  /** Of a clip of the delivery. */
  of(clipId: ClipId): ClipColour;
  /** Shots that are seen in any of the files. */
  readonly plans: readonly ShotPlan[];
  /** Keys of its artefacts: pinned while they are read. */
  readonly keys: readonly ArtefactKey[];
  /** Frames without colour in each file. */
  readonly uncoloured: readonly number[];
}

/** @param options `planned`: as it will be when all is propagated */
export function deliveryColour(services: Services, params: DeliverParams, options: { readonly planned?: boolean } = {}): DeliveryColour {
  const byClip = new Map(clipDeliveries(params).map((delivery) => {
    const plans = shotPlansOf(services, delivery);
    return [delivery.clip.id, { plans, chroma: createChromaSource(plans, services, options) }];
  }));
  const of = (clipId: ClipId): ClipColour => byClip.get(clipId)!;
  const plans = [...byClip.values()].flatMap((each) => each.plans);
  return { of, plans, keys: keysOf(plans), uncoloured: params.files.map(({ clipId, range }) => countUncoloured(range, of(clipId).chroma)) };
}

/** The shots with keyframes that have frames in the files without the colour of these. */
export function shotsToPropagate(services: Services, params: DeliverParams): readonly Shot[] {
  return plansToPropagate(params, deliveryColour(services, params)).map(({ shot }) => shot);
}

/** Of the plans of a delivery's shots, those of {@link shotsToPropagate}. @param colour as it is now, not as planned */
export function plansToPropagate({ clips, files }: Pick<DeliverParams, 'clips' | 'files'>, colour: Pick<DeliveryColour, 'of'>): readonly ShotPlan[] {
  return clips.flatMap(({ id }) => {
    const { plans, chroma } = colour.of(id);
    const shown = united(files.filter(({ clipId }) => clipId === id).map(({ range }) => range));
    return plans.filter((plan) => plan.keys.size > 0 && chroma.framesOf(plan.shot.id).some(({ key, stale }, index) => {
      const frame = plan.range.first + index;
      return (key === undefined || stale) && (shown[indexOfShotAt(shown, frame)]?.range.last ?? -1) >= frame;
    }));
  });
}

/** Plans of the shots of a clip that are in any of its files. */
function shotPlansOf(services: Services, { document, files }: ClipDelivery): readonly ShotPlan[] {
  const context = heldKeyContext(services);
  const shown = united(files.map(({ range }) => range));
  const isShown = (range: FrameRange): boolean => (shown[indexOfShotAt(shown, range.last)]?.range.last ?? -1) >= range.first;
  return document.shots.filter((shot) => isShown(colouredRange(document, shot))).map((shot) => planShot(document, shot.id, context)!);
}

/** The union of the ranges, as disjoint ranges in order. */
function united(ranges: readonly FrameRange[]): readonly { readonly range: FrameRange }[] {
  const apart: { range: FrameRange }[] = [];
  for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
    const before = apart.at(-1);
    if (before === undefined || range.first > before.range.last) apart.push({ range });
    else before.range = frameRange(before.range.first, Math.max(before.range.last, range.last));
  }
  return apart;
}

function keysOf(plans: readonly ShotPlan[]): readonly ArtefactKey[] {
  return plans.flatMap(({ spans, corrections, keys }) => [...spans.map(({ group }) => group), ...corrections.map(({ key }) => key), ...keys.values()]);
}

function countUncoloured(range: FrameRange, chroma: ChromaSource): number {
  let count = 0;
  for (let frame = range.first as number; frame <= range.last; frame++) if (!chroma.hasColourAt(frame)) count += 1;
  return count;
}
