import type { DeliveredBefore, DeliveryRequest } from '../../../shared/contract/deliver.ts';
import type { App } from '../app.ts';
import { deliveryColour } from './delivery-colour.ts';
import { deliveryParams } from './delivery-files.ts';
import { deliveredLooks } from './delivery-record.ts';
import { changedLooks, looksOf } from './frame-looks.ts';

/**
 * For each file of a request: the last file that still stands and holds all of its frames, and which of them have another colour now. Frames are compared by what they are made from, so
 * nothing is decoded; codec, tags and names are not compared.
 * @throws AppError as `deliveryParams`
 */
export async function deliveredBefore(app: App, request: DeliveryRequest): Promise<DeliveredBefore[]> {
  await app.contentsKnown();
  const params = deliveryParams(app, request);
  const contents = new Map(params.clips.map((clip) => [clip.id, app.services.contents.of(clip)]));
  const known = new Set(contents.values());
  const delivered = (await deliveredLooks(app.services.directories.data)).filter(({ content }) => known.has(content));
  if (delivered.length === 0) return [];
  const colour = deliveryColour(app.services, params);
  const before: DeliveredBefore[] = [];
  for (const [file, { clipId, range }] of params.files.entries()) {
    const last = delivered.find((each) => each.content === contents.get(clipId) && each.range.first <= range.first && each.range.last >= range.last);
    if (last !== undefined) before.push({ file, clipId, path: last.outPath, at: last.at, range, changed: [...changedLooks(range, await looksOf(range, colour.of(clipId).chroma), { before: last.looks, of: last.range })] });
  }
  return before;
}
