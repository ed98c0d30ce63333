import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('shots of version 12 have no masks, and can be given some', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 12 });
    database.exec(`INSERT INTO clip (id, position, name, source, content_hash, frame_count, rate_num, rate_den, probed) VALUES ('c', 0, 'film', '{}', 'h', 10, 24, 1, '{}');
      INSERT INTO shot (id, clip_id, name, first_frame, last_frame, layers) VALUES ('s', 'c', 'Shot 01', 0, 9, '[]')`);
    migrate(database, { to: 13 });
    expect(database.prepare('SELECT name, layers, masks FROM shot').all()).toEqual([{ name: 'Shot 01', layers: '[]', masks: null }]);
    database.exec("UPDATE shot SET masks = '[]'");
    expect(database.prepare('SELECT masks FROM shot').get()).toEqual({ masks: '[]' });
  } finally {
    database.close();
  }
});
