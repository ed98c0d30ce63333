import type { Migration } from './migration.ts';

/** Strokes may be as wide as a pen was pressed: a JSON list of factors of the radius, one for each place of the path. */
export const strokeWidths: Migration = {
  version: 4,
  sql: 'ALTER TABLE hint ADD COLUMN widths TEXT;',
};
