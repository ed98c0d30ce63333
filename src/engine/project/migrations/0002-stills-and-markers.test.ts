import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from './migrate.ts';

test('a file of version 1 keeps its notes as plain markers, and can store stills', () => {
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: 1 });
    database.exec(`INSERT INTO clip VALUES ('c', 0, 'film', '{}', 'h', 10, 24, 1, '{}'); INSERT INTO note VALUES ('n', 0, 'c', 3, 'Ask about the curtain.')`);
    migrate(database, { to: 2 });
    expect(database.prepare('SELECT * FROM note').all()).toEqual([{ id: 'n', position: 0, clip_id: 'c', frame: 3, text: 'Ask about the curtain.', colour: null }]);
    database.exec(`INSERT INTO still VALUES ('s', 0, 'Shot 01', 'c', 3, NULL, '2026-11-21T12:00:00.000Z')`);
    database.pragma('foreign_keys = ON');
    expect(() => database.exec(`INSERT INTO still VALUES ('t', 1, 'Lost', 'none', 3, NULL, '')`)).toThrow('FOREIGN KEY');
    expect(database.pragma('user_version', { simple: true })).toBe(2);
  } finally {
    database.close();
  }
});
