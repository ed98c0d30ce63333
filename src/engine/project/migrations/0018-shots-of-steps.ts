import type { Migration } from './migration.ts';

/**
 * The shot that a step of the history changes, and how many there are, for the list of steps. Found when a step is made: from its patches
 * alone it could be told only by following all later ones back. Steps of earlier versions have none.
 */
export const shotsOfSteps: Migration = { version: 18, sql: 'ALTER TABLE history ADD COLUMN shot_id TEXT; ALTER TABLE history ADD COLUMN shot_count INTEGER NOT NULL DEFAULT 0;' };
