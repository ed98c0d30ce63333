import type { Job } from '../../../shared/contract/jobs.ts';
import type { ShotColour, SuggestedKeyframe } from '../../../shared/contract/propagate.ts';
import type { ApprovalChange } from '../../../shared/model/approval.ts';
import type { MarkerColour, ProjectDocument, Scene, Shot } from '../../../shared/model/document.ts';
import { rangeIncludes, rangeLength } from '../../../shared/model/frame.ts';
import type { ClipId, SceneId, ShotId, SwatchId } from '../../../shared/model/ids.ts';
import { isPropagation, isUnderWay } from '../../document/jobs-mirror.ts';
import { keyframesOf, notesOf, shotsOf } from '../../document/project-mirror.ts';
import { type ShotStage, stageOf } from '../../../shared/model/shot-stage.ts';
import { versionName } from '../../../shared/model/version.ts';
import { shotsInSequence } from '../../../shared/model/sequence-uses.ts';
import type { BoardScope } from '../../session/session-store.ts';
import { type BinRow, binRows, type BinSort } from './bin-rows.ts';

/** Jobs that make a shot's colour. */
export type ShotWork = 'propagating' | 'updating' | 'queued' | 'paused';

/** A shot as the board shows it. */
export interface BoardRow extends BinRow {
  readonly stage: ShotStage;
  /** Shows colour of earlier hints. */
  readonly stale: boolean;
  /** Markers within the shot. */
  readonly notes: number;
  readonly suggested: boolean;
  /** What makes its colour, now or as soon as there is room. */
  readonly work: ShotWork | undefined;
  /** Letter of the version that is shown, where the shot has several. */
  readonly version: string | undefined;
  /** Keeps earlier networks than the present ones. */
  readonly olderNetworks: boolean;
  /** What has changed of an approved shot since; empty where it is as it was approved. */
  readonly changes: readonly ApprovalChange[];
  /** Swatches that its hints follow. */
  readonly swatches: ReadonlySet<SwatchId>;
}

export type BoardFilter =
  | { readonly kind: 'all' | 'stale' | 'lowConfidence' | 'suggested' | 'notes' | 'changed' | 'olderNetworks' }
  | { readonly kind: 'flag'; readonly flag: MarkerColour }
  | { readonly kind: 'stage'; readonly stage: ShotStage }
  | { readonly kind: 'scene'; readonly sceneId: SceneId | undefined }
  | { readonly kind: 'swatch'; readonly swatchId: SwatchId };

interface BoardQuestion {
  readonly colours: ReadonlyMap<ShotId, ShotColour>;
  readonly suggestions: ReadonlyMap<ShotId, SuggestedKeyframe>;
  readonly changes: ReadonlyMap<ShotId, readonly ApprovalChange[]>;
  readonly work: ReadonlyMap<ShotId, ShotWork>;
  readonly text: string;
  readonly sort: BinSort;
}

const NONE: readonly never[] = [];

/** Pure: a scope as the project has it now: where its sequence is gone, or there is one clip alone, the clip that is shown. */
export function presentScope({ clips, sequences }: Pick<ProjectDocument, 'clips' | 'sequences'>, scope: BoardScope): BoardScope {
  const isThere = scope.kind === 'sequence' ? sequences.some(({ id }) => id === scope.sequenceId) : scope.kind === 'clip' || clips.length > 1;
  return isThere ? scope : { kind: 'clip' };
}

/** Pure: the shots of a scope, in their order. @param clipId of the clip that is shown */
export function shotsOfScope(document: ProjectDocument, scope: BoardScope, clipId: ClipId): readonly Shot[] {
  if (scope.kind === 'all') return document.clips.flatMap(({ id }) => shotsOf(document, id));
  const sequence = scope.kind === 'sequence' ? document.sequences.find(({ id }) => id === scope.sequenceId) : undefined;
  return sequence === undefined ? shotsOf(document, clipId) : shotsInSequence(sequence, document);
}

/** Pure: those of some shots that a search finds, in the chosen order. */
export function boardRows(document: ProjectDocument, shots: readonly Shot[], { colours, suggestions, changes, work, text, sort }: BoardQuestion): readonly BoardRow[] {
  return binRows(document, shots, { colours, text, sort }).map((row) => ({
    ...row,
    stage: stageOf(row.shot, row.keys),
    stale: row.status.state === 'stale',
    notes: notesOf(document, row.shot.clipId).filter(({ frame }) => rangeIncludes(row.shot.range, frame)).length,
    suggested: suggestions.has(row.shot.id),
    work: work.get(row.shot.id),
    version: row.shot.version !== undefined || document.versions.some(({ shotId }) => shotId === row.shot.id) ? versionName(row.shot) : undefined,
    olderNetworks: colours.get(row.shot.id)?.newerNetworks !== undefined,
    changes: row.shot.status === 'approved' ? changes.get(row.shot.id) ?? NONE : NONE,
    swatches: swatchesOf(document, row.shot.id),
  }));
}

