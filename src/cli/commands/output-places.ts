import { resolve } from 'node:path';
import { realPlace } from '../../engine/artefacts/index.ts';
import { AppError } from '../../shared/errors/app-error.ts';

/** The places that one run writes to, each once, under whatever name. */
export interface OutputPlaces {
  /** @param source what is written there @throws AppError `input.malformed` where something else is; `output.name`, `file.notWritable` */
  take(path: string, source: string): Promise<void>;
}

export function outputPlaces(): OutputPlaces {
  const taken = new Map<string, string>();
  return {
    async take(path, source) {
      const place = (await realPlace(resolve(path))).path.normalize('NFC').toLowerCase();
      const other = taken.get(place);
      if (other !== undefined) throw new AppError('input.malformed', `"${path}" is written twice, for ${other}${other === source ? '' : ` and for ${source}`}; give each a name of its own.`);
      taken.set(place, source);
    },
  };
}
