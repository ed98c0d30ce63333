import { setImmediate } from 'node:timers/promises';
import type { DeliveredBefore, DeliveryRequest } from '../../../shared/contract/deliver.ts';
import type { FrameRange } from '../../../shared/model/frame.ts';
import type { App } from '../app.ts';
import { deliveryColour } from './delivery-colour.ts';
import { deliveryParams } from './delivery-files.ts';
import { deliveryPlans } from './delivery-plans.ts';
import { deliveredLooks, type LooksLine } from './delivery-record.ts';
import { differences, FileMade, fileMade } from './file-made.ts';
import { changedLooks, looksOf } from './frame-looks.ts';

/**
 * For each file of a request: the last file that still stands and holds all of its frames, which of them have another colour now, and what else differs. Frames are compared by what they are
 * made from, so nothing is decoded; names are not compared. A file of the same codec is preferred to a later one of another, then one of just these frames: a master and its proof are delivered in turn.
 * Calls of a window are answered between.
 * @throws AppError as `deliveryParams`, `output.refused` and `input.frameOutside` as `planDelivery`, `file.*`
 */
export async function deliveredBefore(app: App, request: DeliveryRequest): Promise<DeliveredBefore[]> {
  await app.contentsKnown();
  const params = deliveryParams(app, request);
  const contents = new Map(params.clips.map((clip) => [clip.id, app.services.contents.of(clip)]));
  const delivered = await deliveredLooks(app.services.directories.data, new Set(contents.values()));
  if (delivered.length === 0) return [];
  const colour = deliveryColour(app.services, params);
  const plans = await deliveryPlans(params, await app.services.tools());
  const before: DeliveredBefore[] = [];
  for (const [file, { clipId, range }] of params.files.entries()) {
    await setImmediate();
    const { chroma } = colour.of(clipId);
    const last = mostAlike(delivered, { content: contents.get(clipId)!, range, codec: params.codec });
    if (last === undefined) continue;
    const made = FileMade.safeParse(last.made).data;
    before.push({
      file, clipId, path: last.outPath, at: last.at, range, changed: [...changedLooks(range, await looksOf(range, chroma), { before: last.looks, of: last.range })],
      differences: made === undefined ? [] : [...differences(await fileMade(plans[file]!, chroma), made)],
    });
  }
  return before;
}

/** Pure: of files of which the last written is first, the one that holds all frames and is most alike; of several the first. */
function mostAlike(delivered: readonly LooksLine[], { content, range: { first, last }, codec }: { readonly content: string; readonly range: FrameRange; readonly codec: string }): LooksLine | undefined {
  let [found, most]: [LooksLine | undefined, number] = [undefined, -1];
  for (const each of delivered) {
    if (each.content !== content || each.range.first > first || each.range.last < last) continue;
    const likeness = (each.made?.codec === codec ? 2 : 0) + (each.range.first === first && each.range.last === last ? 1 : 0);
    if (likeness > most) [found, most] = [each, likeness];
  }
  return found;
}
