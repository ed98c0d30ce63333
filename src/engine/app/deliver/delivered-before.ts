import type { DeliveredBefore, DeliveryRequest } from '../../../shared/contract/deliver.ts';
import type { App } from '../app.ts';
import { deliveryColour } from './delivery-colour.ts';
import { deliveryParams } from './delivery-files.ts';
import { deliveryPlans } from './delivery-plans.ts';
import { deliveredLooks } from './delivery-record.ts';
import { differences, fileMade } from './file-made.ts';
import { changedLooks, looksOf } from './frame-looks.ts';

type DeliveredFile = Awaited<ReturnType<typeof deliveredLooks>>[number];

/**
 * For each file of a request: the last file that still stands and holds all of its frames, which of them have another colour now, and what else differs. Frames are compared by what they are
 * made from, so nothing is decoded; names are not compared. A file of the same codec is preferred to a later one of another, then one of just these frames: a master and its proof are delivered in turn.
 * @throws AppError as `deliveryParams`, `output.refused` and `input.frameOutside` as `planDelivery`, `file.*`
 */
export async function deliveredBefore(app: App, request: DeliveryRequest): Promise<DeliveredBefore[]> {
  await app.contentsKnown();
  const params = deliveryParams(app, request);
  const contents = new Map(params.clips.map((clip) => [clip.id, app.services.contents.of(clip)]));
  const known = new Set(contents.values());
  const delivered = (await deliveredLooks(app.services.directories.data)).filter(({ content }) => known.has(content));
  if (delivered.length === 0) return [];
  const colour = deliveryColour(app.services, params);
  const plans = await deliveryPlans(params, await app.services.tools());
  const before: DeliveredBefore[] = [];
  for (const [file, { clipId, range }] of params.files.entries()) {
    const { chroma } = colour.of(clipId);
    const likeness = ({ made, range: { first, last } }: DeliveredFile): number => (made?.codec === params.codec ? 2 : 0) + (first === range.first && last === range.last ? 1 : 0);
    // The last written is first, and stays so among those that are equally alike.
    const [last] = delivered.filter((each) => each.content === contents.get(clipId) && each.range.first <= range.first && each.range.last >= range.last).toSorted((a, b) => likeness(b) - likeness(a));
    if (last === undefined) continue;
    before.push({
      file, clipId, path: last.outPath, at: last.at, range, changed: [...changedLooks(range, await looksOf(range, chroma), { before: last.looks, of: last.range })],
      differences: last.made === undefined ? [] : [...differences(await fileMade(plans[file]!, chroma), last.made)],
    });
  }
  return before;
}
