import type { Migration } from './migration.ts';

/** Versions of a shot that are not shown, with their keyframes and layers as JSON; and the letter of the one that is. */
export const versions: Migration = {
  version: 12,
  sql: `
    CREATE TABLE version (
      id TEXT NOT NULL PRIMARY KEY,
      position INTEGER NOT NULL,
      shot_id TEXT NOT NULL REFERENCES shot (id),
      name TEXT NOT NULL,
      content TEXT NOT NULL
    ) STRICT;
    CREATE INDEX version_by_shot ON version (shot_id);

    ALTER TABLE shot ADD COLUMN version TEXT;
  `,
};
