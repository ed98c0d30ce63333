import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('hints of version 19 are neither locked nor hidden, and can be', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 19 });
    database.exec(`INSERT INTO clip (id, position, name, source, content_hash, frame_count, rate_num, rate_den, probed) VALUES ('c', 0, 'film', '{}', 'h', 10, 24, 1, '{}');
      INSERT INTO shot (id, clip_id, name, first_frame, last_frame) VALUES ('s', 'c', 'Shot 01', 0, 9);
      INSERT INTO keyframe (id, shot_id, frame, approved) VALUES ('k', 's', 3, 0);
      INSERT INTO hint (keyframe_id, id, position, kind, x, y, radius, a, b) VALUES ('k', 'h', 0, 'point', 0.5, 0.5, 0.01, 10, 20)`);
    migrate(database, { to: 20 });
    expect(database.prepare('SELECT id, locked, hidden FROM hint').all()).toEqual([{ id: 'h', locked: null, hidden: null }]);
    database.exec('UPDATE hint SET locked = 1, hidden = 1');
    expect(database.prepare('SELECT locked, hidden FROM hint').get()).toEqual({ locked: 1, hidden: 1 });
  } finally {
    database.close();
  }
});
