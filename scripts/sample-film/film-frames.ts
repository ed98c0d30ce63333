import { linearToSrgb } from '../../src/shared/colour/srgb.ts';
import { lumaCoefficients } from '../../src/shared/colour/luma.ts';
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
  return { picture, scene, frame: (index) => ({ index, width: Math.round(STAGE.width * scale), height: Math.round(STAGE.height * scale), planes: toPlanes(picture(index), grain(index)) }) };
}

const SHOULDER = 0.55;
const FLARE = 0.012;
const ENCODE_STEPS = 4095;
// Indexed by the square root, so that dark tones have enough steps.
const ENCODED = Float32Array.from({ length: ENCODE_STEPS + 1 }, (_, index) => linearToSrgb((index / ENCODE_STEPS) ** 2));

/**
 * Linear light → encoded, with the curve of a print: a shoulder instead of clipped lights and a little flare in dark tones. Colours therefore
 * keep a distance from the boundary of sRGB, where grain would make luma and chroma incompatible.
 */
function encode(value: number): number {
  const light = value > SHOULDER ? SHOULDER + (1 - SHOULDER) * (1 - Math.exp((SHOULDER - value) / (1 - SHOULDER))) : value;
  const seen = FLARE + (1 - 5 * FLARE) * light;
  return ENCODED[Math.round(Math.sqrt(Math.max(0, seen)) * ENCODE_STEPS)]!;
}

function toPlanes(layer: Layer, grain: (x: number, y: number) => number): Uint8Array<ArrayBuffer> {
  const { width, height, data } = layer;
  const count = width * height;
  const planes = new Uint8Array(3 * count);
  const { kr, kg, kb } = lumaCoefficients('bt709');
  const perCb = 224 / (2 * (1 - kb));
  const perCr = 224 / (2 * (1 - kr));
  for (let row = 0, pixel = 0; row < height; row++) {
    for (let column = 0; column < width; column++, pixel++) {
      const r = encode(data[4 * pixel]!);
      const b = encode(data[4 * pixel + 2]!);
      const y = kr * r + kg * encode(data[4 * pixel + 1]!) + kb * b;
      // Grain of a print: strongest in the middle tones, little in black and white.
      const strength = 2 + 14 * y * (1 - y);
      planes[pixel] = Math.max(16, Math.min(235, Math.round(16 + 219 * y + strength * grain(column, row))));
      planes[count + pixel] = Math.round(128 + perCb * (b - y));
      planes[2 * count + pixel] = Math.round(128 + perCr * (r - y));
    }
  }
  return planes;
}
