import type { Database } from 'better-sqlite3';
import { first } from './0001-first.ts';
import { stillsAndMarkers } from './0002-stills-and-markers.ts';
import { corrections } from './0003-corrections.ts';
import { strokeWidths } from './0004-stroke-widths.ts';
import { fieldWordsAndScenes } from './0005-field-words-and-scenes.ts';
import { generation } from './0006-generation.ts';
import { acceptances } from './0007-acceptances.ts';
import { vividness } from './0008-vividness.ts';
import { shotStatus } from './0009-shot-status.ts';
import { automaticModel } from './0010-automatic-model.ts';
import { layers } from './0011-layers.ts';
import { versions } from './0012-versions.ts';
import { masks } from './0013-masks.ts';
import { hintGroups } from './0014-hint-groups.ts';
import { hintsOfStills } from './0015-hints-of-stills.ts';
import { sceneMemory } from './0016-scene-memory.ts';
import { approvals } from './0017-approvals.ts';
import { shotsOfSteps } from './0018-shots-of-steps.ts';
import { flags } from './0019-flags.ts';
import { marksOfHints } from './0020-marks-of-hints.ts';
import { partsOfMasks } from './0021-parts-of-masks.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [first, stillsAndMarkers, corrections, strokeWidths, fieldWordsAndScenes, generation, acceptances, vividness, shotStatus, automaticModel, layers, versions, masks, hintGroups, hintsOfStills, sceneMemory, approvals, shotsOfSteps, flags, marksOfHints, partsOfMasks];

/** `user_version` of a file written by this program. */
export const LATEST_VERSION = migrations.length;

export function fileVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

/**
 * Migrates a file to {@link LATEST_VERSION} (or `to`), each step in its own transaction, so that an interruption leaves a whole older
 * file.
 */
export function migrate(database: Database, options: { readonly to?: number } = {}): void {
  const target = options.to ?? LATEST_VERSION;
  for (const migration of migrations.filter((each) => each.version > fileVersion(database) && each.version <= target)) {
    database.transaction(() => {
      database.exec(migration.sql);
      migration.rewrite?.(database);
      database.pragma(`user_version = ${migration.version}`);
    })();
  }
}
