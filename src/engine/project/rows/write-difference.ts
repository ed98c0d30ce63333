import type { Database, Statement } from 'better-sqlite3';
import type { Acceptance } from '../../../shared/model/acceptance.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Keyframe, Note, ProjectDocument, Reference, Scene, Shot, ShotVersion, Still, Swatch } from '../../../shared/model/document.ts';
import type { Hint } from '../../../shared/model/hint.ts';
import type { Sequence } from '../../../shared/model/sequence.ts';
import type { Identified } from '../commands/find-record.ts';
import { listChange } from '../list-change.ts';

type Value = string | number | null;

/** Writes the difference of two documents to the tables, record by record. Prepares its statements once. */
interface DifferenceWriter {
  /** Call inside a transaction. `before` must match the tables. */
  write(before: ProjectDocument, after: ProjectDocument): void;
}

export function createDifferenceWriter(database: Database): DifferenceWriter {
  const clip = upsert(database, 'clip', ['id'], ['position', 'name', 'source', 'content_hash', 'frame_count', 'rate_num', 'rate_den', 'probed', 'coding']);
  const shot = upsert(database, 'shot', ['id'], ['clip_id', 'name', 'first_frame', 'last_frame', 'dissolve_first', 'dissolve_last', 'scene_id', 'networks', 'vividness', 'status', 'approval', 'flag', 'automatic', 'layers', 'masks', 'hint_groups', 'version', 'memory']);
  const reference = upsert(database, 'reference', ['id'], ['position', 'name', 'path', 'content_hash']);
  const swatch = upsert(database, 'swatch', ['id'], ['position', 'name', 'l', 'a', 'b', 'tolerance', 'note']);
  const keyframe = upsert(database, 'keyframe', ['id'], ['shot_id', 'frame', 'still_path', 'still_hash', 'still_mask', 'reference_id', 'approved', 'correction']);
  const hint = upsert(database, 'hint', ['keyframe_id', 'id'], ['position', 'kind', 'x', 'y', 'path', 'radius', 'a', 'b', 'swatch_id', 'widths', 'strength', 'reach', 'soft_edge', 'group_id', 'made', 'locked', 'hidden']);
  const note = upsert(database, 'note', ['id'], ['position', 'clip_id', 'frame', 'text', 'colour']);
  const still = upsert(database, 'still', ['id'], ['position', 'name', 'clip_id', 'frame', 'plane_key', 'made_at', 'layers', 'hints', 'hint_groups']);
  const scene = upsert(database, 'scene', ['id'], ['position', 'name']);
  const sequence = upsert(database, 'sequence', ['id'], ['position', 'name', 'rate_num', 'rate_den', 'drop_frame', 'events']);
  const acceptance = upsert(database, 'acceptance', ['id'], ['position', 'clip_id', 'kind', 'first_frame', 'last_frame', 'subject', 'value', 'note', 'accepted_at']);
  const version = upsert(database, 'version', ['id'], ['position', 'shot_id', 'name', 'content']);
  const remove = (table: string): Statement<[string]> => database.prepare<[string]>(`DELETE FROM ${table} WHERE id = ?`);
  const removals = { clip: remove('clip'), shot: remove('shot'), reference: remove('reference'), swatch: remove('swatch'), keyframe: remove('keyframe'), note: remove('note'), still: remove('still'), scene: remove('scene'), sequence: remove('sequence'), acceptance: remove('acceptance'), version: remove('version') };
  const removeHint = database.prepare<[string, string]>('DELETE FROM hint WHERE keyframe_id = ? AND id = ?');

  return {
    write(before, after) {
      // Foreign keys are checked at the commit: within one change a shot may be removed before its keyframes have moved.
      database.pragma('defer_foreign_keys = ON');
      const keyframes = difference(before.keyframes, after.keyframes);
      const old = new Map(keyframes.changedBefore.map((each) => [each.id as string, each]));
      for (const each of keyframes.removed) {
        for (const { id } of each.hints) removeHint.run(each.id, id);
        removals.keyframe.run(each.id);
      }
      const shots = difference(before.shots, after.shots);
      for (const each of shots.removed) removals.shot.run(each.id);
      for (const { record } of shots.written) shot.run(...shotRow(record));
      writeList(before.clips, after.clips, removals.clip, (each, position) => clip.run(...clipRow(each, position)));
      writeList(before.references, after.references, removals.reference, (each, position) => reference.run(...referenceRow(each, position)));
      writeList(before.swatches, after.swatches, removals.swatch, (each, position) => swatch.run(...swatchRow(each, position)));
      writeList(before.notes, after.notes, removals.note, (each, position) => note.run(...noteRow(each, position)));
      writeList(before.stills, after.stills, removals.still, (each, position) => still.run(...stillRow(each, position)));
      writeList(before.scenes, after.scenes, removals.scene, (each, position) => scene.run(...sceneRow(each, position)));
      writeList(before.sequences, after.sequences, removals.sequence, (each, position) => sequence.run(...sequenceRow(each, position)));
      writeList(before.acceptances, after.acceptances, removals.acceptance, (each, position) => acceptance.run(...acceptanceRow(each, position)));
      writeList(before.versions, after.versions, removals.version, (each, position) => version.run(...versionRow(each, position)));
      for (const { record } of keyframes.written) {
        keyframe.run(...keyframeRow(record));
        const hints = placedDifference(old.get(record.id)?.hints ?? [], record.hints);
        for (const each of hints.removed) removeHint.run(record.id, each.id);
        for (const { record: each, position } of hints.written) hint.run(...hintRow(record, each, position));
      }
    },
  };
}

