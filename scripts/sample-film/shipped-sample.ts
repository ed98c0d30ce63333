import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The sample film as it is shipped in resources/sample; `scripts/draw-sample-film.ts` makes these files. */
const directory = fileURLToPath(new URL('../../resources/sample', import.meta.url));

export const SHIPPED_SAMPLE = {
  directory,
  /** The black-and-white film: 1280×720, H.264, PCM sound, timecode 01:00:00:00. */
  filmPath: join(directory, 'sample.mov'),
  /** Its true chroma: 640×360, H.264 4:4:4, 8 bit, limited range BT.709, its luma flat. */
  chromaPath: join(directory, 'sample-chroma.mkv'),
  /** KEYS.json: hints of a colourist who knows the true colours. */
  keysPath: join(directory, 'sample.keys.json'),
  /** Shots as they were cut. */
  truthPath: join(directory, 'sample.truth.json'),
} as const;