/** Pure: the swatches that the hints of a shot follow. */
function swatchesOf(document: ProjectDocument, shotId: ShotId): ReadonlySet<SwatchId> {
  return new Set(keyframesOf(document, shotId).flatMap(({ hints }) => hints.flatMap((hint) => ('swatch' in hint && hint.swatch !== undefined ? [hint.swatch] : []))));
}

export function passes(row: BoardRow, filter: BoardFilter): boolean {
  switch (filter.kind) {
    case 'all': return true;
    case 'stale': return row.stale;
    case 'lowConfidence': return row.status.state === 'lowConfidence';
    case 'suggested': return row.suggested;
    case 'notes': return row.notes > 0;
    case 'olderNetworks': return row.olderNetworks;
    case 'changed': return row.changes.length > 0;
    case 'flag': return row.shot.flag === filter.flag;
    case 'stage': return row.stage === filter.stage;
    case 'scene': return row.shot.sceneId === filter.sceneId;
    case 'swatch': return row.swatches.has(filter.swatchId);
  }
}

interface SceneHead {
  /** `undefined`: shots that belong to no scene. */
  readonly scene: Scene | undefined;
  readonly shots: number;
  readonly frames: number;
  readonly approved: number;
}

/** A stretch of a line, in columns from 0, that belongs to one scene. */
interface LinePart {
  readonly column: number;
  readonly span: number;
}
export interface HeadPart extends LinePart {
  readonly head: SceneHead;
}
interface ShotsPart extends LinePart {
  readonly sceneId: SceneId | undefined;
  readonly rows: readonly BoardRow[];
}

/** A line of the board: the heads of one scene or of several beside each other, or as many shots as fit side by side. */
export type BoardLine = { readonly kind: 'heads'; readonly parts: readonly HeadPart[] } | { readonly kind: 'shots'; readonly parts: readonly ShotsPart[] };

/** Columns that the head of a scene needs at least, so that its name can be read. */
const LEAST_HEAD_SPAN = 2;

/**
 * Pure: the board's lines. Scenes in order, shots without a scene last; a project without scenes has no heads. Scenes that are shorter than a line share one with
 * their neighbours, as long as there is room.
 */
export function boardLines(rows: readonly BoardRow[], scenes: readonly Scene[], columns: number): readonly BoardLine[] {
  const known = new Set(scenes.map(({ id }) => id));
  const groups = Map.groupBy(rows, ({ shot }) => (shot.sceneId !== undefined && known.has(shot.sceneId) ? shot.sceneId : undefined));
  if (scenes.length === 0) return chunks(rows, columns).map((part) => shotsLine([{ column: 0, span: columns, sceneId: undefined, rows: part }]));
  const held = [...scenes, undefined].map((scene) => ({ scene, own: groups.get(scene?.id) ?? [] })).filter(({ scene, own }) => own.length > 0 || (scene !== undefined && rows.length > 0));
  return sharedLines(held.map(({ own }) => own.length), columns).flatMap((line): readonly BoardLine[] => {
    const parts = line.map(({ index, column, span }) => ({ ...held[index]!, column, span }));
    const heads: BoardLine = { kind: 'heads', parts: parts.map(({ scene, own, column, span }) => ({ column, span, head: headOf(scene, own) })) };
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) return [heads, ...chunks(only.own, columns).map((part) => shotsLine([{ column: 0, span: columns, sceneId: only.scene?.id, rows: part }]))];
    if (parts.every(({ own }) => own.length === 0)) return [heads];
    return [heads, shotsLine(parts.map(({ scene, own, column, span }) => ({ column, span, sceneId: scene?.id, rows: own })))];
  });
}

function shotsLine(parts: readonly ShotsPart[]): BoardLine {
  return { kind: 'shots', parts };
}

function headOf(scene: Scene | undefined, own: readonly BoardRow[]): SceneHead {
  return { scene, shots: own.length, frames: own.reduce((sum, { shot }) => sum + rangeLength(shot.range), 0), approved: own.filter(({ stage }) => stage === 'approved').length };
}

/**
 * Pure: which scenes share a line, in their order, with the columns that each has. The last of a line has what is left of it. One with more shots than columns stands
 * alone.
 * @param counts shots of each scene
 */
