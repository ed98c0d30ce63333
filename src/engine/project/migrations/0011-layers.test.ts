import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('shots and stills of version 10 have no layers, and can be given some', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 10 });
    database.exec(`INSERT INTO clip (id, position, name, source, content_hash, frame_count, rate_num, rate_den, probed) VALUES ('c', 0, 'film', '{}', 'h', 10, 24, 1, '{}');
      INSERT INTO shot (id, clip_id, name, first_frame, last_frame) VALUES ('s', 'c', 'Shot 01', 0, 9);
      INSERT INTO still (id, position, name, clip_id, frame, made_at) VALUES ('p', 0, 'Still', 'c', 3, '2026-11-29T00:00:00.000Z')`);
    migrate(database, { to: 11 });
    expect(database.prepare('SELECT name, layers FROM shot').all()).toEqual([{ name: 'Shot 01', layers: null }]);
    expect(database.prepare('SELECT name, layers FROM still').all()).toEqual([{ name: 'Still', layers: null }]);
    database.exec("UPDATE shot SET layers = '[]'");
    expect(database.prepare('SELECT layers FROM shot').get()).toEqual({ layers: '[]' });
  } finally {
    database.close();
  }
});
