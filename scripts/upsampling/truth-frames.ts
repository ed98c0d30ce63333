import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { colourFrameOf, type ColourFrame } from '../evaluate/index.ts';
import { createFilmPainter, STAGE } from '../sample-film/index.ts';
import { probeClip, type FfmpegTools } from '../../src/engine/media/index.ts';
import { yccToRgb } from '../../src/shared/colour/luma.ts';
import { srgbToLab } from '../../src/shared/colour/srgb.ts';
import { readColourFrames } from '../read-colour-frames.ts';

/** A frame of known colour, 4:4:4, BT.709. */
export interface TruthFrame extends ColourFrame {
  readonly name: string;
  /** Lab chroma of each sample, from its own Y′, Cb and Cr. */
  readonly a: Float32Array;
  readonly b: Float32Array;
}

/** Frames of each clip that are measured. */
const CLIP_FRAMES = [5, 25, 45];
/** Frames of the sample film: one of each shot. */
const SAMPLE_FRAMES = [8, 30, 56, 90];

export type TruthSet = 'val' | 'test' | 'sample';

/**
 * - `val`: clips to choose parameters by. They are 4:2:0, so they are reduced to half their size, where their chroma is true 4:4:4.
 * - `test`: DAVIS clips at 854×480, 4:4:4 as they are.
 * - `sample`: the sample film as drawn, 1920×1080, not encoded.
 */
export async function* truthFrames(set: TruthSet, options: { readonly data: string; readonly tools: FfmpegTools }): AsyncGenerator<TruthFrame> {
  if (set === 'sample') {
    yield* sampleFrames();
    return;
  }
  const folder = join(options.data, 'clips', set);
  if (!existsSync(folder)) throw new Error(`There are no clips in ${folder}.`);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.mp4')).toSorted()) {
    const path = join(folder, file);
    const { picture } = await probeClip(path, options.tools);
    const halve = set === 'val' ? 2 : 1;
    const size = { width: Math.floor(picture.width / halve), height: Math.floor(picture.height / halve) };
    const filters = halve === 1 ? [] : [`scale=${size.width}:${size.height}:flags=area+accurate_rnd`];
    let index = 0;
    for await (const frame of readColourFrames(path, { ffmpegPath: options.tools.ffmpegPath, ...size, frames: CLIP_FRAMES, filters })) {
      yield withAb(`${basename(file, '.mp4')} ${CLIP_FRAMES[index++]}`, frame);
    }
  }
}

function* sampleFrames(): Generator<TruthFrame> {
  const painter = createFilmPainter(1080 / STAGE.height);
  for (const index of SAMPLE_FRAMES) {
    const { planes, width, height } = painter.frame(index);
    yield withAb(`sample ${index}`, colourFrameOf(planes, width, height, { bitDepth: 8, range: 'limited' }));
  }
}

function withAb(name: string, frame: ColourFrame): TruthFrame {
  const count = frame.width * frame.height;
  const a = new Float32Array(count);
  const b = new Float32Array(count);
  for (let index = 0; index < count; index++) [, a[index], b[index]] = srgbToLab(...yccToRgb(frame.y[index]!, frame.cb[index]!, frame.cr[index]!, 'bt709')) as [number, number, number];
  return { ...frame, name, a, b };
}
