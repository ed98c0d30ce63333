import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * The 256-bit difference hash of training/check_test_images.py: is each cell of the centre square's 17×16 thumbnail brighter than
 * its right neighbour? Eight words of 32 bits, most significant first.
 */
export type PictureHash = Uint32Array;

const ACROSS = 17;
const DOWN = 16;

export function hashFromHex(hex: string): PictureHash {
  return Uint32Array.from({ length: hex.length / 8 }, (_, word) => Number.parseInt(hex.slice(8 * word, 8 * word + 8), 16));
}

/** Number of bits in which two hashes differ, 0…256. */
export function differingBits(first: PictureHash, second: PictureHash): number {
  let bits = 0;
  for (let word = 0; word < first.length; word++) {
    let rest = first[word]! ^ second[word]!;
    rest -= (rest >>> 1) & 0x55555555;
    rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
    bits += (((rest + (rest >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
  }
  return bits;
}

/** Bits to the nearest of `others`. */
export function bitsToNearest(hash: PictureHash, others: readonly PictureHash[]): number {
  return others.reduce((nearest, other) => Math.min(nearest, differingBits(hash, other)), Infinity);
}

/** Hashes of all pictures with one ending in a tar archive, decoded by ffmpeg in a single run. */
export function hashesOfArchive(archive: string, ending: 'webp' | 'jpg'): readonly PictureHash[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'tintype-pictures-'));
  try {
    execFileSync('tar', ['-xf', archive, '-C', folder]);
    const filters = `scale=in_range=full:out_range=full,format=rgb24,crop=min(iw\\,ih):min(iw\\,ih):exact=1,format=gray,scale=${ACROSS}:${DOWN}:flags=area+accurate_rnd`;
    const thumbnails = execFileSync(process.env['FFMPEG_BIN'] ?? 'ffmpeg', ['-v', 'error', '-f', 'image2', '-pattern_type', 'glob', '-i', path.join(folder, `*.${ending}`), '-vf', filters, '-pix_fmt', 'gray', '-f', 'rawvideo', '-'], { maxBuffer: 2 ** 26 });
    const size = ACROSS * DOWN;
    return Array.from({ length: thumbnails.length / size }, (_, index) => hashOfThumbnail(thumbnails.subarray(index * size, (index + 1) * size)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function hashOfThumbnail(gray: Uint8Array): PictureHash {
  const hash = new Uint32Array((DOWN * (ACROSS - 1)) / 32);
  for (let bit = 0; bit < hash.length * 32; bit++) {
    const at = Math.floor(bit / (ACROSS - 1)) * ACROSS + (bit % (ACROSS - 1));
    if (gray[at]! > gray[at + 1]!) hash[bit >>> 5]! |= 1 << (31 - (bit & 31));
  }
  return hash;
}
