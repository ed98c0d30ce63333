import type { ArtefactKey } from '../../artefacts/index.ts';
import { cannotBeJoined } from '../../deliver/index.ts';
import type { FarmUnit } from '../../jobs/index.ts';
import { deliveryColour } from '../deliver/delivery-colour.ts';
import type { DeliverParams } from '../deliver/delivery-files.ts';
import { deliveryPlans } from '../deliver/delivery-plans.ts';
import type { PropagateParams } from '../propagate/propagate-params.ts';
import type { Services } from '../services.ts';
import type { OpenFarm } from './farm-access.ts';
import type { Piece } from './piece-unit.ts';
import { planPieces } from './plan-pieces.ts';
import { deliveryUrgency, giveArtefacts, giveKeyframes, unitsOfPropagation } from './send-propagation.ts';
import { whenThereIsRoom } from './wait-for-room.ts';

/** A unit that makes colour, with the keys of all that it makes. */
interface ColourUnit {
  readonly unit: FarmUnit;
  readonly keys: readonly ArtefactKey[];
}

/**
 * Sends the pieces of a delivery while the farm still makes their colour: each waits in the queue for the units of its own frames, so that workers which no unit is left
 * for encode while the last ones are coloured. What is not sent here (a colour that this machine makes later, a unit that another piece waits for) is sent by the delivery itself. Stopped by the signal.
 */
export async function sendPiecesEarly(services: Services, params: DeliverParams, propagations: readonly PropagateParams[], { signal }: { readonly signal: AbortSignal }): Promise<void> {
  // The propagations, which wait for the same room, say so.
  const inRoom = <Result>(write: () => Promise<Result>): Promise<Result> => whenThereIsRoom(write, { signal, onFull: () => undefined });
  const farm = await inRoom(async () => {
    const opened = await services.farm.open();
    for (const each of propagations) await giveKeyframes(services, opened, each);
    return opened;
  });
  const units = propagations.flatMap((each) => unitsOfPropagation(services, each));
  const makerOf = new Map(units.flatMap((each) => each.keys.map((key) => [key, each] as const)));
  const colour = deliveryColour(services, params, { planned: true });
  for (const plan of await deliveryPlans(params, await services.tools(), { signal })) {
    if (cannotBeJoined(plan) !== undefined) continue;
    const pieces = await planPieces(services, plan, colour.of(plan.clip.id));
    if (pieces.length < 2) continue;
    for (const piece of pieces) {
      signal.throwIfAborted();
      const makers = new Set([...piece.colours].flatMap((key) => makerOf.get(key) ?? []));
      if (makers.size === 0 || !await inRoom(() => hasRest(services, farm, piece, makerOf))) continue;
      const sent = farm.queue.send(piece.unit, { signal, progress: () => undefined, priority: () => deliveryUrgency(services.playhead.of(plan.clip.id)), after: () => [...makers].filter((maker) => isMissing(farm, maker)).map(({ unit }) => unit) });
      sent.catch(() => undefined); // The delivery sends it again, and hears of it.
    }
  }
}

function isMissing({ store }: OpenFarm, { keys }: ColourUnit): boolean {
  return keys.some((key) => store.find(key) === undefined);
}

/** Gives the farm the colour of a piece that no unit makes. @returns whether all of that is there */
async function hasRest(services: Services, farm: OpenFarm, { colours }: Piece, makerOf: ReadonlyMap<ArtefactKey, ColourUnit>): Promise<boolean> {
  const rest = [...colours].filter((key) => !makerOf.has(key));
  await giveArtefacts(services.store, farm.store, rest);
  return rest.every((key) => farm.store.find(key) !== undefined);
}
