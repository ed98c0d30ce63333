import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('a shot of version 8 has no status, and can be approved but not anything else', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 8 });
    database.exec(`INSERT INTO clip (id, position, name, source, content_hash, frame_count, rate_num, rate_den, probed) VALUES ('c', 0, 'film', '{}', 'h', 10, 24, 1, '{}');
      INSERT INTO shot (id, clip_id, name, first_frame, last_frame) VALUES ('s', 'c', 'Shot 01', 0, 9)`);
    migrate(database, { to: 9 });
    expect(database.prepare('SELECT name, status FROM shot').all()).toEqual([{ name: 'Shot 01', status: null }]);
    database.exec("UPDATE shot SET status = 'approved'");
    expect(database.prepare('SELECT status FROM shot').get()).toEqual({ status: 'approved' });
    expect(() => database.exec("UPDATE shot SET status = 'lost'")).toThrow(/CHECK/);
  } finally {
    database.close();
  }
});
