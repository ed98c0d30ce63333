import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('a shot of version 9 has no brought model, and can be given one', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 9 });
    database.exec(`INSERT INTO clip (id, position, name, source, content_hash, frame_count, rate_num, rate_den, probed) VALUES ('c', 0, 'film', '{}', 'h', 10, 24, 1, '{}');
      INSERT INTO shot (id, clip_id, name, first_frame, last_frame) VALUES ('s', 'c', 'Shot 01', 0, 9)`);
    migrate(database, { to: 10 });
    expect(database.prepare('SELECT name, automatic FROM shot').all()).toEqual([{ name: 'Shot 01', automatic: null }]);
    database.exec(`UPDATE shot SET automatic = '{}'`);
    expect(database.prepare('SELECT automatic FROM shot').get()).toEqual({ automatic: '{}' });
  } finally {
    database.close();
  }
});
