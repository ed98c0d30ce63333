import { expect, test } from 'vitest';
import { parseFrameHashes } from './packet-hashes.ts';

test('lines of framehash become sizes and hashes', () => {
  expect(parseFrameHashes('#format: frame checksums\n#extradata 0,   50, 4a02\n#stream#, dts, pts, duration, size, hash\n0, -2, 0, 1, 106176, d65e\n0, -1, 5, 1, 77361, cd16, S=1, 8, 00\n'))
    .toEqual({ header: '50:4a02', packets: ['106176:d65e', '77361:cd16'] });
  expect(parseFrameHashes('#hash: murmur3\n0, 0, 0, 1, 9, aa\n')).toEqual({ packets: ['9:aa'] });
});
