import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { fileVersion, migrate, migrations } from './migrations.ts';

test('an empty file gets the STRICT table of version 1, and running again changes nothing', () => {
  const database = new Sqlite(':memory:');
  migrate(database);
  expect(fileVersion(database)).toBe(migrations.length);
  expect(database.prepare(`SELECT name, strict FROM pragma_table_list WHERE name = 'job'`).all()).toEqual([{ name: 'job', strict: 1 }]);
  const before = database.serialize();
  migrate(database);
  expect(database.serialize().equals(before)).toBe(true);
  database.close();
});

test('a state that no job can have is refused by the table itself', () => {
  const database = new Sqlite(':memory:');
  migrate(database);
  expect(() => database.exec(`INSERT INTO job (id, kind, label, state, done, total, created_at, params) VALUES ('j', 'k', 'l', 'lost', 0, 0, '', '{}')`)).toThrow('CHECK constraint failed');
  database.close();
});
