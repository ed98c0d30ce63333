import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

const NETWORKS = { colorize: { id: 'hint-unet', version: '1.2.0' }, propagate: { id: 'propagation', version: '1.2.0' } };

/** A database of version 4 with a clip, a shot, a hint and the given steps. */
function fourthForm(steps: readonly { readonly label: string; readonly patch: unknown }[]): Sqlite.Database {
  const database = new Sqlite(':memory:');
  migrate(database, { to: 4 });
  database.pragma('foreign_keys = OFF');
  database.exec(`
    INSERT INTO clip VALUES ('c', 0, 'keep', '{}', 'h', 10, 24, 1, '{}');
    INSERT INTO shot VALUES ('s', 'c', 'entry', 0, 9, NULL, NULL);
    INSERT INTO hint VALUES ('k', 'h', 0, 'keep', 0.5, 0.5, NULL, 0.01, NULL, NULL, NULL, NULL)`);
  const insert = database.prepare('INSERT INTO history VALUES (?, ?, ?, ?, NULL, 0, ?)');
  steps.forEach(({ label, patch }, index) => { insert.run(index + 1, label, typeof patch === 'string' ? patch : JSON.stringify(patch), '[]', ''); });
  migrate(database, { to: 5 });
  return database;
}

test('keep hints become auto hints, shots get the networks 1.2.0, and all other new fields are empty', () => {
  const database = fourthForm([]);
  try {
    expect(database.prepare('SELECT kind, strength, reach, soft_edge FROM hint').get()).toEqual({ kind: 'auto', strength: null, reach: null, soft_edge: null });
    expect(database.prepare('SELECT name, coding FROM clip').get()).toEqual({ name: 'keep', coding: null });
    const shot = database.prepare<[], { name: string; scene_id: string | null; networks: string }>('SELECT name, scene_id, networks FROM shot').get()!;
    expect({ ...shot, networks: JSON.parse(shot.networks) as unknown }).toEqual({ name: 'entry', scene_id: null, networks: NETWORKS });
    database.pragma('foreign_keys = ON');
    expect(() => database.exec(`UPDATE shot SET scene_id = 'none'`)).toThrow('FOREIGN KEY');
    expect(() => database.exec(`INSERT INTO sequence VALUES ('q', 0, 'Reel', 24, 1, 2, '[]')`)).toThrow('CHECK');
  } finally {
    database.close();
  }
});

test('steps of the history are translated where a hint or a shot is meant, and nowhere else', () => {
  const keep = { kind: 'keep', id: 'h', at: [0, 0], radius: 0.1 };
  const shot = { id: 's', name: 'entry', entry: { kind: 'cut' } };
  const database = fourthForm([
    { label: 'Add keep mark', patch: [{ op: 'add', path: ['keyframes', 0, 'hints', 1], value: keep }, { op: 'replace', path: ['keyframes', 0, 'hints', 0, 'kind'], value: 'keep' }] },
    { label: 'Open film', patch: [{ op: 'replace', path: ['shots'], value: [shot] }, { op: 'add', path: ['shots', 1], value: shot }, { op: 'replace', path: ['shots', 0, 'entry'], value: { kind: 'cut' } }] },
    { label: 'Change marker', patch: [{ op: 'replace', path: ['notes', 0, 'text'], value: 'keep' }, { op: 'add', path: ['keyframes', 0], value: { id: 'k', hints: [keep] } }, { op: 'replace', path: ['keyframes', 0, 'hints'], value: [keep] }, { op: 'remove', path: ['keyframes', 0, 'hints', 1] }] },
    { label: 'Set hints', patch: 'not JSON' },
  ]);
  try {
    const auto = { ...keep, kind: 'auto' };
    const renamed = { id: 's', name: 'entry', transitionIn: { kind: 'cut' }, networks: NETWORKS };
    const steps = database.prepare<[], { label: string; patch: string }>('SELECT label, patch FROM history ORDER BY position').all();
    expect(steps.map(({ label }) => label)).toEqual(['Add auto hint', 'Add clip', 'Change marker', 'Set hints']);
    expect(steps.slice(0, 3).map(({ patch }) => JSON.parse(patch) as unknown)).toEqual([
      [{ op: 'add', path: ['keyframes', 0, 'hints', 1], value: auto }, { op: 'replace', path: ['keyframes', 0, 'hints', 0, 'kind'], value: 'auto' }],
      [{ op: 'replace', path: ['shots'], value: [renamed] }, { op: 'add', path: ['shots', 1], value: renamed }, { op: 'replace', path: ['shots', 0, 'transitionIn'], value: { kind: 'cut' } }],
      [{ op: 'replace', path: ['notes', 0, 'text'], value: 'keep' }, { op: 'add', path: ['keyframes', 0], value: { id: 'k', hints: [auto] } }, { op: 'replace', path: ['keyframes', 0, 'hints'], value: [auto] }, { op: 'remove', path: ['keyframes', 0, 'hints', 1] }],
    ]);
    expect(steps[3]?.patch).toBe('not JSON');
  } finally {
    database.close();
  }
});
