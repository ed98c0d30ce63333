import type { Migration } from './migration.ts';

/**
 * `generation` identifies the content of the file itself: a new value each time something is written to it (and not only to its WAL), so
 * that a file that replaced it is recognised. One row. The index finds the step to redo without a scan.
 */
export const generation: Migration = {
  version: 6,
  sql: `
    CREATE TABLE generation (id TEXT NOT NULL) STRICT;
    INSERT INTO generation VALUES ('');
    CREATE INDEX history_undone ON history (position) WHERE undone = 1;
  `,
};
