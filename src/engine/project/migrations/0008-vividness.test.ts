import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('a shot of version 7 has no vividness of its own, and can be given one', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 7 });
    database.exec(`INSERT INTO clip (id, position, name, source, content_hash, frame_count, rate_num, rate_den, probed) VALUES ('c', 0, 'film', '{}', 'h', 10, 24, 1, '{}');
      INSERT INTO shot (id, clip_id, name, first_frame, last_frame) VALUES ('s', 'c', 'Shot 01', 0, 9)`);
    migrate(database, { to: 8 });
    expect(database.prepare('SELECT name, vividness FROM shot').all()).toEqual([{ name: 'Shot 01', vividness: null }]);
    database.exec('UPDATE shot SET vividness = 0.25');
    expect(database.prepare('SELECT vividness FROM shot').get()).toEqual({ vividness: 0.25 });
  } finally {
    database.close();
  }
});
