import type { Migration } from './migration.ts';

/** Review status of a shot, set by the user. */
export const shotStatus: Migration = { version: 9, sql: "ALTER TABLE shot ADD COLUMN status TEXT CHECK (status IN ('review', 'approved'));" };
