import { hostname } from 'node:os';
import { mixPlanes } from '../../../shared/colour/mix-planes.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { AbPlane } from '../../../shared/model/ab-plane.ts';
import { rangeLength } from '../../../shared/model/frame.ts';
import { layerTableOf } from '../../../shared/model/layer-table.ts';
import { layerShares } from '../../../shared/model/shot-mix.ts';
import { deliveryPieceKind } from '../../artefacts/index.ts';
import { planDelivery, writePiece } from '../../deliver/index.ts';
import { type UnitContext, UnitRefused } from '../../jobs/index.ts';
import type { Services } from '../services.ts';
import { encoderName, type PieceUnit } from './piece-unit.ts';
import type { PropagateUnitResult } from './propagate-unit.ts';

/**
 * Encodes the frames of a unit into the shared store and checks what it wrote, by the same code as a delivery that is made on one machine. The clip's path is one of this machine, its content is
 * checked. @throws UnitRefused, AppError; AbortError
 */
export async function makePiece(services: Services, { clip, content, codec, settings, colourTags, range, frames, shots, encoder, verify, key }: PieceUnit, { signal, report }: Pick<UnitContext, 'signal' | 'report'>): Promise<PropagateUnitResult> {
  const { store, colours, guard } = services;
  const tools = await services.tools();
  const own = encoderName(codec, tools);
  if (own !== encoder) throw new UnitRefused(`${hostname()} has another encoder (${own}) than the unit asks for (${encoder}).`);
  const total = rangeLength(range);
  if (await store.folder(key) !== undefined) return { made: 0, frames: total };
  const frameOf = (frame: number): PieceUnit['frames'][number] => frames[frame - range.first]!;
  const chromaAt = async (frame: number): Promise<AbPlane | undefined> => mixPlanes(await Promise.all(frameOf(frame).colour.map(async ([plane, weight]) => {
    const found = await colours.plane(plane);
    if (found === undefined) throw new AppError('job.failed', `The colour of frame ${frame} is not in the farm's store.`);
    return { plane: found, weight };
  })));
  const plan = planDelivery({ clip, range, codec, settings, tags: colourTags === undefined ? undefined : { colour: colourTags }, outPath: 'piece', verify });
  await store.putFolder(key, deliveryPieceKind.kind, async (folder) => {
    await writePiece(plan, { tools, signal, report, chromaAt, layersAt: (frame) => layerTableOf(layerShares(frameOf(frame).shots.map((place) => shots[place]!), frame), clip.picture) }, folder);
    // If the film changed while it was read, the piece is not of the content that is in its key.
    await guard.assertHolds(clip, content, { now: true });
    return undefined;
  });
  return { made: total, frames: total };
}
