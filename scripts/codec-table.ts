import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { codecRecord, DELIVERY_CODEC_NAMES, type DeliveryCodec, type DeliveryCodecRecord } from '../src/shared/model/delivery-codecs.ts';

/*
 * Writes the table of codecs into the guide, from the codecs' records: `npx node scripts/codec-table.ts`. A test compares the page with it.
 */

export const GUIDE_PAGE = fileURLToPath(new URL('../docs/guide/delivery.md', import.meta.url));
const BEGIN = '<!-- codecs: made by scripts/codec-table.ts -->';
const END = '<!-- end of codecs -->';

/** A Markdown table with one line for each codec. */
export function codecTable(): string {
  const lines = DELIVERY_CODEC_NAMES.map((name) => `| ${cellsOf(name, codecRecord(name)).join(' | ')} |`);
  return ['| codec | `--codec` | for | file | chroma, bits | luma comes back | sound | timecode | to choose | checked |', '|---|---|---|---|---|---|---|---|---|---|', ...lines].join('\n');
}

function cellsOf(name: DeliveryCodec, record: DeliveryCodecRecord): readonly string[] {
  const { label, use, extension, container, picture, isLossless, sound, keepsTimecode, verify, encoders: [{ speeds, qualities }] } = record;
  const isYuv = picture.layout === 'planar-yuv';
  return [
    label, `\`${name}\``, use.replace(/ · .*$/, ''),
    container === 'images' ? `a folder of \`${extension}\`` : `\`${extension}\``,
    `${isYuv ? `4:${picture.chroma === '444' ? '4:4' : picture.chroma === '422' ? '2:2' : '2:0'}` : picture.layout === 'linear-floats' ? 'R, G, B' : 'R′G′B′'}, ${picture.layout === 'linear-floats' ? 'half floats' : bits(picture.depths)}${picture.evenSize ? ', even sizes' : ''}`,
    !isLossless ? 'compressed' : isYuv ? 'exactly' : 'within rounding',
    sound === undefined ? 'none' : `${sound.copied.length > 0 ? 'copied, else ' : ''}${soundName(sound.encoder)}; ${sound.wideEncoder === undefined ? `${sound.mostChannels} channels` : 'any number of channels'}`,
    keepsTimecode ? 'yes' : 'no',
    [...(speeds === undefined ? [] : ['speed']), ...(qualities === undefined ? [] : ['quality'])].join(', ') || '–',
    verify === 'every-frame' ? 'every frame' : 'first, 13th, last frame',
  ];
}

function bits(depths: readonly number[]): string {
  return depths.length > 3 ? `${depths[0]!}–${depths.at(-1)!} bits` : `${depths.join(' or ')} bits`;
}

function soundName(encoder: string): string {
  const depth = /^pcm_s(\d+)/.exec(encoder)?.[1];
  return depth === undefined ? encoder.toUpperCase() : `PCM ${depth} bits`;
}

/** The page with a new table. @throws Error when the page has no marks for it */
export function withCodecTable(page: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`The page has no lines “${BEGIN}” and “${END}”.`);
  return `${page.slice(0, from + BEGIN.length)}\n${codecTable()}\n${page.slice(to)}`;
}

if (import.meta.main) writeFileSync(GUIDE_PAGE, withCodecTable(readFileSync(GUIDE_PAGE, 'utf8')));
