import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('hints of version 13 are in no group, and can be put into one', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 13 });
    database.exec(`INSERT INTO clip (id, position, name, source, content_hash, frame_count, rate_num, rate_den, probed) VALUES ('c', 0, 'film', '{}', 'h', 10, 24, 1, '{}');
      INSERT INTO shot (id, clip_id, name, first_frame, last_frame, masks) VALUES ('s', 'c', 'Shot 01', 0, 9, '[]');
      INSERT INTO keyframe (id, shot_id, frame, approved) VALUES ('k', 's', 3, 0);
      INSERT INTO hint (keyframe_id, id, position, kind, x, y, radius, a, b) VALUES ('k', 'h', 0, 'point', 0.5, 0.5, 0.01, 10, 20)`);
    migrate(database, { to: 14 });
    expect(database.prepare('SELECT name, masks, hint_groups FROM shot').all()).toEqual([{ name: 'Shot 01', masks: '[]', hint_groups: null }]);
    expect(database.prepare('SELECT id, group_id FROM hint').all()).toEqual([{ id: 'h', group_id: null }]);
    database.exec("UPDATE shot SET hint_groups = '[]'; UPDATE hint SET group_id = 'dress'");
    expect(database.prepare('SELECT group_id FROM hint').get()).toEqual({ group_id: 'dress' });
  } finally {
    database.close();
  }
});
