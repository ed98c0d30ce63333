// Draws packaging/icon.png: `node packaging/draw-icon.mjs`. A rounded plate, gray on the left and coloured on the right, like the logo in the window.
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';

const [SIZE, EDGE, CORNER] = [1024, 96, 200];
const [GRAY, WARM] = [[119, 119, 119], [185, 141, 98]];

/** Distance of a sample from the edge of the plate, in samples; the outermost sample is antialiased. */
function inside(x, y) {
  const half = SIZE / 2 - EDGE;
  const dx = Math.max(0, Math.abs(x - SIZE / 2) - (half - CORNER));
  const dy = Math.max(0, Math.abs(y - SIZE / 2) - (half - CORNER));
  return CORNER - Math.hypot(dx, dy);
}

const rows = Buffer.alloc(SIZE * (1 + 4 * SIZE));
for (let y = 0; y < SIZE; y++) {
  for (let x = 0; x < SIZE; x++) {
    const alpha = Math.round(255 * Math.min(1, Math.max(0, inside(x + 0.5, y + 0.5))));
    rows.set([...(x < SIZE / 2 ? GRAY : WARM), alpha], y * (1 + 4 * SIZE) + 1 + 4 * x);
  }
}
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
const head = Buffer.alloc(13);
head.writeUInt32BE(SIZE, 0);
head.writeUInt32BE(SIZE, 4);
head.set([8, 6, 0, 0, 0], 8);
writeFileSync(fileURLToPath(new URL('icon.png', import.meta.url)), Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]));
