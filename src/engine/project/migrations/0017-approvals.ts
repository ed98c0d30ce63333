import type { Migration } from './migration.ts';

/** When an approved shot was approved, and what of it, as JSON. */
export const approvals: Migration = { version: 17, sql: 'ALTER TABLE shot ADD COLUMN approval TEXT;' };
