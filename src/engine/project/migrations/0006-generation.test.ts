import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('a file of version 5 gets one generation, and an index for the steps to redo', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 5 });
    const insert = database.prepare('INSERT INTO history VALUES (?, ?, ?, ?, NULL, ?, ?)');
    for (let position = 1; position <= 4; position++) insert.run(position, `Step ${position}`, '[]', '[]', position > 2 ? 1 : 0, '');
    migrate(database, { to: 6 });
    expect(database.prepare('SELECT id FROM generation').pluck().all()).toEqual(['']);
    const query = 'SELECT label FROM history WHERE undone = 1 ORDER BY position LIMIT 1';
    expect(database.prepare(query).pluck().get()).toBe('Step 3');
    expect(database.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${query}`).all().map(({ detail }) => detail)).toEqual([expect.stringContaining('history_undone')]);
  } finally {
    database.close();
  }
});
