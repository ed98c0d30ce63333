import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { WorkingLuma } from '../../../shared/model/working-luma.ts';
import type { CellFlow } from '../cell-flow.ts';
import { cellSize } from '../cell-luma.ts';

const Planes = z.string().transform((text) => Uint8Array.from(Buffer.from(text, 'base64')));
const Fixture = z.object({
  width: z.number(), height: z.number(), frames: z.number(), codes: Planes, cellLumas: Planes, flows: Planes,
  tracks: z.array(z.object({ from: z.number(), to: z.number(), kind: z.enum(['composed', 'grown', 'refined']), place: Planes, evidence: Planes })),
});

const fixture = Fixture.parse(JSON.parse(readFileSync(new URL('../../../../test/fixtures/flow/six-frames.json', import.meta.url), 'utf8')));
const { width, height } = fixture;

/** Six drawn frames: a ground that moves to the upper left and leaves the picture, a disc that crosses it, exposure that flickers. */
export const sixFrames: readonly WorkingLuma[] = Array.from({ length: fixture.frames }, (_, frame) => ({
  frame, width, height, lightness: Float32Array.from(fixture.codes.subarray(frame * width * height, (frame + 1) * width * height), (code) => (code + 0.128) / 2.56),
}));

const size = cellSize({ width, height });
const cells = size.width * size.height;

/** What training has of these frames: lumas at ¼, flows, tracks. */
export const ofTraining = {
  size,
  cellLuma: (frame: number): Uint8Array => fixture.cellLumas.subarray(frame * cells, (frame + 1) * cells),
  /** Of a frame into a neighbour. */
  flow(here: number, there: number): CellFlow {
    const first = here * 4 + (there < here ? 0 : 2);
    const planes = new Int16Array(fixture.flows.buffer, fixture.flows.byteOffset).subarray(first * cells, (first + 2) * cells);
    return { size, dx: planes.subarray(0, cells), dy: planes.subarray(cells) };
  },
  tracks: fixture.tracks.map(({ place, evidence, ...track }) => ({ ...track, place: floats(place), evidence: floats(evidence) })),
};

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}
