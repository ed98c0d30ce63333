import { expect, test } from 'vitest';
import { cellsOf } from '../../scripts/codec-matrix.ts';
import { SOURCE_KINDS, sourceName, type SourceKind } from '../../scripts/matrix/cell-sources.ts';
import { codecRecord, DELIVERY_CODEC_NAMES, type DeliveryCodec } from '../../src/shared/model/delivery-codecs.ts';
import { isLong } from '../support/long.ts';

/*
 * The matrix of codecs × depths × ranges (docs/results/media.md), here as a test: a few cells in the short form, all in the long one.
 * Each cell delivers a cut of a film with sound and timecode, and looks at luma, tags, timecode and sound of what came out.
 */
const SHORT: readonly (readonly [DeliveryCodec, SourceKind])[] = [
  ['h264', { depth: 8, range: 'limited' }], ['ffv1', { depth: 10, range: 'full' }], ['dnxhr-hqx-mxf', { depth: 16, range: 'limited' }],
];
const CELLS = isLong ? DELIVERY_CODEC_NAMES.flatMap((codec) => SOURCE_KINDS.map((kind) => [codec, kind] as const)) : SHORT;

/** Codecs and containers that have no place for the range; timecode that mediainfo does not read where ffprobe does. */
const NOT_SAID = /: range not said$|^mediainfo: timecode not said$/;
const LEAST_DB = 40;

for (const [codec, kind] of CELLS) {
  test(`${codec} from ${sourceName(kind)}: luma, tags, timecode and sound`, async () => {
    const cells = await cellsOf([codec], [kind]);
    expect(cells).toHaveLength(1);
    const { luma, faults } = cells[0]!;
    if (luma.startsWith('unsupported')) {
      expect(luma).toMatch(/this ffmpeg lacks \S+/);
      return;
    }
    expect(faults.filter((fault) => !NOT_SAID.test(fault))).toEqual([]);
    if (codecRecord(codec).isLossless && codecRecord(codec).container !== 'images') expect(luma).toBe('exact');
    else if (luma !== 'exact') expect(Number(/^([\d.]+) dB$/.exec(luma)?.[1])).toBeGreaterThan(LEAST_DB);
  });
}
