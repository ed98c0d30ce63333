import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deliver, planDelivery } from '../src/engine/deliver/index.ts';
import { locateFfmpeg, probeClip } from '../src/engine/media/index.ts';
import { type ColourCoding, colourModel, labToLinear } from '../src/shared/colour/coding.ts';
import { deltaE2000 } from '../src/shared/colour/delta-e.ts';
import { inGamut } from '../src/shared/colour/gamut.ts';
import type { Triple } from '../src/shared/colour/lab.ts';
import { lumaScale } from '../src/shared/colour/luma.ts';
import { type Clip, type ClipCoding, codingOf, withCoding } from '../src/shared/model/clip.ts';
import { type DeliveryCodec, deliveryExtension, isImageCodec } from '../src/shared/model/delivery-codecs.ts';
import { frameRange } from '../src/shared/model/frame.ts';
import { run } from './matrix/cell-sources.ts';
import { labByColorjs, rgbOfFile } from './matrix/seen-by-colorjs.ts';
import { labByZscale, zscaleNames } from './matrix/seen-by-zscale.ts';
import { writeTable } from './codec-matrix.ts';

/*
 * For each coding: forty colours inside its gamut, given as ab at the luma of a gray film, delivered, and read from the file by colorjs.io and
 * by ffmpeg's zscale:
 *   node scripts/colour-table.ts [--write]
 */

interface CodingCase {
  readonly name: string;
  readonly coding: ClipCoding;
  readonly codec: DeliveryCodec;
  /** Of the source; images are made as images. */
  readonly source: 'film' | 'dpx' | 'exr' | 'png';
}

const film = (name: string, coding: ClipCoding, codec: DeliveryCodec = 'ffv1'): CodingCase => ({ name, coding, codec, source: 'film' });

