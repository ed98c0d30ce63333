import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('a shot that was approved in version 16 stays approved, without a record of what, and can store one', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 16 });
    database.exec(`INSERT INTO clip (id, position, name, source, content_hash, frame_count, rate_num, rate_den, probed) VALUES ('c', 0, 'film', '{}', 'h', 10, 24, 1, '{}');
      INSERT INTO shot (id, clip_id, name, first_frame, last_frame, status) VALUES ('s', 'c', 'Shot 01', 0, 9, 'approved')`);
    migrate(database, { to: 17 });
    expect(database.prepare('SELECT name, status, approval FROM shot').all()).toEqual([{ name: 'Shot 01', status: 'approved', approval: null }]);
    database.exec(`UPDATE shot SET approval = '{"at":"2026-11-29"}'`);
    expect(database.prepare('SELECT approval FROM shot').get()).toEqual({ approval: '{"at":"2026-11-29"}' });
  } finally {
    database.close();
  }
});
