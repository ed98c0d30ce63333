import type { Migration } from './migration.ts';

/** Keyframes may be corrections: their hints correct propagated colour instead of painting the frame. */
export const corrections: Migration = {
  version: 3,
  sql: 'ALTER TABLE keyframe ADD COLUMN correction INTEGER NOT NULL DEFAULT 0 CHECK (correction IN (0, 1));',
};
