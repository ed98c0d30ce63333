import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('no keyframe of a file of version 2 is a correction', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 2 });
    database.pragma('foreign_keys = OFF');
    database.exec(`INSERT INTO keyframe VALUES ('k', 's', 3, NULL, NULL, NULL, 1)`);
    migrate(database, { to: 3 });
    expect(database.prepare('SELECT id, approved, correction FROM keyframe').all()).toEqual([{ id: 'k', approved: 1, correction: 0 }]);
    expect(() => database.exec(`UPDATE keyframe SET correction = 2`)).toThrow('CHECK');
  } finally {
    database.close();
  }
});
