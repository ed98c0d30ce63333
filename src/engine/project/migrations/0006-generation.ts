import type { Migration } from './migration.ts';

/**
 * `generation` names what the file itself holds: a new value each time something is written to it (and not only to its WAL), so that
 * a file that another program has put in its place is told from it. One row. The index finds the step to redo without a look
 * at all others.
 */
export const generation: Migration = {
  version: 6,
  sql: `
    CREATE TABLE generation (id TEXT NOT NULL) STRICT;
    INSERT INTO generation VALUES ('');
    CREATE INDEX history_undone ON history (position) WHERE undone = 1;
  `,
};
