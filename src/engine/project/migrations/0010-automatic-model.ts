import type { Migration } from './migration.ts';

/** Brought model that gives a shot's automatic colour, as JSON. */
export const automaticModel: Migration = { version: 10, sql: 'ALTER TABLE shot ADD COLUMN automatic TEXT;' };
