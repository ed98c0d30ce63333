import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { DEFAULT_QUALITY, DEFAULT_SPEED, codecRecord, deliveredSize, type DeliveryCodec } from '../../../shared/model/delivery-codecs.ts';
import { DeliveryCodec as Codec, DeliverySettings, KeptPart } from '../../../shared/model/delivery.ts';
import { FrameRange, Rate, rangeLength } from '../../../shared/model/frame.ts';
import { rateName } from '../../../shared/model/known-rate.ts';
import type { DeliveryPlan } from '../../deliver/index.ts';
import type { ChromaSource } from '../shots/frame-status.ts';

const LayerRun = z.object({ range: FrameRange, name: z.string() });

/** What decides a delivered file besides the colour of its frames, as it was planned. */
export const FileMade = z.object({
  codec: Codec, settings: DeliverySettings, range: FrameRange, width: z.number().int(), height: z.number().int(), rate: Rate,
  /** One line for each track and tag. */
  kept: z.array(KeptPart),
  /** Runs of frames over which the same layers lie; frames without layers are in none. */
  layers: z.array(LayerRun),
});
export type FileMade = z.infer<typeof FileMade>;

export async function fileMade({ codec, settings, range, clip, kept }: DeliveryPlan, chroma: Pick<ChromaSource, 'layersAt'>): Promise<FileMade> {
  return { codec, settings, range, ...deliveredSize(codec, clip.picture), rate: clip.rate, kept: [...kept], layers: await layerRuns(range, chroma) };
}

/** Frames between two looks at what else is to be done. */
const AT_A_TIME = 1000;
/** Hex digits that name the layers over a frame. */
const DIGITS = 8;

async function layerRuns(range: FrameRange, chroma: Pick<ChromaSource, 'layersAt'>): Promise<FileMade['layers']> {
  const runs: { readonly range: FrameRange; readonly name: string }[] = [];
  for (let frame = range.first as number; frame <= range.last; frame++) {
    if ((frame - range.first) % AT_A_TIME === AT_A_TIME - 1) await setImmediate();
    const table = chroma.layersAt(frame);
    if (table === undefined) continue;
    const name = createHash('sha256').update(table.name).digest('hex').slice(0, DIGITS);
    const before = runs.at(-1);
    if (before?.name === name && before.range.last === frame - 1) runs.splice(-1, 1, { name, range: FrameRange.parse({ first: before.range.first, last: frame }) });
    else runs.push({ name, range: FrameRange.parse({ first: frame, last: frame }) });
  }
  return runs;
}

/** Parts whose words depend on which frames a file has. */
const OF_RANGE = /^(Timecode|Chapters|Sound|Subtitles|Closed captions)/;

/** Pure: what of a file that is to be written differs from an earlier one that has all of its frames, a sentence each; without its colour by hints, keyframes and networks. */
export function differences(now: FileMade, before: FileMade): readonly string[] {
  const isSameRange = now.range.first === before.range.first && now.range.last === before.range.last;
  const isCompared = ({ part }: KeptPart): boolean => isSameRange || !OF_RANGE.test(part);
  const lines = new Map(before.kept.filter(isCompared).map((line) => [line.part, line]));
  const others = now.kept.filter(isCompared);
  const here = new Set(others.map(({ part }) => part));
  return [
    ...(now.codec === before.codec ? [] : [`Codec: ${codecRecord(now.codec).label}, before ${codecRecord(before.codec).label}.`]),
    ...(isSameRange ? [] : [`Range: ${rangeLength(now.range)} of the ${rangeLength(before.range)} frames of that file.`]),
    ...(now.width === before.width && now.height === before.height ? [] : [`Size: ${now.width}×${now.height}, before ${before.width}×${before.height}.`]),
    ...(now.rate.num * before.rate.den === before.rate.num * now.rate.den ? [] : [`Frame rate: ${rateName(now.rate)}, before ${rateName(before.rate)}.`]),
    ...(now.codec === before.codec ? settingDifferences(now, before) : []),
    ...layerDifference(now, before),
    ...others.flatMap((line) => {
      const old = lines.get(line.part);
      if (old === undefined) return [`${line.part}: ${said(line)}; that file has no such line.`];
      return said(line) === said(old) ? [] : [`${line.part}: ${said(line)}; before: ${said(old)}.`];
    }),
    ...[...lines.values()].filter(({ part }) => !here.has(part)).map((line) => `${line.part}: not any more; before: ${said(line)}.`),
  ];
}

function said({ state, words }: KeptPart): string {
  return state === 'lost' ? `not kept, ${words}` : words;
}

function settingDifferences({ codec, settings }: FileMade, { settings: before }: FileMade): readonly string[] {
  const words = settingWords(codec, settings);
  const old = settingWords(codec, before);
  return words.flatMap(([name, word], index) => (word === old[index]![1] ? [] : [`${name}: ${word}, before ${old[index]![1]}.`]));
}

function settingWords(codec: DeliveryCodec, { speed, quality, startNumber, padding }: DeliverySettings): readonly (readonly [string, string])[] {
  const { container, encoders: [{ speeds, qualities }] } = codecRecord(codec);
  return [
    ...(speeds === undefined ? [] : [['Speed', speed ?? DEFAULT_SPEED] as const]),
    ...(qualities === undefined ? [] : [['Quality', quality ?? DEFAULT_QUALITY] as const]),
    ...(container === 'images' ? [['First number', startNumber === undefined ? 'of the frame in the clip' : String(startNumber)], ['Digits', padding === undefined ? 'the usual' : String(padding)]] as const : []),
  ];
}

function layerDifference({ range, layers }: FileMade, { layers: before }: FileMade): readonly string[] {
  const nameAt = (runs: FileMade['layers']): (frame: number) => string => {
    let at = 0;
    return (frame) => {
      while (at < runs.length && runs[at]!.range.last < frame) at++;
      const run = runs[at];
      return run !== undefined && run.range.first <= frame ? run.name : '';
    };
  };
  const [now, old] = [nameAt(layers), nameAt(before)];
  let count = 0;
  for (let frame = range.first as number; frame <= range.last; frame++) if (now(frame) !== old(frame)) count += 1;
  return count === 0 ? [] : [`Layers: others over ${count} of ${rangeLength(range)} frames.`];
}