export const CASES: readonly CodingCase[] = [
  film('BT.709, limited', { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'limited' }),
  film('BT.709, full', { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', range: 'full' }),
  film('BT.709 for BT.1886, limited', { primaries: 'bt709', transfer: 'bt1886', matrix: 'bt709', range: 'limited' }),
  film('BT.601 525, limited', { primaries: 'smpte170m', transfer: 'smpte170m', matrix: 'bt601', range: 'limited' }),
  film('BT.601 625, limited', { primaries: 'bt470bg', transfer: 'smpte170m', matrix: 'bt601', range: 'limited' }),
  film('625, gamma 2.8, limited', { primaries: 'bt470bg', transfer: 'gamma28', matrix: 'bt601', range: 'limited' }),
  film('gamma 2.2, full', { primaries: 'bt709', transfer: 'gamma22', matrix: 'bt709', range: 'full' }),
  film('SMPTE 240M, limited', { primaries: 'smpte240m', transfer: 'smpte240m', matrix: 'smpte240m', range: 'limited' }),
  film('sRGB, full', { primaries: 'bt709', transfer: 'iec61966-2-1', matrix: 'bt709', range: 'full' }),
  film('P3 (D65), limited', { primaries: 'smpte432', transfer: 'iec61966-2-1', matrix: 'bt709', range: 'limited' }),
  film('P3 (DCI white), full', { primaries: 'smpte431', transfer: 'iec61966-2-1', matrix: 'bt709', range: 'full' }),
  film('BT.2020 SDR, limited', { primaries: 'bt2020', transfer: 'bt2020-10', matrix: 'bt2020', range: 'limited' }),
  film('BT.2020 SDR, full', { primaries: 'bt2020', transfer: 'bt2020-10', matrix: 'bt2020', range: 'full' }),
  film('PQ, limited', { primaries: 'bt2020', transfer: 'smpte2084', matrix: 'bt2020', range: 'limited' }),
  film('HLG, limited', { primaries: 'bt2020', transfer: 'arib-std-b67', matrix: 'bt2020', range: 'limited' }),
  { name: 'sRGB as PNG, 16 bit', coding: { primaries: 'bt709', transfer: 'iec61966-2-1', matrix: 'bt709' }, codec: 'png', source: 'png' },
  { name: 'Cineon log as DPX, 10 bit', coding: { primaries: 'bt709', transfer: 'cineon', matrix: 'bt709' }, codec: 'dpx-10', source: 'dpx' },
  { name: 'linear light as DPX, 16 bit', coding: { primaries: 'bt709', transfer: 'linear', matrix: 'bt709' }, codec: 'dpx-16', source: 'dpx' },
  { name: 'linear light as OpenEXR half', coding: { primaries: 'bt709', transfer: 'linear', matrix: 'bt709' }, codec: 'exr', source: 'exr' },
];

const COLOURS = 40;
/** Side of a patch in samples, large enough that its centre is free of its neighbours. */
const PATCH = 16;
const ACROSS = 8;
const SIZE = { width: ACROSS * PATCH, height: (COLOURS / ACROSS) * PATCH } as const;

/** Forty colours that the coding holds: lightnesses 25…85, all hues, up to nine tenths of the way to the edge of the gamut. */
function colours(coding: ColourCoding): readonly Triple[] {
  return Array.from({ length: COLOURS }, (_, index) => {
    const lightness = 25 + 60 * (((index * 7) % COLOURS) / (COLOURS - 1));
    const hue = (2 * Math.PI * index * 0.618) % (2 * Math.PI);
    let chroma = 0;
    while (chroma < 100 && inGamut(lightness, (chroma + 1) * Math.cos(hue), (chroma + 1) * Math.sin(hue), coding)) chroma++;
    const part = index % 3 === 0 ? 0.9 : index % 3 === 1 ? 0.6 : 0.3;
    return [lightness, part * chroma * Math.cos(hue), part * chroma * Math.sin(hue)];
  });
}

interface Asked {
  readonly lab: Triple;
  /** Luma signal that the colour has in this coding. */
  readonly luma: number;
}

function asked(coding: ColourCoding): readonly Asked[] {
  const model = colourModel(coding);
  return colours(coding).map((lab) => {
    const [r, g, b] = labToLinear(model, ...lab).map((channel) => model.curve.toSignal(channel)) as unknown as Triple;
    return { lab, luma: model.weights.kr * r + model.weights.kg * g + model.weights.kb * b };
  });
}

/** A still gray film whose patches have these lumas, in the case's kind of file. */
async function makeSource(ffmpeg: string, folder: string, { each, patches }: { readonly each: CodingCase; readonly patches: readonly Asked[] }): Promise<string> {
  const at = (x: number, y: number): number => patches[Math.floor(y / PATCH) * ACROSS + Math.floor(x / PATCH)]!.luma;
  const isFilm = each.source === 'film';
  const { offset, scale } = isFilm ? lumaScale({ bitDepth: 10, range: each.coding.range ?? 'limited' }) : { offset: 0, scale: 65_535 };
  const raw = join(folder, 'source.raw');
  const gray = Uint16Array.from({ length: SIZE.width * SIZE.height }, (_, index) => Math.round(at(index % SIZE.width, Math.floor(index / SIZE.width)) * scale + offset));
  const input = ['-f', 'rawvideo', '-video_size', `${SIZE.width}x${SIZE.height}`, '-framerate', '24', '-i', raw];
  if (isFilm) {
    await writeFile(raw, new Uint8Array(gray.buffer));
    const path = join(folder, 'source.mkv');
    await run(ffmpeg, ['-v', 'error', '-nostdin', '-y', '-pixel_format', 'gray10le', ...input, '-c:v', 'ffv1', '-pix_fmt', 'gray10le', path]);
    return path;
  }
  if (each.source === 'exr') {
    const { toLinear } = colourModel(codingOf({ picture: { matrix: 'bt709', transfer: 'linear', pixelFormat: 'gbrpf32le' } as Clip['picture'] })).curve;
    const light = Float32Array.from({ length: 3 * gray.length }, (_, index) => toLinear(gray[index % gray.length]! / 65_535));
    await writeFile(raw, new Uint8Array(light.buffer));
    const path = join(folder, 'source.exr');
    await run(ffmpeg, ['-v', 'error', '-nostdin', '-y', '-pixel_format', 'gbrpf32le', ...input, '-frames:v', '1', '-format', 'half', path]);
    return path;
  }
  await writeFile(raw, new Uint8Array(Uint16Array.from({ length: 3 * gray.length }, (_, index) => gray[Math.floor(index / 3)]!).buffer));
  const path = join(folder, `source.${each.source}`);
  await run(ffmpeg, ['-v', 'error', '-nostdin', '-y', '-pixel_format', 'rgb48le', ...input, '-frames:v', '1', '-pix_fmt', 'rgb48be', path]);
  return path;
}

interface Result {
  readonly name: string;
  readonly seen: readonly (readonly [reader: 'colorjs.io' | 'zscale', mean: number, worst: number])[];
}

async function measure(each: CodingCase): Promise<Result> {
  const tools = await locateFfmpeg({});
  const folder = await mkdtemp(join(tmpdir(), 'tintype-colours-'));
  try {
    // The gray of the source tells the coding's forty lumas, so the coding comes first.
    const picture = { matrix: each.coding.matrix ?? 'bt709', primaries: each.coding.primaries, transfer: each.coding.transfer, pixelFormat: each.source === 'exr' ? 'gbrpf32le' : undefined };
    const coding = codingOf({ picture: picture as unknown as Clip['picture'] });
    const patches = asked(coding);
    const clip = withCoding(await probeClip(await makeSource(tools.ffmpegPath, folder, { each, patches }), tools), each.coding);
    const samples = Int16Array.from({ length: 2 * SIZE.width * SIZE.height }, (_, index) => {
      const pixel = index % (SIZE.width * SIZE.height);
      const { lab } = patches[Math.floor(Math.floor(pixel / SIZE.width) / PATCH) * ACROSS + Math.floor((pixel % SIZE.width) / PATCH)]!;
      return Math.round(256 * (index < SIZE.width * SIZE.height ? lab[1] : lab[2]));
    });
    const outPath = join(folder, `out${deliveryExtension(each.codec)}`);
    await deliver(planDelivery({ clip, range: frameRange(0, 0), codec: each.codec, outPath, verify: 'none' }), { tools, chromaAt: () => Promise.resolve({ ...SIZE, samples }), threads: 0 });
    const path = isImageCodec(each.codec) ? join(outPath, (await readdir(outPath)).find((name) => !name.startsWith('.'))!) : outPath;
    const middles = patches.map((_, index) => Math.floor(index / ACROSS) * PATCH * SIZE.width + (PATCH / 2) * SIZE.width + (index % ACROSS) * PATCH + PATCH / 2);
    const differences = (labs: readonly Triple[]): readonly [number, number] => {
      const all = middles.map((at, index) => deltaE2000(patches[index]!.lab, labs[at]!));
      return [all.reduce((sum, value) => sum + value, 0) / all.length, Math.max(...all)];
    };
    const rgb = await rgbOfFile(tools, path, { ...SIZE, coding: each.coding, isFloat: each.source === 'exr' });
    const byColorjs = differences(rgb.map((value) => labByColorjs(value, each.coding)));
    const names = zscaleNames(each.coding);
    const hasZscale = names !== undefined && each.source === 'film';
    return {
      name: each.name,
      seen: [['colorjs.io', ...byColorjs], ...(hasZscale ? [['zscale', ...differences(await labByZscale(tools, path, { ...SIZE, names }))] as const] : [])],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function colourTable(results: readonly Result[]): string {
  const figure = (result: Result, reader: 'colorjs.io' | 'zscale'): string => {
    const found = result.seen.find(([name]) => name === reader);
    return found === undefined ? 'has not this coding' : `${found[1].toFixed(2)}, ${found[2].toFixed(2)}`;
  };
  return ['| coding | colorjs.io: mean, worst | zscale: mean, worst |', '|---|---|---|', ...results.map((result) => `| ${result.name} | ${figure(result, 'colorjs.io')} | ${figure(result, 'zscale')} |`)].join('\n');
}

if (import.meta.main) {
  const asking = process.argv.slice(2).filter((each) => !each.startsWith('--')).join(' ');
  const results: Result[] = [];
  for (const each of CASES.filter(({ name }) => name.includes(asking))) {
    const result = await measure(each);
    results.push(result);
    console.log(result.name, ...result.seen.map(([reader, mean, worst]) => `${reader} ${mean.toFixed(3)} ${worst.toFixed(3)}`));
  }
  if (process.argv.includes('--write')) await writeTable('colour table', colourTable(results));
}
