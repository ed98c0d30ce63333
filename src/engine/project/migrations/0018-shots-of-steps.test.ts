import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('steps of version 17 name no shot, and later ones can', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 17 });
    database.exec("INSERT INTO history (position, label, patch, inverse, undone, made_at) VALUES (1, 'Add point', '[]', '[]', 0, '2026-01-01')");
    migrate(database, { to: 18 });
    expect(database.prepare('SELECT label, shot_id, shot_count FROM history').all()).toEqual([{ label: 'Add point', shot_id: null, shot_count: 0 }]);
    database.exec("UPDATE history SET shot_id = 's', shot_count = 3");
    expect(database.prepare('SELECT shot_id, shot_count FROM history').get()).toEqual({ shot_id: 's', shot_count: 3 });
  } finally {
    database.close();
  }
});
