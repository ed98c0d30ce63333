import { yccToRgb } from '../../src/shared/colour/luma.ts';
import { labToHex, srgbToLab } from '../../src/shared/colour/srgb.ts';
import type { FilmFrame } from './film-frames.ts';
import type { PlannedShot } from './film-plan.ts';
import { STAGE, type Landmark, type Scene } from './scene.ts';

const DEFAULT_RADIUS = 8;

type Place = readonly [number, number];

/** A keyframe in the form of KEYS.json. */
export interface SampleKeyframe {
  readonly frame: number;
  readonly hints: readonly (
    | { readonly kind: 'point'; readonly at: Place; readonly radius: number; readonly colour: string }
    | { readonly kind: 'stroke'; readonly path: readonly Place[]; readonly radius: number; readonly colour: string }
    | { readonly kind: 'boundary'; readonly path: readonly Place[] }
  )[];
}

/** Hints at the landmarks of a frame, with the true colours found there. */
export function keyframeOf(shot: PlannedShot, scene: Scene, frame: FilmFrame): SampleKeyframe {
  const time = frame.index - shot.seen.first;
  const seen = scene.landmarks(time).filter(({ at }) => inside(at));
  return {
    frame: frame.index,
    hints: [
      ...seen.map((landmark) => {
        const radius = round((landmark.radius ?? DEFAULT_RADIUS) / STAGE.width);
        const colour = trueColour(frame, landmark);
        return landmark.to === undefined || !inside(landmark.to)
          ? { kind: 'point' as const, at: fraction(landmark.at), radius, colour }
          : { kind: 'stroke' as const, path: [fraction(landmark.at), fraction(landmark.to)], radius, colour };
      }),
      ...scene.boundaries(time).map((path) => ({ kind: 'boundary' as const, path: path.map(fraction) })),
    ],
  };
}

function inside([x, y]: Place): boolean {
  return x >= 4 && x <= STAGE.width - 4 && y >= 4 && y <= STAGE.height - 4;
}

function fraction([x, y]: Place): Place {
  return [round(Math.min(1, Math.max(0, x / STAGE.width))), round(Math.min(1, Math.max(0, y / STAGE.height)))];
}

function round(value: number): number {
  return Math.round(value * 10000) / 10000;
}

/** Mean chroma under the hint (its middle half, so that edges do not bleed in) at the mean lightness there. */
function trueColour(frame: FilmFrame, landmark: Landmark): string {
  const scale = frame.width / STAGE.width;
  const reach = Math.max(1, Math.round(((landmark.radius ?? DEFAULT_RADIUS) * scale) / 2));
  const count = frame.width * frame.height;
  const sum: [number, number, number] = [0, 0, 0];
  let samples = 0;
  for (let step = 0; step <= 8; step++) {
    const [x, y] = landmark.to === undefined ? landmark.at : [landmark.at[0] + ((landmark.to[0] - landmark.at[0]) * step) / 8, landmark.at[1] + ((landmark.to[1] - landmark.at[1]) * step) / 8];
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const px = Math.round(x * scale) + dx;
        const py = Math.round(y * scale) + dy;
        if (px < 0 || py < 0 || px >= frame.width || py >= frame.height) continue;
        const pixel = py * frame.width + px;
        for (const plane of [0, 1, 2] as const) sum[plane] += frame.planes[plane * count + pixel]!;
        samples++;
      }
    }
  }
  const [y, cb, cr] = sum.map((total) => total / samples) as [number, number, number];
  const lab = srgbToLab(...(yccToRgb((y - 16) / 219, (cb - 128) / 224, (cr - 128) / 224, 'bt709') as [number, number, number]));
  return labToHex(...(lab as [number, number, number]));
}
