import type { DeliveryEstimate } from '../../../shared/contract/deliver.ts';
import type { DeliveryCodec } from '../../../shared/model/delivery-codecs.ts';
import { rangeLength } from '../../../shared/model/frame.ts';
import { estimateDelivery } from '../../deliver/index.ts';
import type { Services } from '../services.ts';
import { workLeftOfShots } from '../shots/propagation-cost.ts';
import { type DeliveryColour, plansToPropagate } from './delivery-colour.ts';
import type { DeliverParams } from './delivery-files.ts';

/** Samples of a propagation a second, by earlier runs here; a farm makes several spans at once, at a speed that is not known. */
export function propagationSpeed({ speeds, farm }: Services): number | undefined {
  return farm.choice() === undefined ? speeds.samplesPerSecond('propagate') : undefined;
}

/** Cost of the files, without their colour. */
export function costOf({ speeds }: Services, { clips, codec, files }: DeliverParams): ReturnType<typeof estimateDelivery> {
  const costs = clips.map((clip) => estimateDelivery(clip, codec, framesOf(files.filter(({ clipId }) => clipId === clip.id)), speeds.samplesPerSecond(workName(codec))));
  return { frames: sum(costs.map(({ frames }) => frames)), bytes: sum(costs.map(({ bytes }) => bytes)), seconds: sum(costs.map(({ seconds }) => seconds)) };
}

export function framesOf(files: DeliverParams['files']): number {
  return sum(files.map(({ range }) => rangeLength(range)));
}

/** The propagation of a delivery's shots as far as it is not made. `undefined` where all have their colour, or no keyframe. */
export function propagationOf(services: Services, params: DeliverParams, colour: DeliveryColour): DeliveryEstimate['propagation'] {
  const work = workLeftOfShots(services, plansToPropagate(params, colour));
  if (work.length === 0) return undefined;
  const speed = propagationSpeed(services);
  return { frames: sum(work.map(({ frames }) => frames)), bytes: sum(work.map(({ bytes }) => bytes)), seconds: speed === undefined ? null : sum(work.map(({ samples }) => samples)) / speed };
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export function workName(codec: DeliveryCodec): string {
  return `deliver ${codec}`;
}
