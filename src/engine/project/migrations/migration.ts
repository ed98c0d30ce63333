import type { Database } from 'better-sqlite3';

/** One migration of the file. Once released it is never edited: a change is a new migration with its own test. */
export interface Migration {
  /** The file's `user_version` afterwards; consecutive. */
  readonly version: number;
  readonly sql: string;
  /** What SQL cannot express, after `sql` in the same transaction. It uses the words of its own time, not those of the model. */
  readonly rewrite?: (database: Database) => void;
}
