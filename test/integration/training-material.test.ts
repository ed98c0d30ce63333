import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseJsonInput } from '../../src/shared/errors/parse.ts';
import { isLong } from '../support/long.ts';
import { bitsToNearest, differingBits, hashesOfArchive, hashFromHex } from '../support/picture-hashes.ts';
import { testData } from '../support/real-clip.ts';

const Hashes = z.array(z.string().regex(/^[0-9a-f]{64}$/)).min(1);
/** What training/check_test_images.py wrote of the photos that the Hint U-Net was trained on and of its test images. */
const listed = parseJsonInput(z.object({ samePictureBits: z.int(), training: Hashes, test: Hashes }), readFileSync(fileURLToPath(new URL('../../training/runs/image-hashes.json', import.meta.url)), 'utf8'), 'image-hashes.json');
const training = listed.training.map(hashFromHex);
const tested = listed.test.map(hashFromHex);

/** The list was made by OpenCV, the hashes here by ffmpeg; in flat parts of a picture their rounding decides some bits. */
const SAME_PICTURE_BITS = listed.samePictureBits + 8;
/** A sound list has these: fewer would mean that it was made of a part of the material. */
const TEST_IMAGES = 400;
const TRAINING_PHOTOS = 13_000;

test('no test image of the list is a training photo of the list', () => {
  expect(tested).toHaveLength(TEST_IMAGES);
  expect(training.length).toBeGreaterThan(TRAINING_PHOTOS);
  const inBoth = listed.test.filter((_, index) => bitsToNearest(tested[index]!, training) <= listed.samePictureBits);
  expect(inBoth).toEqual([]);
});

if (isLong) test.for([
  { archive: 'photos-test/photos-test-bsds.tar', ending: 'webp' as const },
  { archive: 'photos-test/photos-test-ilsvrc.tar', ending: 'jpg' as const },
])('the images in $archive are those of the list, and none of them is a training photo', ({ archive, ending }, context) => {
  const file = path.join(testData, archive);
  if (!existsSync(file)) return context.skip(`${file} is missing: its images were NOT compared with the training list`);
  const hashes = hashesOfArchive(file, ending);
  expect(hashes).toHaveLength(200);
  expect(hashes.filter((hash) => bitsToNearest(hash, tested) > SAME_PICTURE_BITS)).toEqual([]);
  expect(hashes.filter((hash) => bitsToNearest(hash, training) <= SAME_PICTURE_BITS)).toEqual([]);
});

if (isLong) test('the list contains the training photos: those of one archive are found in it, except for the few held out', (context) => {
  const file = path.join(testData, 'photos/photos-imnet.tar');
  if (!existsSync(file)) return context.skip(`${file} is missing: the training list was NOT compared with it`);
  const hashes = hashesOfArchive(file, 'webp');
  const found = hashes.filter((hash) => bitsToNearest(hash, training) <= SAME_PICTURE_BITS);
  // 1.2 % of the photos are held out for choosing between networks, by a hash of their names.
  expect(found.length / hashes.length).toBeGreaterThan(0.95);
  expect(found.filter((hash) => tested.some((other) => differingBits(hash, other) <= listed.samePictureBits))).toEqual([]);
});
