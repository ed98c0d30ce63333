import Sqlite, { type Database } from 'better-sqlite3';
import { AppError } from '../../../shared/errors/app-error.ts';
import { migrate } from './migrate.ts';

type Columns = ReadonlyMap<string, ReadonlySet<string>>;

const expected = new Map<number, Columns>();

/** Checks that the tables and columns of the file's stated version exist. @throws AppError `project.corrupt` */
export function assertTables(database: Database, version: number, name: string): void {
  const found = columnsOf(database);
  for (const [table, columns] of columnsOfForm(version)) {
    const there = found.get(table);
    if (there === undefined) throw new AppError('project.corrupt', `${name} is damaged: its table “${table}” is missing.`);
    const missing = [...columns].filter((column) => !there.has(column));
    if (missing.length > 0) throw new AppError('project.corrupt', `${name} is damaged: its table “${table}” has no column “${missing[0]!}”.`, { details: `form ${version}` });
  }
}

function columnsOfForm(version: number): Columns {
  const known = expected.get(version);
  if (known !== undefined) return known;
  const database = new Sqlite(':memory:');
  try {
    migrate(database, { to: version });
    const columns = columnsOf(database);
    expected.set(version, columns);
    return columns;
  } finally {
    database.close();
  }
}

function columnsOf(database: Database): Columns {
  const rows = database.prepare<[], { readonly table: string; readonly column: string }>(`
    SELECT each.name AS "table", info.name AS "column" FROM pragma_table_list AS each, pragma_table_info(each.name) AS info
    WHERE each.schema = 'main' AND each.type = 'table' AND each.name NOT LIKE 'sqlite_%'`).all();
  return new Map([...Map.groupBy(rows, (row) => row.table)].map(([table, columns]) => [table, new Set(columns.map((row) => row.column))]));
}
