import type { Migration } from './migration.ts';

/**
 * Notes get a colour. Stills get a table, and their planes one of their own: planes are named by the hash of their inputs, so one may
 * serve several stills, and an undone removal finds it again.
 */
export const stillsAndMarkers: Migration = {
  version: 2,
  sql: `
    ALTER TABLE note ADD COLUMN colour TEXT;

    CREATE TABLE still (
      id TEXT NOT NULL PRIMARY KEY,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      clip_id TEXT NOT NULL REFERENCES clip (id),
      frame INTEGER NOT NULL,
      plane_key TEXT,
      made_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX still_by_clip ON still (clip_id);

    -- Deflated (RFC 1951) ab planes as \`encodeAbPlane\` writes them.
    CREATE TABLE kept_plane (
      key TEXT NOT NULL PRIMARY KEY,
      plane BLOB NOT NULL
    ) STRICT;
  `,
};
