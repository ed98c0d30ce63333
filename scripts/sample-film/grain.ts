import { hash, randomStream } from './noise.ts';

const TILE = 512;

/** Film grain: Gaussian noise, slightly clumped, of unit deviation, moving anew with each frame. */
export function createGrain(): (frame: number) => (x: number, y: number) => number {
  const random = randomStream(1895);
  const white = Float32Array.from({ length: TILE * TILE }, () => random() + random() + random() + random() - 2);
  const tile = new Float32Array(TILE * TILE);
  let power = 0;
  for (let y = 0; y < TILE; y++) {
    for (let x = 0; x < TILE; x++) {
      let sum = 0;
      for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) sum += white[((y + dy) & (TILE - 1)) * TILE + ((x + dx) & (TILE - 1))]! * (dx === 0 && dy === 0 ? 1 : 0.4);
      tile[y * TILE + x] = sum;
      power += sum * sum;
    }
  }
  const unit = Math.sqrt((TILE * TILE) / power);
  for (let index = 0; index < tile.length; index++) tile[index]! *= unit;
  return (frame) => {
    const right = Math.floor(hash(frame, 1, 7) * TILE);
    const down = Math.floor(hash(frame, 2, 7) * TILE);
    return (x, y) => tile[((y + down) & (TILE - 1)) * TILE + ((x + right) & (TILE - 1))]!;
  };
}
