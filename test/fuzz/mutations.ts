/** Returns an integer from 0 to `bound` − 1. */
export type Random = (below: number) => number;

/** A pseudo-random generator with a fixed seed (mulberry32), so that a failure can be repeated. */
export function generator(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const PIECES = [
  '999999999999999999', '-1', '0', '1/0s', '9e99', '1e-320', '<', '>', '&', '"', '\u0000', ';', ':', '{', '}', '[', ']', 'null', '\uFEFF', '\r', '🎞', '%s', '<!ENTITY a "b">', '<a>'.repeat(30), '1001/24000s', 'TRUE', '[[',
  '9'.repeat(400), '00:59:59;29', '__proto__', '"constructor":', '\n'.repeat(50), ' '.repeat(3000), '1000000000/1s', '[0.5,0.5],'.repeat(200),
];

/** Bytes with one to six places removed, replaced, repeated or overwritten. */
export function mutated(bytes: Uint8Array, random: Random): Buffer {
  let changed = Buffer.from(bytes);
  for (let times = 1 + random(6); times > 0; times--) {
    const at = random(changed.length + 1);
    const length = random(4) === 0 ? random(400) : random(12);
    const kind = random(4);
    const piece = pieceOf(kind, changed, random);
    changed = Buffer.concat([changed.subarray(0, at), piece, changed.subarray(Math.min(changed.length, at + (kind === 3 ? 1 : length)))]);
    if (changed.length === 0) return changed;
  }
  return changed;
}

function pieceOf(kind: number, bytes: Buffer, random: Random): Buffer {
  switch (kind) {
    case 0: return Buffer.alloc(0);
    case 1: return Buffer.from(PIECES[random(PIECES.length)]!);
    case 2: return bytes.subarray(random(bytes.length), random(bytes.length));
    default: return Buffer.from([random(256)]);
  }
}
