import { crc32, deflate } from 'node:zlib';
import { promisify } from 'node:util';

const deflateAsync = promisify(deflate);

/** Samples to be stored as PNG, row by row, interleaved. */
interface PngPicture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** Bytes are stored as 8-bit samples, words as 16-bit. */
  readonly samples: Uint8Array | Uint16Array;
  /** Primaries and transfer by H.273, for what is not sRGB. */
  readonly codes?: H273Codes | undefined;
}

export interface H273Codes {
  readonly primaries: number;
  readonly transfer: number;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  out.set(data, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

/** PNG file bytes (ISO/IEC 15948). Rows are filtered by "up", which suits photographs at no cost. */
export async function encodePng(picture: PngPicture): Promise<Uint8Array> {
  const wide = picture.samples instanceof Uint16Array;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(picture.width, 0);
  header.writeUInt32BE(picture.height, 4);
  header.set([wide ? 16 : 8, picture.channels === 1 ? 0 : 2, 0, 0, 0], 8);
  const compressed = await deflateAsync(filteredRows(picture, wide), { level: 4 });
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), ...colourChunks(picture), chunk('IDAT', compressed), chunk('IEND', new Uint8Array(0))]);
}

/** `cICP` of PNG's third edition: R′G′B′ (matrix 0), full range. */
function colourChunks({ codes }: PngPicture): readonly Buffer[] {
  return codes === undefined ? [] : [chunk('cICP', Uint8Array.of(codes.primaries, codes.transfer, 0, 1))];
}

function filteredRows(picture: PngPicture, wide: boolean): Buffer {
  const perRow = picture.width * picture.channels;
  const rowBytes = perRow * (wide ? 2 : 1);
  const rows = Buffer.alloc((rowBytes + 1) * picture.height);
  let above = new Uint8Array(rowBytes);
  let row = new Uint8Array(rowBytes);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < perRow; x++) {
      const value = picture.samples[y * perRow + x]!;
      if (wide) {
        row[2 * x] = value >> 8;
        row[2 * x + 1] = value & 255;
      } else row[x] = value;
    }
    const at = y * (rowBytes + 1);
    rows[at] = 2;
    for (let x = 0; x < rowBytes; x++) rows[at + 1 + x] = (row[x]! - above[x]!) & 255;
    [above, row] = [row, above];
  }
  return rows;
}
