import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('a shot of version 11 has no versions beside the one that is shown, and can be given some', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 11 });
    database.exec(`INSERT INTO clip (id, position, name, source, content_hash, frame_count, rate_num, rate_den, probed) VALUES ('c', 0, 'film', '{}', 'h', 10, 24, 1, '{}');
      INSERT INTO shot (id, clip_id, name, first_frame, last_frame) VALUES ('s', 'c', 'Shot 01', 0, 9)`);
    migrate(database, { to: 12 });
    expect(database.prepare('SELECT name, version FROM shot').all()).toEqual([{ name: 'Shot 01', version: null }]);
    database.exec(`INSERT INTO version (id, position, shot_id, name, content) VALUES ('v', 0, 's', 'A', '{"keyframes":[]}'); UPDATE shot SET version = 'B'`);
    expect(database.prepare('SELECT shot_id, name FROM version').all()).toEqual([{ shot_id: 's', name: 'A' }]);
  } finally {
    database.close();
  }
});
