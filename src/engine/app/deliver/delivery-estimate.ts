import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DeliveryEstimate, DeliveryRequest } from '../../../shared/contract/deliver.ts';
import type { DeliveryPlan } from '../../deliver/index.ts';
import type { App } from '../app.ts';
import { assertWritableFolder } from './check-target.ts';
import { deliveredTimeline } from './delivered-timeline.ts';
import { deliveryColour } from './delivery-colour.ts';
import { costOf, propagationOf, sum } from './delivery-cost.ts';
import { deliveryParams, namingRemarks, numbered, placesOf } from './delivery-files.ts';
import { assertTargets, deliveryPlans, firstOfEachClip } from './delivery-plans.ts';
import { placesInUse } from './names-in-use.ts';

/** Describes a delivery beforehand. @param claimed places of other deliveries. @throws AppError for what can be refused before any work: `output.*`, `file.exists`, `file.notWritable`, `ffmpeg.encoderMissing`, and as `deliveryParams` */
export async function estimate(app: App, request: DeliveryRequest, claimed: ReadonlySet<string> = new Set()): Promise<DeliveryEstimate> {
  await app.contentsKnown();
  const asked = deliveryParams(app, request);
  const params = await numbered(asked, request, claimed);
  await assertWritableFolder(request.directory);
  const tools = await app.services.tools();
  const plans = await deliveryPlans(params, tools);
  await assertTargets(plans, params, { tools, finished: new Map() });
  const cost = costOf(app.services, params);
  const colour = deliveryColour(app.services, params);
  const uncolouredFrames = sum(colour.uncoloured);
  const propagation = uncolouredFrames === 0 ? undefined : propagationOf(app.services, params, colour);
  const free = await freeBytes(request.directory);
  const timeline = deliveredTimeline(params);
  return {
    files: params.files.map((file) => file.outPath), inUse: [...await placesInUse(placesOf(asked), claimed)], frames: cost.frames, seconds: cost.seconds, bytes: cost.bytes, freeBytes: free,
    uncolouredFrames, ...(propagation === undefined ? {} : { propagation }),
    ...(timeline === undefined ? {} : { timeline: { path: timeline.path, events: timeline.events, remarks: [...timeline.remarks] } }),
    kept: keptByFiles(plans), remarks: [...namingRemarks(app, request), ...remarksOf(plans)],
  };
}

/** What is told of how the pictures are processed; of several clips each remark with the names of those that it is of, unless it is of all. */
function remarksOf(plans: readonly DeliveryPlan[]): readonly string[] {
  const firsts = firstOfEachClip(plans);
  const byRemark = Map.groupBy(firsts.flatMap(({ clip, remarks }) => remarks.map((remark) => ({ remark, name: clip.name }))), ({ remark }) => remark);
  return [...byRemark].map(([remark, of]) => (of.length === firsts.length ? remark : `${of.map(({ name }) => `“${name}”`).join(', ')}: ${remark}`));
}

/** Lines of the plans; files whose lines differ only in the first timecode are grouped under the lines of the first. */
function keptByFiles(plans: readonly DeliveryPlan[]): DeliveryEstimate['kept'] {
  const groups = Map.groupBy(plans.keys(), (index) => JSON.stringify(plans[index]!.kept.map((line) => (line.part === 'Timecode' ? { ...line, words: '' } : line))));
  return [...groups.values()].map((files) => ({ files, lines: [...plans[files[0]!]!.kept] }));
}

/** Free bytes of the disk of a folder that exists or can be made; 0 when unknown. */
async function freeBytes(directory: string): Promise<number> {
  for (let at = directory; ; at = dirname(at)) {
    const found = await statfs(at).then((disk) => disk.bavail * disk.bsize, () => undefined);
    if (found !== undefined || dirname(at) === at) return found ?? 0;
  }
}
