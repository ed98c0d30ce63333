import type { Database } from 'better-sqlite3';

/** One step of the file's form. Once released it is never edited: a change of form is a new migration with its own test. */
export interface Migration {
  /** The file's `user_version` afterwards; counts up by one. */
  readonly version: number;
  readonly sql: string;
  /** What SQL cannot say, after `sql` and in the same transaction. It knows the words of its own time, not those of the model. */
  readonly rewrite?: (database: Database) => void;
}
