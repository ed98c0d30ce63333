import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { Acceptance } from '../../../shared/model/acceptance.ts';
import { Clip } from '../../../shared/model/clip.ts';
import { Keyframe, Note, type ProjectDocument, Reference, Scene, Shot, ShotVersion, Still, Swatch } from '../../../shared/model/document.ts';
import { Sequence } from '../../../shared/model/sequence.ts';
import { assertPartition, shotsOfClip } from '../commands/clip-shots.ts';
import { assertSequence } from '../commands/sequence-commands.ts';

const Json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Reported as an issue of this row, with its path, like any other wrong value.
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
});

/** An absent value is an absent key, neither `null` nor `undefined`, so that a document read back equals the one written. */
type Row = Readonly<Record<string, unknown>>;
const given = (row: Row, column: string, key: string): Row => (row[column] === null ? {} : { [key]: row[column] });

const labOf = (row: Row): unknown => [row.l, row.a, row.b];

const ClipRow = z.looseObject({ source: Json, probed: Json.pipe(z.record(z.string(), z.unknown())), coding: Json.nullable() }).transform((row) => ({
  ...row.probed, id: row.id, name: row.name, source: row.source, contentHash: row.content_hash, frameCount: row.frame_count, rate: { num: row.rate_num, den: row.rate_den },
  ...given(row, 'coding', 'coding'),
})).pipe(Clip);

const ShotRow = z.looseObject({ networks: Json.nullable(), approval: Json.nullable(), automatic: Json.nullable(), layers: Json.nullable(), masks: Json.nullable(), hint_groups: Json.nullable(), memory: Json.nullable() }).transform((row) => ({
  id: row.id, clipId: row.clip_id, name: row.name, range: { first: row.first_frame, last: row.last_frame },
  transitionIn: row.dissolve_first === null ? { kind: 'cut' } : { kind: 'dissolve', frames: { first: row.dissolve_first, last: row.dissolve_last } },
  ...given(row, 'scene_id', 'sceneId'), ...given(row, 'networks', 'networks'), ...given(row, 'vividness', 'vividness'), ...given(row, 'status', 'status'), ...given(row, 'approval', 'approval'), ...given(row, 'flag', 'flag'), ...given(row, 'automatic', 'automatic'), ...given(row, 'layers', 'layers'), ...given(row, 'masks', 'masks'), ...given(row, 'hint_groups', 'hintGroups'), ...given(row, 'version', 'version'), ...given(row, 'memory', 'memory'),
})).pipe(Shot);

const ReferenceRow = z.looseObject({}).transform((row) => ({ id: row.id, name: row.name, path: row.path, contentHash: row.content_hash })).pipe(Reference);
const SwatchRow = z.looseObject({}).transform((row) => ({ id: row.id, name: row.name, lab: labOf(row), tolerance: row.tolerance, note: row.note })).pipe(Swatch);
const NoteRow = z.looseObject({}).transform((row) => ({ id: row.id, clipId: row.clip_id, frame: row.frame, text: row.text, ...given(row, 'colour', 'colour') })).pipe(Note);
const StillRow = z.looseObject({ layers: Json.nullable(), hints: Json.nullable(), hint_groups: Json.nullable() }).transform((row) => ({
  id: row.id, name: row.name, clipId: row.clip_id, frame: row.frame, madeAt: row.made_at,
  ...given(row, 'plane_key', 'plane'), ...given(row, 'layers', 'layers'), ...given(row, 'hints', 'hints'), ...given(row, 'hint_groups', 'groups'),
})).pipe(Still);

const SceneRow = z.looseObject({}).transform((row) => ({ id: row.id, name: row.name })).pipe(Scene);
const SequenceRow = z.looseObject({ events: Json }).transform((row) => ({
  id: row.id, name: row.name, rate: { num: row.rate_num, den: row.rate_den }, dropFrame: row.drop_frame === 1, events: row.events,
})).pipe(Sequence);
const AcceptanceRow = z.looseObject({}).transform((row): Row => ({
  id: row.id, clipId: row.clip_id, kind: row.kind, note: row.note, acceptedAt: row.accepted_at,
  ...(row.first_frame === null ? {} : { frames: { first: row.first_frame, last: row.last_frame } }), ...given(row, 'subject', 'subject'), ...given(row, 'value', 'value'),
})).pipe(Acceptance);

const VersionRow = z.looseObject({ content: Json.pipe(z.record(z.string(), z.unknown())) }).transform((row) => ({ ...row.content, id: row.id, shotId: row.shot_id, name: row.name })).pipe(ShotVersion);

