import type { Migration } from './migration.ts';

/** Widths of strokes drawn with a pen: a JSON list of factors of the radius, one per point of the path. */
export const strokeWidths: Migration = {
  version: 4,
  sql: 'ALTER TABLE hint ADD COLUMN widths TEXT;',
};
