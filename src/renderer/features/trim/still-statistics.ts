import { AB_UNIT, type AbPlane } from '../../../shared/model/ab-plane.ts';
import type { Still } from '../../../shared/model/document.ts';
import type { LayerShare, StillMatch } from '../../../shared/model/layer.ts';
import { chromaStatistics, layerTableOf, type LayerTable } from '../../../shared/model/layer-table.ts';
import type { ChromaStatistics } from '../../../shared/model/layer.ts';
import { clipOf, documentOf, pixelsOf } from '../../document/project-mirror.ts';
import type { Editor } from '../../editor/editor.ts';
import { planeUrlOf, proxyUrlOf } from '../../session/frame-cache.ts';
import { grayOf } from '../../session/picture-samples.ts';

/**
 * A match of the frame shown with a still. `undefined` where one of them has no colour.
 * @param beneath the layers that are applied before the one with the match
 */
export async function matchWithStill(editor: Editor, still: Still, beneath: readonly LayerShare[]): Promise<StillMatch | undefined> {
  const { ready } = editor.shown.getState();
  if (ready?.plane === undefined || still.plane === undefined) return undefined;
  const document = documentOf(editor.project.getState());
  const tableOf = (of: Still['clipId'], layers: readonly LayerShare[]): LayerTable | undefined => {
    const clip = clipOf(document, of);
    return clip === undefined ? undefined : layerTableOf(layers, clip.picture);
  };
  const from = statisticsOf(ready.luma, ready.plane, tableOf(ready.clipId, beneath));
  const [planeUrl, lumaUrl] = [planeUrlOf(still.plane), proxyUrlOf(pixelsOf(editor.project.getState(), still.clipId), still.frame)];
  await Promise.all([editor.planes.load(planeUrl), editor.luma.load(lumaUrl)]);
  const [plane, luma] = [editor.planes.peek(planeUrl), editor.luma.peek(lumaUrl)];
  const to = plane === undefined || luma === undefined ? undefined : statisticsOf(luma, plane, tableOf(still.clipId, still.layers ?? []));
  return from === undefined || to === undefined ? undefined : { stillId: still.id, name: still.name, amount: 1, from, to };
}

function statisticsOf(luma: ImageBitmap, plane: AbPlane, table: LayerTable | undefined): ChromaStatistics | undefined {
  const gray = grayOf(luma, plane);
  if (gray === undefined) return undefined;
  const count = plane.width * plane.height;
  const channel = (from: number): Float32Array => Float32Array.from(plane.samples.subarray(from, from + count), (value) => value / AB_UNIT);
  return chromaStatistics({ width: plane.width, height: plane.height, a: channel(0), b: channel(count) }, Float32Array.from(gray, (value) => value / 255), table);
}
