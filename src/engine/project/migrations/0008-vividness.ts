import type { Migration } from './migration.ts';

/** Vividness of a shot's automatic colour. */
export const vividness: Migration = { version: 8, sql: 'ALTER TABLE shot ADD COLUMN vividness REAL;' };