/** Columns of a hint's row as the fields of its kind; `Hint` checks which are required. A film has tens of thousands of hints: one object is made of each. */
function hintFields(row: Row): Row {
  const fields: Record<string, unknown> = { kind: row.kind, id: row.id };
  if (row.x !== null) fields.at = [row.x, row.y];
  if (typeof row.path === 'string') fields.path = JSON.parse(row.path) as unknown;
  if (row.radius !== null) fields.radius = row.radius;
  if (typeof row.widths === 'string') fields.widths = JSON.parse(row.widths) as unknown;
  if (row.a !== null) fields.ab = [row.a, row.b];
  if (row.swatch_id !== null) fields.swatch = row.swatch_id;
  if (row.strength !== null) fields.strength = row.strength;
  if (row.reach !== null) fields.reach = row.reach;
  if (row.soft_edge !== null) fields.softEdge = row.soft_edge;
  if (row.group_id !== null) fields.group = row.group_id;
  if (row.made !== null) fields.made = row.made;
  if (row.locked === 1) fields.locked = true;
  if (row.hidden === 1) fields.hidden = true;
  return fields;
}

function keyframeFields(row: Row, hints: readonly Row[]): Row {
  return {
    id: row.id, shotId: row.shot_id, frame: row.frame, hints, approved: row.approved === 1,
    ...(row.still_path === null ? {} : { still: { path: row.still_path, contentHash: row.still_hash, ...(typeof row.still_mask === 'string' ? { mask: JSON.parse(row.still_mask) as unknown } : {}) } }),
    ...given(row, 'reference_id', 'referenceId'),
    ...(row.correction === 1 ? { correction: true } : {}),
  };
}

/** Reads and validates the whole document. @throws AppError `project.corrupt`, naming the table and the field */
export function readDocument(database: Database): ProjectDocument {
  const document = {
    clips: readTable(database, 'clip', 'SELECT * FROM clip ORDER BY position', z.array(ClipRow)),
    shots: readTable(database, 'shot', 'SELECT shot.* FROM shot JOIN clip ON clip.id = shot.clip_id ORDER BY clip.position, first_frame', z.array(ShotRow)),
    keyframes: readKeyframes(database),
    swatches: readSwatches(database),
    references: readTable(database, 'reference', 'SELECT * FROM reference ORDER BY position', z.array(ReferenceRow)),
    notes: readTable(database, 'note', 'SELECT * FROM note ORDER BY position', z.array(NoteRow)),
    stills: readTable(database, 'still', 'SELECT * FROM still ORDER BY position', z.array(StillRow)),
    scenes: readTable(database, 'scene', 'SELECT * FROM scene ORDER BY position', z.array(SceneRow)),
    sequences: readTable(database, 'sequence', 'SELECT * FROM sequence ORDER BY position', z.array(SequenceRow)),
    acceptances: readTable(database, 'acceptance', 'SELECT * FROM acceptance ORDER BY position', z.array(AcceptanceRow)),
    versions: readTable(database, 'version', 'SELECT * FROM version ORDER BY position', z.array(VersionRow)),
  };
  for (const clip of document.clips) {
    try {
      assertPartition(clip, shotsOfClip(document, clip.id));
    } catch (error) {
      throw damaged('shot', error);
    }
  }
  for (const sequence of document.sequences) {
    try {
      assertSequence(document, sequence);
    } catch (error) {
      throw damaged('sequence', error);
    }
  }
  return document;
}

/** Their table is the same in all formats. @throws AppError `project.corrupt`, naming the field */
export function readSwatches(database: Database): readonly Swatch[] {
  return readTable(database, 'swatch', 'SELECT * FROM swatch ORDER BY position', z.array(SwatchRow));
}

function readKeyframes(database: Database): readonly Keyframe[] {
  const hints = new Map<unknown, Row[]>();
  try {
    for (const row of rows(database, 'SELECT * FROM hint ORDER BY keyframe_id, position')) {
      const list = hints.get(row.keyframe_id);
      if (list === undefined) hints.set(row.keyframe_id, [hintFields(row)]);
      else list.push(hintFields(row));
    }
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged('hint', error);
    throw error;
  }
  const keyframes = rows(database, 'SELECT keyframe.* FROM keyframe JOIN shot ON shot.id = keyframe.shot_id JOIN clip ON clip.id = shot.clip_id ORDER BY clip.position, frame');
  try {
    return parsed('keyframe', z.array(Keyframe), keyframes.map((row) => keyframeFields(row, hints.get(row.id) ?? [])));
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged('keyframe', error);
    throw error;
  }
}

function readTable<Schema extends z.ZodType>(database: Database, table: string, query: string, schema: Schema): z.output<Schema> {
  return parsed(table, schema, rows(database, query));
}

function rows(database: Database, query: string): readonly Row[] {
  return database.prepare<[], Row>(query).all();
}

function parsed<Schema extends z.ZodType>(table: string, schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw damaged(table, result.error);
}

function damaged(table: string, cause: unknown): AppError {
  return new AppError('project.corrupt', `The project is damaged: its ${table} table contains an invalid value.`, { details: cause instanceof Error ? cause.message : String(cause), cause });
}
