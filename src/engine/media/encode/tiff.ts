/** A colour picture to be stored as TIFF, row by row, interleaved. */
interface TiffPicture {
  readonly width: number;
  readonly height: number;
  /** Bytes are stored as 8-bit samples, words as 16-bit. */
  readonly samples: Uint8Array | Uint16Array;
}

const SHORT = 3;
const LONG = 4;

/** TIFF file bytes (revision 6.0, baseline RGB): little-endian, one strip, not compressed. */
export function encodeTiff({ width, height, samples }: TiffPicture): Uint8Array {
  const bits = samples instanceof Uint16Array ? 16 : 8;
  const header = 8;
  // Tag, type, count, value; in rising order of tags.
  const entries = (bitsAt: number, pixelsAt: number): readonly (readonly [number, number, number, number])[] => [
    [256, LONG, 1, width], [257, LONG, 1, height], [258, SHORT, 3, bitsAt], [259, SHORT, 1, 1], [262, SHORT, 1, 2], [273, LONG, 1, pixelsAt],
    [277, SHORT, 1, 3], [278, LONG, 1, height], [279, LONG, 1, samples.byteLength], [284, SHORT, 1, 1], [339, SHORT, 3, bitsAt + 6],
  ];
  const count = entries(0, 0).length;
  const bitsAt = header + 2 + 12 * count + 4;
  const pixelsAt = bitsAt + 12;
  const out = Buffer.alloc(pixelsAt + samples.byteLength);
  out.write('II*\0', 0, 'latin1');
  out.writeUInt32LE(header, 4);
  out.writeUInt16LE(count, header);
  entries(bitsAt, pixelsAt).forEach(([tag, type, values, value], index) => {
    const at = header + 2 + 12 * index;
    out.writeUInt16LE(tag, at);
    out.writeUInt16LE(type, at + 2);
    out.writeUInt32LE(values, at + 4);
    out.writeUInt32LE(value, at + 8);
  });
  for (let channel = 0; channel < 3; channel++) {
    out.writeUInt16LE(bits, bitsAt + 2 * channel);
    // Sample format: unsigned.
    out.writeUInt16LE(1, bitsAt + 6 + 2 * channel);
  }
  out.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), pixelsAt);
  return out;
}
