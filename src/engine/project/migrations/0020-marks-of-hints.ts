import type { Migration } from './migration.ts';

/** Whether a hint is locked, and whether its mark is hidden. */
export const marksOfHints: Migration = { version: 20, sql: 'ALTER TABLE hint ADD COLUMN locked INTEGER; ALTER TABLE hint ADD COLUMN hidden INTEGER;' };
