/** Peaks of a clip's sound from its first frame on. */
export interface SoundPeaks {
  /** Buckets of equal length in a second. */
  readonly perSecond: number;
  /** Lowest and highest sample of each bucket, over all channels: −127…127 for full scale. Two values a bucket. */
  readonly values: Int8Array;
}

const HEAD_BYTES = 4;

/** `perSecond` as a little-endian Uint32, then the values. */
export function encodeSoundPeaks({ perSecond, values }: SoundPeaks): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + values.length);
  new DataView(bytes.buffer).setUint32(0, perSecond, true);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), HEAD_BYTES);
  return bytes;
}

/** @throws RangeError when the bytes are too short or of half a bucket */
export function decodeSoundPeaks(bytes: Uint8Array): SoundPeaks {
  if (bytes.byteLength < HEAD_BYTES || (bytes.byteLength - HEAD_BYTES) % 2 !== 0) throw new RangeError('These are not peaks of a sound.');
  const perSecond = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return { perSecond, values: new Int8Array(bytes.slice(HEAD_BYTES).buffer) };
}

/** Each level has the peaks of two neighbouring buckets of the one before as one; the first is the sound's own. */
const levelsOf = new WeakMap<SoundPeaks, readonly Int8Array[]>();

function levels(peaks: SoundPeaks): readonly Int8Array[] {
  const known = levelsOf.get(peaks);
  if (known !== undefined) return known;
  const all = [peaks.values];
  for (let fine = peaks.values; fine.length > 2; fine = all.at(-1)!) {
    const coarse = new Int8Array(2 * Math.ceil(fine.length / 4));
    for (let bucket = 0; bucket < coarse.length / 2; bucket++) {
      const [first, second] = [4 * bucket, Math.min(4 * bucket + 2, fine.length - 2)];
      coarse[2 * bucket] = Math.min(fine[first]!, fine[second]!);
      coarse[2 * bucket + 1] = Math.max(fine[first + 1]!, fine[second + 1]!);
    }
    all.push(coarse);
  }
  levelsOf.set(peaks, all);
  return all;
}

/**
 * Lowest and highest sample from one time to another, −1…1; `undefined` outside the sound. It reads a few buckets, however long the stretch is: peaks of
 * coarser levels, whose ends may lie up to a third of the stretch outside it.
 */
export function peakBetween(peaks: SoundPeaks, fromSeconds: number, toSeconds: number): readonly [low: number, high: number] | undefined {
  const span = Math.max(1, (toSeconds - fromSeconds) * peaks.perSecond);
  const all = levels(peaks);
  const level = Math.min(all.length - 1, Math.max(0, Math.floor(Math.log2(span / 3))));
  const values = all[level]!;
  const perSecond = peaks.perSecond / 2 ** level;
  const first = Math.floor(fromSeconds * perSecond);
  const last = Math.max(first, Math.ceil(toSeconds * perSecond) - 1);
  let [low, high] = [Infinity, -Infinity];
  for (let bucket = Math.max(0, first); bucket <= last && 2 * bucket < values.length; bucket++) {
    low = Math.min(low, values[2 * bucket]!);
    high = Math.max(high, values[2 * bucket + 1]!);
  }
  return low > high ? undefined : [low / 127, high / 127];
}
