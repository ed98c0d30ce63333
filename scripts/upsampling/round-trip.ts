import { createChromaTable } from '../../src/shared/colour/chroma-table.ts';
import { plainCoding } from '../../src/shared/colour/coding.ts';
import { fillChromaRow } from '../../src/shared/colour/fill-chroma-row.ts';
import { resampleChannel } from '../../src/shared/colour/resample.ts';
import { AB_UNIT } from '../../src/shared/model/ab-plane.ts';
import type { Size } from '../../src/shared/model/working-size.ts';
import type { Colouring } from './bleeding.ts';
import type { TruthFrame } from './truth-frames.ts';

const table = createChromaTable(plainCoding('bt709'));

/** ab as stored in a plane: at its own size, in steps of 1/256. */
export function smallChannels(truth: TruthFrame, size: Size): readonly Float32Array[] {
  return [truth.a, truth.b].map((channel) => resampleChannel(channel, truth, size).map((value) => Math.round(value * AB_UNIT) / AB_UNIT));
}

/** The delivered chroma of that ab at the true luma. */
export function colouring(truth: TruthFrame, [a, b]: readonly Float32Array[]): Colouring {
  const count = truth.width * truth.height;
  const cb = new Float32Array(count);
  const cr = new Float32Array(count);
  fillChromaRow(table, { count, y: truth.y, a: a!, b: b!, cb, cr }, 2);
  return { a: a!, b: b!, cb, cr };
}
