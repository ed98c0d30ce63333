import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from './artefacts/index.ts';

/**
 * How fast this machine was at long work, so that the next time can be told before it is begun. Work is counted in picture samples
 * (of one pass over the picture), which makes films of different sizes comparable.
 */
export interface Speeds {
  /** Samples a second lately, or `undefined` when such work was never done here. */
  samplesPerSecond(work: string): number | undefined;
  /** Adds a run to the average; very short runs are ignored. Never throws: a lost figure must not fail a job. */
  note(work: string, run: { readonly samples: number; readonly seconds: number }): void;
}

const Stored = z.record(z.string(), z.number().positive());
/** The first second is dominated by loading. */
const SHORTEST_SECONDS = 1;
/** Weight of the newest run: speed changes with hardware and load. */
const NEWEST = 0.4;

export function openSpeeds(dataDirectory: string): Speeds {
  const path = join(dataDirectory, 'speeds.json');
  function all(): Readonly<Record<string, number>> {
    try {
      return Stored.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      // No measurement yet, or a damaged file: start again.
      return {};
    }
  }
  return {
    samplesPerSecond: (work) => all()[work],
    note(work, { samples, seconds }) {
      if (seconds < SHORTEST_SECONDS || samples <= 0) return;
      const known = all();
      const before = known[work];
      const now = samples / seconds;
      const next = { ...known, [work]: before === undefined ? now : before * (1 - NEWEST) + now * NEWEST };
      try {
        writePrivateFile(path, `${JSON.stringify(next, null, 2)}\n`);
      } catch {
        // A full or read-only disk is reported by the work itself.
      }
    },
  };
}
