import Sqlite from 'better-sqlite3';

/** Runs SQL in a database file that no store has open. @returns `path` */
export function inDatabase(path: string, sql: string): string {
  const database = new Sqlite(path);
  database.exec(sql);
  database.close();
  return path;
}
