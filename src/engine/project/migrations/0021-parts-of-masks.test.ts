import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { fileVersion, migrate } from './migrate.ts';

test('masks of version 20 stay as they are', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 20 });
    database.exec(`INSERT INTO clip (id, position, name, source, content_hash, frame_count, rate_num, rate_den, probed) VALUES ('c', 0, 'film', '{}', 'h', 10, 24, 1, '{}');
      INSERT INTO shot (id, clip_id, name, first_frame, last_frame, masks) VALUES ('s', 'c', 'Shot 01', 0, 9, '[{"id":"m"}]')`);
    migrate(database, { to: 21 });
    expect([fileVersion(database), database.prepare('SELECT masks FROM shot').get()]).toEqual([21, { masks: '[{"id":"m"}]' }]);
  } finally {
    database.close();
  }
});
