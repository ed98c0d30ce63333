import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('a file of version 6 keeps its keyframes as they are, and can store accepted findings', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 6 });
    database.exec(`INSERT INTO clip (id, position, name, source, content_hash, frame_count, rate_num, rate_den, probed) VALUES ('c', 0, 'film', '{}', 'h', 10, 24, 1, '{}');
      INSERT INTO shot (id, clip_id, name, first_frame, last_frame) VALUES ('s', 'c', 'Shot 01', 0, 9);
      INSERT INTO keyframe (id, shot_id, frame, still_path, still_hash, approved, correction) VALUES ('k', 's', 3, '/still.png', 'h', 1, 0)`);
    migrate(database, { to: 7 });
    expect(database.prepare('SELECT still_path, still_hash, still_mask FROM keyframe').all()).toEqual([{ still_path: '/still.png', still_hash: 'h', still_mask: null }]);
    database.exec(`INSERT INTO acceptance VALUES ('a', 0, 'c', 'flicker', 3, 5, NULL, 1.5, 'The lamp does flicker.', '2026-11-28T18:00:00.000Z')`);
    database.pragma('foreign_keys = ON');
    expect(() => database.exec(`INSERT INTO acceptance VALUES ('b', 1, 'none', 'flicker', 3, 5, NULL, 1.5, '', '')`)).toThrow('FOREIGN KEY');
    expect(database.pragma('user_version', { simple: true })).toBe(7);
  } finally {
    database.close();
  }
});
