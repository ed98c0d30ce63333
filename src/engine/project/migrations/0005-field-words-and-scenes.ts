import type { Database } from 'better-sqlite3';
import type { Migration } from './migration.ts';

/** The networks that coloured every shot of a file of versions 1 to 4. */
const FIRST_NETWORKS = { colorize: { id: 'hint-unet', version: '1.2.0' }, propagate: { id: 'propagation', version: '1.2.0' } };

/** Renamed step labels. */
const LABELS: Readonly<Record<string, string>> = {
  'Open film': 'Add clip',
  'Find film again': 'Relink clip',
  'Join shots': 'Merge shots',
  'Take still off keyframe': 'Remove approved still',
  'Set still': 'Set approved still',
  'Mend propagated colour': 'Make correction',
  'Paint frame anew': 'Make keyframe',
  'Add keep mark': 'Add auto hint',
  'Change keep mark': 'Change auto hint',
};

/**
 * New words (hint kind `keep` becomes `auto`, a shot's `entry` its `transitionIn`) in the tables and in the steps of the history; and new
 * fields: strength, reach and soft edge of a hint, scenes, the networks that a shot was coloured with, a clip's coding, sequences.
 */
export const fieldWordsAndScenes: Migration = {
  version: 5,
  sql: `
    CREATE TABLE scene (
      id TEXT NOT NULL PRIMARY KEY,
      position INTEGER NOT NULL,
      name TEXT NOT NULL
    ) STRICT;

    -- \`events\`: JSON, in record order.
    CREATE TABLE sequence (
      id TEXT NOT NULL PRIMARY KEY,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      rate_num INTEGER NOT NULL,
      rate_den INTEGER NOT NULL,
      drop_frame INTEGER NOT NULL CHECK (drop_frame IN (0, 1)),
      events TEXT NOT NULL
    ) STRICT;

    ALTER TABLE clip ADD COLUMN coding TEXT;
    ALTER TABLE shot ADD COLUMN scene_id TEXT REFERENCES scene (id);
    ALTER TABLE shot ADD COLUMN networks TEXT;
    CREATE INDEX shot_by_scene ON shot (scene_id);
    ALTER TABLE hint ADD COLUMN strength REAL;
    ALTER TABLE hint ADD COLUMN reach REAL;
    ALTER TABLE hint ADD COLUMN soft_edge REAL;

    UPDATE hint SET kind = 'auto' WHERE kind = 'keep';
    UPDATE shot SET networks = '${JSON.stringify(FIRST_NETWORKS)}';
  `,
  rewrite: rewriteHistory,
};

function rewriteHistory(database: Database): void {
  const read = database.prepare<[number], { label: string; patch: string; inverse: string }>('SELECT label, patch, inverse FROM history WHERE position = ?');
  const write = database.prepare<[string, string, string, number]>('UPDATE history SET label = ?, patch = ?, inverse = ? WHERE position = ?');
  for (const position of database.prepare<[], number>('SELECT position FROM history').pluck().all()) {
    const { label, patch, inverse } = read.get(position)!;
    write.run(LABELS[label] ?? label, rewritePatches(patch), rewritePatches(inverse), position);
  }
}

type Fields = Readonly<Record<string, unknown>>;
interface Patch {
  readonly path: readonly (string | number)[];
  readonly value?: unknown;
}

/** A damaged step is left unchanged: it is reported when it is to be undone. */
function rewritePatches(text: string): string {
  try {
    return JSON.stringify((JSON.parse(text) as readonly Patch[]).map(rewritePatch));
  } catch {
    return text;
  }
}

/** By path, so that a note whose text is “keep” is left unchanged. */
function rewritePatch(patch: Patch): Patch {
  const [list, , field, hint, hintField] = patch.path;
  if (list !== 'shots' && list !== 'keyframes') return patch;
  const value = ((): unknown => {
    if (patch.value === undefined) return undefined;
    const record = list === 'shots' ? rewriteShot : rewriteKeyframe;
    switch (patch.path.length) {
      case 1: return mapped(patch.value, record);
      case 2: return record(patch.value as Fields);
      case 3: return field === 'hints' ? mapped(patch.value, rewriteHint) : patch.value;
      case 4: return hint !== undefined && field === 'hints' ? rewriteHint(patch.value as Fields) : patch.value;
      default: return hintField === 'kind' && patch.value === 'keep' ? 'auto' : patch.value;
    }
  })();
  const path = list === 'shots' && field === 'entry' ? ['shots', patch.path[1]!, 'transitionIn', ...patch.path.slice(3)] : patch.path;
  return { ...patch, path, ...(value === undefined ? {} : { value }) };
}

function mapped(value: unknown, map: (each: Fields) => Fields): unknown {
  return (value as readonly Fields[]).map(map);
}

function rewriteShot({ entry, ...shot }: Fields): Fields {
  return { ...shot, transitionIn: entry, networks: FIRST_NETWORKS };
}

function rewriteKeyframe(keyframe: Fields): Fields {
  return { ...keyframe, hints: mapped(keyframe.hints, rewriteHint) };
}

function rewriteHint(hint: Fields): Fields {
  return hint.kind === 'keep' ? { ...hint, kind: 'auto' } : hint;
}
