import type { Migration } from './migration.ts';

/** Masks, kept as JSON, may have parts since this version. Nothing is rewritten: an earlier program, which would leave the parts out, does not open the file. */
export const partsOfMasks: Migration = { version: 21, sql: '' };
