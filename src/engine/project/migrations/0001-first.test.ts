import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { LATEST_VERSION, migrate, migrations } from './migrate.ts';

const tables = ['clip', 'hint', 'history', 'keyframe', 'note', 'reference', 'setting', 'shot', 'swatch'];

test('an empty file gets the tables of version 1, all of them STRICT', () => {
  using database = disposable(new Sqlite(':memory:'));
  migrate(database.handle, { to: 1 });
  const made = database.handle.prepare<[], { name: string; strict: number }>(`SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' ORDER BY name`).all();
  expect(made).toEqual(tables.map((name) => ({ name, strict: 1 })));
  expect(database.handle.pragma('user_version', { simple: true })).toBe(1);
});

test('the tables refuse a hint without a keyframe and a frame that is text', () => {
  using database = disposable(new Sqlite(':memory:'));
  migrate(database.handle, { to: 1 });
  database.handle.pragma('foreign_keys = ON');
  expect(() => database.handle.exec(`INSERT INTO hint (keyframe_id, id, position, kind) VALUES ('none', 'h', 0, 'point')`)).toThrow('FOREIGN KEY');
  expect(() => database.handle.exec(`INSERT INTO clip VALUES ('c', 0, 'n', '{}', 'h', 'many', 24, 1, '{}')`)).toThrow('cannot store TEXT value in INTEGER column');
});

test('migrations are numbered consecutively, and running them again changes nothing', () => {
  using database = disposable(new Sqlite(':memory:'));
  expect(migrations.map((each) => each.version)).toEqual(Array.from({ length: LATEST_VERSION }, (_, index) => index + 1));
  migrate(database.handle);
  const before = database.handle.serialize();
  migrate(database.handle);
  expect(database.handle.serialize().equals(before)).toBe(true);
});

function disposable(handle: Sqlite.Database): Disposable & { readonly handle: Sqlite.Database } {
  return { handle, [Symbol.dispose]: () => { handle.close(); } };
}
