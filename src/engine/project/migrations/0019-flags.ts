import type { Migration } from './migration.ts';

/** Colour of a shot's flag. */
export const flags: Migration = { version: 19, sql: "ALTER TABLE shot ADD COLUMN flag TEXT CHECK (flag IN ('amber', 'green', 'blue', 'red'));" };
