import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('hints of version 14 were made by hand, stills carry none, and both can be told otherwise', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 14 });
    database.exec(`INSERT INTO clip (id, position, name, source, content_hash, frame_count, rate_num, rate_den, probed) VALUES ('c', 0, 'film', '{}', 'h', 10, 24, 1, '{}');
      INSERT INTO shot (id, clip_id, name, first_frame, last_frame) VALUES ('s', 'c', 'Shot 01', 0, 9);
      INSERT INTO keyframe (id, shot_id, frame, approved) VALUES ('k', 's', 3, 0);
      INSERT INTO hint (keyframe_id, id, position, kind, x, y, radius, a, b, group_id) VALUES ('k', 'h', 0, 'point', 0.5, 0.5, 0.01, 10, 20, 'dress');
      INSERT INTO still (id, position, name, clip_id, frame, plane_key, made_at, layers) VALUES ('q', 0, 'Noon', 'c', 3, 'plane', '2026-11-28', '[]')`);
    migrate(database, { to: 15 });
    expect(database.prepare('SELECT id, group_id, made FROM hint').all()).toEqual([{ id: 'h', group_id: 'dress', made: null }]);
    expect(database.prepare('SELECT name, plane_key, layers, hints, hint_groups FROM still').all()).toEqual([{ name: 'Noon', plane_key: 'plane', layers: '[]', hints: null, hint_groups: null }]);
    database.exec("UPDATE hint SET made = 'like'; UPDATE still SET hints = '[]', hint_groups = '[]'");
    expect(database.prepare('SELECT made FROM hint').get()).toEqual({ made: 'like' });
  } finally {
    database.close();
  }
});
