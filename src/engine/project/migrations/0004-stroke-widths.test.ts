import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('strokes of a file of version 3 keep their uniform width', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 3 });
    database.pragma('foreign_keys = OFF');
    database.exec(`INSERT INTO hint VALUES ('k', 'h', 0, 'stroke', NULL, NULL, '[[0,0],[1,1]]', 0.01, 10, 20, NULL)`);
    migrate(database, { to: 4 });
    expect(database.prepare('SELECT id, radius, widths FROM hint').all()).toEqual([{ id: 'h', radius: 0.01, widths: null }]);
  } finally {
    database.close();
  }
});
