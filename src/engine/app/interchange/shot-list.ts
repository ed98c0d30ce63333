import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { csvText } from '../../../shared/csv-text.ts';
import { approvalChangesText } from '../../../shared/model/approval.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import { rangeIncludes, rangeLength } from '../../../shared/model/frame.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import { type ShotStage, stageLabel, stageOf } from '../../../shared/model/shot-stage.ts';
import { timecodeOf } from '../../../shared/model/timecode.ts';
import { writeOutput } from '../../artefacts/index.ts';
import type { App } from '../app.ts';
import { projectFiles, protectedFiles } from '../deliver/delivery-files.ts';
import { approvalChanges } from '../shots/approvals.ts';
import { frameStatuses } from '../shots/frame-status.ts';

/** A shot as a list shows it. */
export interface ListedShot {
  readonly clip: string;
  /** From 1, among the clips of the project. */
  readonly clipNumber: number;
  /** From 1, within its clip. */
  readonly number: number;
  readonly name: string;
  /** Frames of the clip, from 0, both ends included. */
  readonly first: number;
  readonly last: number;
  readonly frames: number;
  /** Timecode of the first frame. */
  readonly timecode: string;
  /** Empty where it is in none. */
  readonly scene: string;
  readonly status: ShotStage;
  /** Empty where it has none. */
  readonly flag: string;
  readonly keyframes: number;
  /** Frames with present colour, and frames that show earlier colour. */
  readonly coloured: number;
  readonly stale: number;
  /** When it was approved, ISO 8601; empty where that is not recorded. */
  readonly approvedAt: string;
  /** What has changed since, in words; empty where nothing has. */
  readonly changedSince: string;
  /** Texts of its markers, one a line. */
  readonly notes: string;
}

/** Shots of the open project, clip by clip in the order of their frames. @param options.clipId those of one clip. @throws AppError `project.none`, `model.missing` */
export async function shotList(app: App, options: { readonly clipId?: ClipId } = {}): Promise<readonly ListedShot[]> {
  const document = app.document();
  const clips = document.clips.filter(({ id }) => options.clipId === undefined || id === options.clipId);
  const index = documentIndex(document);
  const scenes = new Map(document.scenes.map(({ id, name }) => [id, name]));
  const changed = new Map((await approvalChanges(app, document.shots.filter(({ status }) => status === 'approved').map(({ id }) => id))).map(({ shotId, changes }) => [shotId, changes]));
  return clips.flatMap((clip) => index.shots(clip.id).map((shot, at): ListedShot => {
    const plan = app.shotPlan(shot.id);
    const own = frameStatuses(plan, app.services.store).filter((_, place) => rangeIncludes(shot.range, plan.range.first + place));
    const keyframes = index.keyframes(shot.id).length;
    return {
      clip: clip.name, clipNumber: document.clips.indexOf(clip) + 1, number: at + 1, name: shot.name, first: shot.range.first, last: shot.range.last, frames: rangeLength(shot.range), timecode: timecodeOf(clip, shot.range.first),
      scene: (shot.sceneId === undefined ? undefined : scenes.get(shot.sceneId)) ?? '', status: stageOf(shot, keyframes), flag: shot.flag ?? '', keyframes,
      coloured: own.filter(({ key, stale }) => key !== undefined && !stale).length, stale: own.filter(({ stale }) => stale).length,
      approvedAt: shot.approval?.at ?? '', changedSince: approvalChangesText(changed.get(shot.id) ?? [], shot.range.first),
      notes: index.notes(clip.id).filter(({ frame, text }) => text !== '' && rangeIncludes(shot.range, frame)).map(({ text }) => text).join('\n'),
    };
  }));
}

const COLUMNS = ['clip', 'number', 'name', 'first', 'last', 'frames', 'timecode', 'scene', 'status', 'flag', 'keyframes', 'coloured', 'stale', 'approvedAt', 'changedSince', 'notes'] as const satisfies readonly (keyof ListedShot)[];

/** The list as comma-separated values, with a line of names. */
function shotListCsv(shots: readonly ListedShot[]): string {
  return csvText([COLUMNS, ...shots.map((shot) => COLUMNS.map((column) => (column === 'status' ? stageLabel(shot.status) : shot[column])))]);
}

/** Writes it. @throws AppError `output.*`, `file.exists`, `file.notWritable`, `disk.full` */
export async function writeShotList(app: App, path: string, options: { readonly clipId?: ClipId; readonly overwrite: boolean }): Promise<{ readonly path: string; readonly shots: number }> {
  const place = resolve(path);
  const shots = await shotList(app, options);
  await writeOutput(place, { kind: 'file', endings: ['.csv'], overwrite: options.overwrite, sources: protectedFiles({ document: app.document(), protect: projectFiles(app.current()?.path) }) }, (scratch) => writeFile(scratch, shotListCsv(shots)));
  return { path: place, shots: shots.length };
}
