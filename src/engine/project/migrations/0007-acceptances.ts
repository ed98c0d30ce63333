import type { Migration } from './migration.ts';

/** Findings of quality reports that the user has accepted; and the mask of the part of a keyframe's still that states its colour. */
export const acceptances: Migration = {
  version: 7,
  sql: `
    CREATE TABLE acceptance (
      id TEXT NOT NULL PRIMARY KEY,
      position INTEGER NOT NULL,
      clip_id TEXT NOT NULL REFERENCES clip (id),
      kind TEXT NOT NULL,
      first_frame INTEGER,
      last_frame INTEGER,
      subject TEXT,
      value REAL,
      note TEXT NOT NULL,
      accepted_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX acceptance_by_clip ON acceptance (clip_id);

    ALTER TABLE keyframe ADD COLUMN still_mask TEXT;
  `,
};
