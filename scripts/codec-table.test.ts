import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DELIVERY_CODEC_NAMES } from '../src/shared/model/delivery-codecs.ts';
import { codecTable, GUIDE_PAGE, withCodecTable } from './codec-table.ts';

test('the codecs of the guide are those of the records (npx node scripts/codec-table.ts writes them anew)', () => {
  const page = readFileSync(GUIDE_PAGE, 'utf8');
  expect(page).toBe(withCodecTable(page));
  for (const name of DELIVERY_CODEC_NAMES) expect(page).toContain(`| \`${name}\` |`);
});

test('a line of the table has the values of the codec\'s record', () => {
  expect(codecTable().split('\n').find((line) => line.includes('`h264`'))).toMatch(/^\| H\.264 \| `h264` \| Plays anywhere \| `\.mp4` \| 4:2:0, 8 bits, even sizes \| compressed \| .*AAC; 8 channels \| yes \| speed, quality \| first, 13th, last frame \|$/);
});
