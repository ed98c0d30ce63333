import type { Migration } from './migration.ts';

/** Groups of a shot's hints, as JSON, and the group of each hint. */
export const hintGroups: Migration = { version: 14, sql: 'ALTER TABLE shot ADD COLUMN hint_groups TEXT; ALTER TABLE hint ADD COLUMN group_id TEXT;' };
