import { hash } from './noise.ts';

export const SOUND_RATE = 48000;

// A waltz in C: semitones over C4 per eighth note; `null` is a rest.
const MELODY = [7, 12, 16, 19, 16, 12, 9, 14, 17, 21, 17, 14, 7, 11, 14, 19, 17, 14, 12, 16, 19, 24, 19, 16] as const;
const BASS = [-12, -7, -5, -12] as const;
const NOTE_SECONDS = 0.184;

/** A waltz with wind noise, as a 48 kHz stereo 16-bit WAV file of exactly that many sample frames. */
export function composeSoundtrack(seconds: number): Uint8Array {
  const count = Math.round(seconds * SOUND_RATE);
  const bytes = new Uint8Array(44 + count * 4);
  const view = new DataView(bytes.buffer);
  writeHeader(view, count * 4);
  let wind = 0;
  for (let index = 0; index < count; index++) {
    const t = index / SOUND_RATE;
    wind += 0.02 * (hash(index, 3, 5) - 0.5 - wind);
    const fade = Math.min(1, t / 0.05, (seconds - t) / 0.3);
    for (const channel of [0, 1]) {
      const place = channel === 0 ? 0.92 : 0.72;
      const sample = fade * (0.17 * place * pluck(t) + 0.1 * (1.6 - place) * bass(t) + 0.5 * wind * (0.6 + 0.4 * Math.sin(t * 1.3 + channel)));
      view.setInt16(44 + index * 4 + channel * 2, Math.round(32767 * Math.max(-1, Math.min(1, sample))), true);
    }
  }
  return bytes;
}

/** The present tone and the decay of the previous one. */
function pluck(t: number): number {
  const note = Math.floor(t / NOTE_SECONDS);
  let sum = 0;
  for (const back of [0, 1, 2]) {
    if (note - back < 0) break;
    const since = t - (note - back) * NOTE_SECONDS;
    const frequency = 261.63 * 2 ** (MELODY[(note - back) % MELODY.length]! / 12);
    const envelope = Math.min(1, since / 0.006) * Math.exp(-since * 5.5);
    sum += envelope * (Math.sin(2 * Math.PI * frequency * since) + 0.32 * Math.sin(4 * Math.PI * frequency * since) * Math.exp(-since * 6));
  }
  return sum;
}

function bass(t: number): number {
  const bar = Math.floor(t / (NOTE_SECONDS * 6));
  const since = t - bar * NOTE_SECONDS * 6;
  const frequency = 261.63 * 2 ** (BASS[bar % BASS.length]! / 12);
  return Math.min(1, since / 0.02) * Math.exp(-since * 1.6) * Math.sin(2 * Math.PI * frequency * since);
}

function writeHeader(view: DataView, dataBytes: number): void {
  const text = (offset: number, value: string): void => { for (let index = 0; index < value.length; index++) view.setUint8(offset + index, value.charCodeAt(index)); };
  text(0, 'RIFF');
  view.setUint32(4, 36 + dataBytes, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 2, true);
  view.setUint32(24, SOUND_RATE, true);
  view.setUint32(28, SOUND_RATE * 4, true);
  view.setUint16(32, 4, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, dataBytes, true);
}
