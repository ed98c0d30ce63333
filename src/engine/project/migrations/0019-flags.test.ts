import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('a shot of version 18 has no flag, and can have one in the colours of markers alone', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 18 });
    database.exec(`INSERT INTO clip (id, position, name, source, content_hash, frame_count, rate_num, rate_den, probed) VALUES ('c', 0, 'film', '{}', 'h', 10, 24, 1, '{}');
      INSERT INTO shot (id, clip_id, name, first_frame, last_frame, status) VALUES ('s', 'c', 'Shot 01', 0, 9, 'approved')`);
    migrate(database, { to: 19 });
    expect(database.prepare('SELECT name, status, flag FROM shot').all()).toEqual([{ name: 'Shot 01', status: 'approved', flag: null }]);
    database.exec("UPDATE shot SET flag = 'blue'");
    expect(database.prepare('SELECT flag FROM shot').get()).toEqual({ flag: 'blue' });
    expect(() => database.exec("UPDATE shot SET flag = 'pink'")).toThrow(/CHECK/);
  } finally {
    database.close();
  }
});
