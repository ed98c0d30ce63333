import type { Migration } from './migration.ts';

/** What made a hint; and the hints that a still was grabbed with, and their groups, as JSON. */
export const hintsOfStills: Migration = { version: 15, sql: 'ALTER TABLE hint ADD COLUMN made TEXT; ALTER TABLE still ADD COLUMN hints TEXT; ALTER TABLE still ADD COLUMN hint_groups TEXT;' };
