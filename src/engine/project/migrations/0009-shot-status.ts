import type { Migration } from './migration.ts';

/** Whether a person sent a shot to review or approved it. */
export const shotStatus: Migration = { version: 9, sql: "ALTER TABLE shot ADD COLUMN status TEXT CHECK (status IN ('review', 'approved'));" };
