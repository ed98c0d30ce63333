import type { Migration } from './migration.ts';

/** Added model that gives a shot's automatic colour, as JSON. */
export const automaticModel: Migration = { version: 10, sql: 'ALTER TABLE shot ADD COLUMN automatic TEXT;' };
