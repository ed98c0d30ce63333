/** One step of the file's form. Once released it is never edited: a change of form is a new migration with its own test. */
export interface Migration {
  /** The file's `user_version` afterwards; counts up by one. */
  readonly version: number;
  readonly sql: string;
}
