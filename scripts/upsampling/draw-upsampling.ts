import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contactSheet, thumbnail, type ColourFrame, type RgbImage } from '../evaluate/index.ts';
import { locateFfmpeg } from '../../src/engine/media/index.ts';
import { writePicture } from '../read-colour-frames.ts';
import { BICUBIC, PRODUCT, type Candidate } from './candidates.ts';
import { colouring, smallChannels } from './round-trip.ts';
import { truthFrames, type TruthFrame } from './truth-frames.ts';

/**
 * Draws docs/pictures/upsampling.jpg: the areas of the sample film, one for each shot, where bicubic chroma from ¼ is worst. Columns:
 * true, bicubic, the product.
 *
 *     node scripts/upsampling/draw-upsampling.ts
 */
const CROP = { width: 112, height: 84 };
const ZOOM = 3;
const root = fileURLToPath(new URL('../..', import.meta.url));

function coloured(truth: TruthFrame, candidate: Candidate): ColourFrame {
  const from = { width: truth.width / 4, height: truth.height / 4 };
  return { ...truth, ...colouring(truth, candidate.up({ from, channels: smallChannels(truth, from), luma: truth.y, to: truth })) };
}

/** The block of the picture in which two colourings differ most. */
function worstBlock(truth: ColourFrame, made: ColourFrame): { readonly left: number; readonly top: number } {
  let worst = { left: 0, top: 0, sum: -1 };
  for (let top = 0; top + CROP.height <= truth.height; top += CROP.height / 2) {
    for (let left = 0; left + CROP.width <= truth.width; left += CROP.width / 2) {
      let sum = 0;
      for (let y = top; y < top + CROP.height; y++) for (let at = y * truth.width + left; at < y * truth.width + left + CROP.width; at++) sum += (truth.cb[at]! - made.cb[at]!) ** 2 + (truth.cr[at]! - made.cr[at]!) ** 2;
      if (sum > worst.sum) worst = { left, top, sum };
    }
  }
  return worst;
}

/** A part of a frame, each sample as a square. */
function enlarged(frame: ColourFrame, { left, top }: { readonly left: number; readonly top: number }): RgbImage {
  const [width, height] = [CROP.width * ZOOM, CROP.height * ZOOM];
  const cut = (plane: Float32Array): Float32Array => Float32Array.from({ length: width * height }, (_, at) => plane[(top + Math.floor(at / width / ZOOM)) * frame.width + left + Math.floor((at % width) / ZOOM)]!);
  return thumbnail({ ...frame, width, height, y: cut(frame.y), cb: cut(frame.cb), cr: cut(frame.cr) }, 'bt709', width);
}

const tools = await locateFfmpeg();
const rows: RgbImage[][] = [];
for await (const truth of truthFrames('sample', { data: '', tools })) {
  const bicubic = coloured(truth, BICUBIC);
  const place = worstBlock(truth, bicubic);
  rows.push([truth, bicubic, coloured(truth, PRODUCT)].map((frame) => enlarged(frame, place)));
}
await writePicture(join(root, 'docs', 'pictures', 'upsampling.jpg'), contactSheet(rows), tools.ffmpegPath);
