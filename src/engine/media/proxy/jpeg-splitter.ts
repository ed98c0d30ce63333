import type { FrameSplitterFactory } from '../decode/raw-frames.ts';

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/** Cuts a stream of JPEG files, one after the other, into its files (ITU-T T.81 annex B: segments by their length, scans by markers). */
export const jpegSplitter: FrameSplitterFactory = () => {
  let pending: Buffer = Buffer.alloc(0);
  let scanned = 0;
  let inScan = false;

  /** End of the first complete file in `pending`, or `undefined`. Resumes where the last call ended. */
  function endOfImage(): number | undefined {
    while (scanned + 4 <= pending.length || (inScan && scanned + 2 <= pending.length)) {
      if (inScan) {
        const at = pending.indexOf(0xff, scanned);
        if (at === -1 || at + 1 >= pending.length) {
          scanned = at === -1 ? pending.length : at;
          return undefined;
        }
        const marker = pending[at + 1]!;
        if (marker === END_OF_IMAGE) return at + 2;
        // Stuffed bytes and restart markers belong to the scan.
        const belongs = marker === 0 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd7);
        if (belongs) scanned = at + (marker === 0xff ? 1 : 2);
        else {
          inScan = false;
          scanned = at;
        }
      } else if (scanned === 0) scanned = 2;
      else {
        const marker = pending[scanned + 1]!;
        if (marker === END_OF_IMAGE) return scanned + 2;
        inScan = marker === START_OF_SCAN;
        scanned += 2 + pending.readUInt16BE(scanned + 2);
      }
    }
    return undefined;
  }

  return {
    push: (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const files: Uint8Array[] = [];
      for (let end = endOfImage(); end !== undefined; end = endOfImage()) {
        files.push(Uint8Array.from(pending.subarray(0, end)));
        pending = pending.subarray(end);
        scanned = 0;
        inScan = false;
      }
      return files;
    },
  };
};