function writeList<T extends Identified>(before: readonly T[], after: readonly T[], removal: Statement<[string]>, put: (record: T, position: number) => unknown): void {
  const { removed, written } = placedDifference(before, after);
  for (const each of removed) removal.run(each.id);
  for (const { record, position } of written) put(record, position);
}

interface Difference<T> {
  readonly removed: readonly T[];
  /** Added and changed records, with their index. */
  readonly written: readonly { readonly record: T; readonly position: number }[];
  /** The changed records before. */
  readonly changedBefore: readonly T[];
}

/** By id and identity: commands keep the records that they do not change. */
function difference<T extends Identified>(before: readonly T[], after: readonly T[], options: { readonly byPlace?: boolean } = {}): Difference<T> {
  const change = listChange(before, after);
  if (change === undefined) return { removed: [], written: [], changedBefore: [] };
  const { at } = change;
  // Where a list grew or shrank, all later records have another index.
  const moves = options.byPlace === true && before.length !== after.length;
  const [from, to] = moves ? [before.slice(at), after.slice(at)] : [change.removed, change.added];
  const old = new Map(from.map((record, index) => [record.id, { record, index }]));
  const written: { record: T; position: number }[] = [];
  const changedBefore: T[] = [];
  to.forEach((record, index) => {
    const known = old.get(record.id);
    old.delete(record.id);
    if (known?.record === record && (options.byPlace !== true || known.index === index)) return;
    written.push({ record, position: at + index });
    if (known !== undefined) changedBefore.push(known.record);
  });
  return { removed: [...old.values()].map((each) => each.record), written, changedBefore };
}

/** As {@link difference}, for lists whose index is stored: a record that moved is written too. */
function placedDifference<T extends Identified>(before: readonly T[], after: readonly T[]): Difference<T> {
  return difference(before, after, { byPlace: true });
}

function upsert(database: Database, table: string, key: readonly string[], columns: readonly string[]): Statement<Value[]> {
  const all = [...key, ...columns];
  return database.prepare<Value[]>(`INSERT INTO ${table} (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})
    ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`);
}

/** An absent value is NULL. */
function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function clipRow(clip: Clip, position: number): Value[] {
  const { id, name, source, contentHash, frameCount, rate, coding, ...probed } = clip;
  return [id, position, name, JSON.stringify(source), contentHash, frameCount, rate.num, rate.den, JSON.stringify(probed), json(coding)];
}

function shotRow({ id, clipId, name, range, transitionIn, sceneId, networks, vividness, status, approval, flag, automatic, layers, masks, hintGroups, version, memory }: Shot): Value[] {
  const dissolve = transitionIn.kind === 'dissolve' ? transitionIn.frames : undefined;
  return [id, clipId, name, range.first, range.last, dissolve?.first ?? null, dissolve?.last ?? null, sceneId ?? null, json(networks), vividness ?? null, status ?? null, json(approval), flag ?? null, json(automatic), json(layers), json(masks), json(hintGroups), version ?? null, json(memory)];
}

function referenceRow({ id, name, path, contentHash }: Reference, position: number): Value[] {
  return [id, position, name, path, contentHash];
}

function swatchRow({ id, name, lab, tolerance, note }: Swatch, position: number): Value[] {
  return [id, position, name, ...lab, tolerance, note];
}

function keyframeRow({ id, shotId, frame, still, referenceId, approved, correction }: Keyframe): Value[] {
  return [id, shotId, frame, still?.path ?? null, still?.contentHash ?? null, json(still?.mask), referenceId ?? null, approved ? 1 : 0, correction === true ? 1 : 0];
}

function hintRow(keyframe: Keyframe, hint: Hint, position: number): Value[] {
  const [x, y] = 'at' in hint ? hint.at : [null, null];
  const [a, b] = 'ab' in hint ? hint.ab : [null, null];
  return [
    keyframe.id, hint.id, position, hint.kind, x, y, 'path' in hint ? JSON.stringify(hint.path) : null,
    'radius' in hint ? hint.radius : null, a, b, 'swatch' in hint ? hint.swatch ?? null : null,
    'widths' in hint ? json(hint.widths) : null,
    'strength' in hint ? hint.strength ?? null : null, 'reach' in hint ? hint.reach ?? null : null, 'softEdge' in hint ? hint.softEdge ?? null : null, hint.group ?? null, hint.made ?? null, hint.locked === true ? 1 : null, hint.hidden === true ? 1 : null,
  ];
}

function noteRow({ id, clipId, frame, text, colour }: Note, position: number): Value[] {
  return [id, position, clipId, frame, text, colour ?? null];
}

function stillRow({ id, name, clipId, frame, plane, madeAt, layers, hints, groups }: Still, position: number): Value[] {
  return [id, position, name, clipId, frame, plane ?? null, madeAt, json(layers), json(hints), json(groups)];
}

function sceneRow({ id, name }: Scene, position: number): Value[] {
  return [id, position, name];
}

function sequenceRow({ id, name, rate, dropFrame, events }: Sequence, position: number): Value[] {
  return [id, position, name, rate.num, rate.den, dropFrame ? 1 : 0, JSON.stringify(events)];
}

function acceptanceRow({ id, clipId, kind, frames, subject, value, note, acceptedAt }: Acceptance, position: number): Value[] {
  return [id, position, clipId, kind, frames?.first ?? null, frames?.last ?? null, subject ?? null, value ?? null, note, acceptedAt];
}

function versionRow({ id, shotId, name, ...content }: ShotVersion, position: number): Value[] {
  return [id, position, shotId, name, JSON.stringify(content)];
}
