import type { Migration } from './migration.ts';

/**
 * Version 1 of the project file. Every table is STRICT. Fields that are queried or linked have a column; values that are only read whole
 * (probed format of a clip, path of a stroke) are JSON. `position` is the index in a list; shots and keyframes need none, since they are
 * sorted by frame.
 */
export const first: Migration = {
  version: 1,
  sql: `
    CREATE TABLE clip (
      id TEXT NOT NULL PRIMARY KEY,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      source TEXT NOT NULL,
      content_hash TEXT NOT NULL,
      frame_count INTEGER NOT NULL,
      rate_num INTEGER NOT NULL,
      rate_den INTEGER NOT NULL,
      probed TEXT NOT NULL
    ) STRICT;

    CREATE TABLE shot (
      id TEXT NOT NULL PRIMARY KEY,
      clip_id TEXT NOT NULL REFERENCES clip (id),
      name TEXT NOT NULL,
      first_frame INTEGER NOT NULL,
      last_frame INTEGER NOT NULL,
      dissolve_first INTEGER,
      dissolve_last INTEGER
    ) STRICT;
    CREATE INDEX shot_by_clip ON shot (clip_id, first_frame);

    CREATE TABLE reference (
      id TEXT NOT NULL PRIMARY KEY,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      path TEXT NOT NULL,
      content_hash TEXT NOT NULL
    ) STRICT;

    CREATE TABLE swatch (
      id TEXT NOT NULL PRIMARY KEY,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      l REAL NOT NULL,
      a REAL NOT NULL,
      b REAL NOT NULL,
      tolerance REAL NOT NULL,
      note TEXT NOT NULL
    ) STRICT;

    CREATE TABLE keyframe (
      id TEXT NOT NULL PRIMARY KEY,
      shot_id TEXT NOT NULL REFERENCES shot (id),
      frame INTEGER NOT NULL,
      still_path TEXT,
      still_hash TEXT,
      reference_id TEXT REFERENCES reference (id),
      approved INTEGER NOT NULL CHECK (approved IN (0, 1)),
      UNIQUE (shot_id, frame)
    ) STRICT;
    CREATE INDEX keyframe_by_reference ON keyframe (reference_id);

    CREATE TABLE hint (
      keyframe_id TEXT NOT NULL REFERENCES keyframe (id),
      id TEXT NOT NULL,
      position INTEGER NOT NULL,
      kind TEXT NOT NULL,
      x REAL,
      y REAL,
      path TEXT,
      radius REAL,
      a REAL,
      b REAL,
      swatch_id TEXT REFERENCES swatch (id),
      PRIMARY KEY (keyframe_id, id)
    ) STRICT;
    CREATE INDEX hint_by_swatch ON hint (swatch_id);

    CREATE TABLE note (
      id TEXT NOT NULL PRIMARY KEY,
      position INTEGER NOT NULL,
      clip_id TEXT NOT NULL REFERENCES clip (id),
      frame INTEGER NOT NULL,
      text TEXT NOT NULL
    ) STRICT;
    CREATE INDEX note_by_clip ON note (clip_id);

    -- One row a step. Steps with undone = 1 are the redo tail, and lie after all others.
    CREATE TABLE history (
      position INTEGER NOT NULL PRIMARY KEY,
      label TEXT NOT NULL,
      patch TEXT NOT NULL,
      inverse TEXT NOT NULL,
      merge_key TEXT,
      undone INTEGER NOT NULL CHECK (undone IN (0, 1)),
      made_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE setting (
      key TEXT NOT NULL PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT;
  `,
};
