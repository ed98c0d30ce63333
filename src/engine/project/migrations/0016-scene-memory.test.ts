import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('a shot of version 15 has no scene memory, and can be given one', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 15 });
    database.exec(`INSERT INTO clip (id, position, name, source, content_hash, frame_count, rate_num, rate_den, probed) VALUES ('c', 0, 'film', '{}', 'h', 10, 24, 1, '{}');
      INSERT INTO shot (id, clip_id, name, first_frame, last_frame) VALUES ('s', 'c', 'Shot 01', 0, 9)`);
    migrate(database, { to: 16 });
    expect(database.prepare('SELECT name, memory FROM shot').all()).toEqual([{ name: 'Shot 01', memory: null }]);
    database.exec(`UPDATE shot SET memory = '["still"]'`);
    expect(database.prepare('SELECT memory FROM shot').get()).toEqual({ memory: '["still"]' });
  } finally {
    database.close();
  }
});
