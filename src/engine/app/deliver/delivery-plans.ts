import type { Clip } from '../../../shared/model/clip.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import { assertOutputs, type OutputTarget } from '../../artefacts/index.ts';
import { type ClipMedia, type DeliveryPlan, imageNaming, outputOptions, planDelivery, readClipMedia, tryEncoding } from '../../deliver/index.ts';
import { assertEncoder, type FfmpegTools } from '../../media/index.ts';
import { qualityPageTarget } from '../../quality/index.ts';
import type { Services } from '../services.ts';
import { deliveredTimeline, isWritten } from './delivered-timeline.ts';
import { type DeliverParams, protectedFiles } from './delivery-files.ts';

/** One plan per file. Reads the tracks to find those that the container does not support. */
export async function deliveryPlans(params: DeliverParams, tools: FfmpegTools, options: { readonly signal?: AbortSignal } = {}): Promise<readonly DeliveryPlan[]> {
  const { clips, codec, settings, tags, overwrite } = params;
  const byId = new Map<ClipId, { readonly clip: Clip; readonly media: ClipMedia }>();
  for (const clip of clips) byId.set(clip.id, { clip, media: await readClipMedia(clip, tools, options) });
  const sources = [...protectedFiles(params)];
  return params.files.map(({ clipId, range, outPath }) => planDelivery({ ...byId.get(clipId)!, range, codec, settings, tags, outPath, overwrite, sources }));
}

/** Checks every target before the first is written; skips files that this delivery has finished. */
export async function assertTargets(plans: readonly DeliveryPlan[], params: DeliverParams, { tools, finished }: { readonly tools: FfmpegTools; readonly finished: ReadonlyMap<DeliveryPlan, unknown> }): Promise<void> {
  for (const { codec } of plans) assertEncoder(codec, tools);
  const targets = await Promise.all(plans.map(async (plan): Promise<readonly OutputTarget[]> => [
    ...(params.qualityReport ? [await qualityPageTarget(plan.outPath, plan)] : []),
    ...(finished.has(plan) ? [] : [{ given: plan.outPath, options: outputOptions(plan, { codec: plan.codec, ...imageNaming(plan) }) }]),
  ]));
  const timeline = deliveredTimeline(params);
  await assertOutputs([...targets.flat(), ...(timeline === undefined || await isWritten(timeline) ? [] : [{ given: timeline.path, options: timeline.options }])]);
}

/** Of the plans of a delivery the first of each clip. */
export function firstOfEachClip(plans: readonly DeliveryPlan[]): readonly DeliveryPlan[] {
  return [...new Map(plans.toReversed().map((plan) => [plan.clip.id, plan])).values()].toReversed();
}

/** Tries encoder, tags and sound with one frame of each clip. */
export async function tryEach(services: Services, plans: readonly DeliveryPlan[], options: { readonly signal?: AbortSignal }): Promise<void> {
  const tools = await services.tools();
  for (const plan of firstOfEachClip(plans)) await tryEncoding(plan, { tools, scratchFolder: () => services.store.scratchFolder(), ...options });
}