export function sharedLines(counts: readonly number[], columns: number): readonly (readonly (LinePart & { readonly index: number })[])[] {
  const lines: (LinePart & { readonly index: number })[][] = [];
  let used = columns;
  for (const [index, count] of counts.entries()) {
    const span = Math.min(columns, Math.max(LEAST_HEAD_SPAN, count));
    const line = lines.at(-1);
    if (line === undefined || count > columns || used + span > columns) {
      lines.push([{ index, column: 0, span }]);
      used = count > columns ? columns : span;
    } else {
      line.push({ index, column: used, span });
      used += span;
    }
  }
  return lines.map((line) => line.map((part, at) => (at === line.length - 1 ? { ...part, span: columns - part.column } : part)));
}

/** Pure: the shots of lines, in their order. */
export function shotsOfLines(lines: readonly BoardLine[]): readonly BoardRow[] {
  return lines.flatMap((line) => (line.kind === 'shots' ? line.parts.flatMap(({ rows }) => rows) : []));
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/**
 * Pure: the shot that an arrow key leads to from another. Up and down keep the column, across the heads of scenes; where no shot is in it, the one before it is taken, or
 * the first of the line.
 */
export function stepOnBoard(lines: readonly BoardLine[], from: ShotId | undefined, key: string): ShotId | undefined {
  const filled = lines.flatMap((line) => (line.kind === 'shots' ? [line.parts.flatMap(({ column, rows }) => rows.map(({ shot }, index) => ({ id: shot.id, column: column + index })))] : [])).filter((line) => line.length > 0);
  const all = filled.flat();
  const at = all.findIndex(({ id }) => id === from);
  const here = all[at];
  if (here === undefined) return all[0]?.id;
  const line = filled.findIndex((shots) => shots.includes(here));
  const inLine = (shots: typeof all | undefined): typeof here => shots?.findLast(({ column }) => column <= here.column) ?? shots?.[0] ?? here;
  switch (key) {
    case 'ArrowRight': return all[Math.min(all.length - 1, at + 1)]?.id;
    case 'ArrowLeft': return all[Math.max(0, at - 1)]?.id;
    case 'ArrowDown': return inLine(filled[line + 1]).id;
    case 'ArrowUp': return inLine(line === 0 ? undefined : filled[line - 1]).id;
    case 'Home': return all[0]?.id;
    case 'End': return all.at(-1)?.id;
    default: return undefined;
  }
}

/** Shots that a propagation of the selection includes, and how many it leaves out and why. */
interface BatchPropagation {
  readonly shotIds: readonly ShotId[];
  readonly coloured: number;
  readonly withoutKeyframe: number;
  /** Approved shots without stale frames: they are not propagated again. */
  readonly approved: number;
}

/** Pure: which of the selected shots a propagation takes on. */
export function batchPropagation(rows: readonly BoardRow[]): BatchPropagation {
  const isApproved = (row: BoardRow): boolean => row.stage === 'approved' && !row.stale;
  const rest = rows.filter((row) => !isApproved(row));
  return {
    approved: rows.length - rest.length,
    withoutKeyframe: rest.filter(({ keys }) => keys === 0).length,
    coloured: rest.filter((row) => row.keys > 0 && isColoured(row)).length,
    shotIds: rest.filter((row) => row.keys > 0 && !isColoured(row)).map(({ shot }) => shot.id),
  };
}

function isColoured({ status, shot }: BoardRow): boolean {
  return status.coloured === rangeLength(shot.range);
}

/** The shots that are left out, as a sentence; empty when there are none. */
export function leftOutText({ approved, withoutKeyframe, coloured }: Omit<BatchPropagation, 'shotIds'>): string {
  const parts = [
    ...(approved > 0 ? [`${approved} approved`] : []), ...(withoutKeyframe > 0 ? [`${withoutKeyframe} without a keyframe`] : []), ...(coloured > 0 ? [`${coloured} already coloured`] : []),
  ];
  return parts.length === 0 ? '' : `Leaves out ${parts.join(', ')}.`;
}

/** Pure: what makes colour of which shots, of all jobs. */
export function workOfShots(jobs: readonly Job[]): ReadonlyMap<ShotId, ShotWork> {
  return new Map(jobs.flatMap((job): [ShotId, ShotWork][] => (isPropagation(job) && job.shotId !== undefined && isUnderWay(job)
    ? [[job.shotId, job.state === 'queued' || job.state === 'paused' ? job.state : job.kind === 'propagate' ? 'propagating' : 'updating']] : [])));
}
