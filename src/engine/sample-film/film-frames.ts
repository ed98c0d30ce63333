import { linearToSrgb } from '../../shared/colour/srgb.ts';
import { rgbToYcc } from '../../shared/colour/luma.ts';
import { createGrain } from './grain.ts';
import { FILM_PLAN, mixAt, type PlannedShot } from './film-plan.ts';
import { dissolveInto, type Layer } from './layer.ts';
import { STAGE, type Scene } from './scene.ts';

/** One frame as 8-bit limited-range BT.709 Y′CbCr 4:4:4, planar: Y′ (with grain), Cb, Cr. */
export interface FilmFrame {
  readonly index: number;
  readonly width: number;
  readonly height: number;
  readonly planes: Uint8Array<ArrayBuffer>;
}

/** Draws frames of the sample film. Frames may be asked for in any order; in order is cheapest, because a shot's plates are painted once. */
export interface FilmPainter {
  /** The picture before grain, linear light. */
  picture(index: number): Layer;
  frame(index: number): FilmFrame;
  scene(shot: PlannedShot): Scene;
}

export function createFilmPainter(scale: number): FilmPainter {
  const scenes = new Map<PlannedShot, Scene>();
  const grain = createGrain();
  const scene = (shot: PlannedShot): Scene => {
    const made = scenes.get(shot) ?? shot.create(scale);
    scenes.set(shot, made);
    return made;
  };
  const picture = (index: number): Layer => {
    const mix = mixAt(index);
    for (const shot of FILM_PLAN) if (shot.seen.last < index) scenes.delete(shot);
    const [first, second] = mix.map(({ shot }) => scene(shot).draw(index - shot.seen.first));
    if (first === undefined) throw new RangeError(`The sample film has no frame ${index}.`);
    if (second !== undefined) dissolveInto(first, second, mix[1]!.weight);
    return first;
  };
  return { picture, scene, frame: (index) => ({ index, width: Math.round(STAGE.width * scale), height: Math.round(STAGE.height * scale), planes: toPlanes(picture(index), grain, index) }) };
}

const ENCODE_STEPS = 4095;
// Indexed by the square root, so that darks have steps enough.
const ENCODED = Float32Array.from({ length: ENCODE_STEPS + 1 }, (_, index) => linearToSrgb((index / ENCODE_STEPS) ** 2));

function encode(value: number): number {
  if (!(value > 0)) return 0;
  return value >= 1 ? 1 : ENCODED[Math.round(Math.sqrt(value) * ENCODE_STEPS)]!;
}

function toPlanes(layer: Layer, grain: (x: number, y: number, frame: number) => number, index: number): Uint8Array<ArrayBuffer> {
  const count = layer.width * layer.height;
  const planes = new Uint8Array(3 * count);
  const { data } = layer;
  for (let pixel = 0; pixel < count; pixel++) {
    const [y, cb, cr] = rgbToYcc(encode(data[4 * pixel]!), encode(data[4 * pixel + 1]!), encode(data[4 * pixel + 2]!), 'bt709');
    // Grain of a print: strongest in the middle tones, nearly none in black and white.
    const strength = 2 + 14 * y * (1 - y);
    const noisy = 16 + 219 * y + strength * grain(pixel % layer.width, Math.floor(pixel / layer.width), index);
    planes[pixel] = Math.max(16, Math.min(235, Math.round(noisy)));
    planes[count + pixel] = Math.round(128 + 224 * cb);
    planes[2 * count + pixel] = Math.round(128 + 224 * cr);
  }
  return planes;
}
