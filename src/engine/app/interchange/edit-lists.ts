import { writeFile } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import type { EditListRequest } from '../../../shared/contract/interchange.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type Clip, clipPath } from '../../../shared/model/clip.ts';
import type { Note, Shot } from '../../../shared/model/document.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import type { LaidPreview, ListForNew, Placement } from '../../../shared/model/edit-list.ts';
import { frameIndex } from '../../../shared/model/frame.ts';
import { type ClipId, newId, NoteId, ShotId } from '../../../shared/model/ids.ts';
import { writeOutput } from '../../artefacts/index.ts';
import { conformFile, formatOfName, type LaidOver, layOver, readTimelineFile, type Timeline, timelineOfShots, writeTimeline } from '../../interchange/index.ts';
import { lossesOfReplacing } from '../../project/index.ts';
import type { App } from '../app.ts';
import { projectFiles, protectedFiles } from '../deliver/delivery-files.ts';
import { writeShotList } from './shot-list.ts';

/** A list that is no edit list: shots with scene, status, flag and notes. */
const SHOT_LIST_ENDING = '.csv';

interface LaidList {
  readonly timeline: Timeline;
  readonly laid: LaidOver;
}

/** Reads a list and lays it over a clip. @throws AppError `input.*`, `file.missing`, `file.unreadable` */
export async function layList(clip: Clip, path: string, placement?: Placement): Promise<LaidList> {
  const timeline = await readTimelineFile(resolve(path), { rate: clip.rate });
  return { timeline, laid: layOver(timeline, clip, placement) };
}

/** Preview of an import, with what shots of the clip would lose by it. */
export async function previewEditList(app: App, { clipId, path, placement }: EditListRequest): Promise<LaidPreview> {
  const clip = app.clip(clipId);
  const list = await layList(clip, path, placement);
  const preview = previewOf(list);
  const document = app.document();
  const shots = shotsOfList(list.laid, clip, documentIndex(document).shots(clipId));
  return { ...preview, remarks: [...preview.remarks, ...lossesOfReplacing(document, clipId, shots)] };
}

/** What a list has for clips that are not in a project yet. @throws AppError `input.*`, `file.missing`, `file.unreadable` */
export async function previewForNew({ path, clips }: { readonly path: string; readonly clips: readonly Clip[] }): Promise<ListForNew> {
  const own = clips.length === 1 ? clips[0] : clips.find((clip) => nameOf(clipPath(clip)) === nameOf(path));
  if (own !== undefined) {
    const { timeline, laid } = await layList(own, path);
    return { name: timeline.name, events: laid.events, fitting: laid.fitting, use: { kind: 'shots', clipId: own.id }, clipIds: laid.fitting === 0 ? [] : [own.id], remarks: [...laid.remarks] };
  }
  const { sequence, found, missing, remarks } = await conformFile(resolve(path), clips);
  const clipIds = new Set(sequence.events.flatMap(({ clipId }) => (clipId === undefined ? [] : [clipId])));
  return { name: sequence.name, events: found + missing.length, fitting: found, use: { kind: 'sequence' }, clipIds: [...clipIds], remarks: [...remarks, ...missing.map(({ label, name, why }) => `${label} “${name}”: ${why}.`)] };
}

/** Name of a file without its ending, in lower case. */
function nameOf(path: string): string {
  return basename(path, extname(path)).toLowerCase();
}

/** Gives a clip the shots and markers of a list. @throws AppError `input.empty` when no event lies in the clip */
export async function importEditList(app: App, { clipId, path, placement }: EditListRequest): Promise<{ readonly revision: number; readonly laid: LaidPreview }> {
  const list = await layList(app.clip(clipId), path, placement);
  const revision = applyList(app, clipId, list.laid);
  return { revision, laid: previewOf(list) };
}

/** As {@link importEditList}, for a list that was read before. */
export function applyList(app: App, clipId: ClipId, laid: LaidOver): number {
  const clip = app.clip(clipId);
  assertFits(laid, clip);
  return app.apply({ kind: 'importEditList', clipId, shots: [...shotsOfList(laid, clip, documentIndex(app.document()).shots(clipId))], notes: notesOfList(laid, clip, app.document().notes) });
}

/** @throws AppError `input.empty` */
export function assertFits(laid: LaidOver, clip: Pick<Clip, 'name' | 'frameCount'>): void {
  if (laid.fitting === 0) throw new AppError('input.empty', `No event of the list lies in “${clip.name}”: the list begins at its frame ${laid.firstFrame}, and it has frames 0 to ${clip.frameCount - 1}. Lay it over from another frame.`);
}

/** The shots as records of the document. A shot with the same range as an existing one keeps its id, scene and networks, and so its colour. */
export function shotsOfList(laid: LaidOver, clip: Pick<Clip, 'id'>, present: readonly Shot[] = []): readonly Shot[] {
  const known = new Map(present.map((each) => [`${each.range.first}-${each.range.last}`, each]));
  return laid.shots.map(({ range, name, transitionIn }) => ({ ...known.get(`${range.first}-${range.last}`) ?? { id: newId(ShotId), clipId: clip.id }, range, name, transitionIn }));
}

/** Markers of a list that the clip lacks: importing a list again adds none twice. */
function notesOfList(laid: LaidOver, clip: Pick<Clip, 'id'>, present: readonly Note[]): Note[] {
  const known = new Set(present.filter((each) => each.clipId === clip.id).map(({ frame, text }) => `${frame} ${text}`));
  return laid.markers.filter(({ frame, text }) => !known.has(`${frame} ${text}`))
    .map(({ frame, text, colour }) => ({ id: newId(NoteId), clipId: clip.id, frame: frameIndex(frame), text, ...(colour === undefined ? {} : { colour }) }));
}

function previewOf({ timeline, laid }: LaidList): LaidPreview {
  return {
    name: timeline.name, rate: timeline.rate, events: laid.events, fitting: laid.fitting, placement: laid.placement, firstFrame: laid.firstFrame, markers: laid.markers.length, remarks: [...laid.remarks],
    shots: laid.shots.map(({ range, name, transitionIn, isOfList }) => ({ range, name, isOfList, ...(transitionIn.kind === 'dissolve' ? { dissolve: transitionIn.frames } : {}) })),
  };
}

interface WrittenList {
  readonly path: string;
  readonly events: number;
  readonly remarks: string[];
}

/** Preview of an export: contents of the list, and what its format does not support. */
export function previewExport(app: App, { clipId, ending }: { readonly clipId: ClipId; readonly ending: string }): Omit<WrittenList, 'path'> {
  if (ending === SHOT_LIST_ENDING) return { events: documentIndex(app.document()).shots(clipId).length, remarks: [] };
  const timeline = timelineOfClip(app, clipId);
  return { events: timeline.events.length, remarks: [...timeline.remarks, ...writeTimeline(timeline, formatOfName(`list${ending}`)).remarks] };
}

function timelineOfClip(app: App, clipId: ClipId): Timeline {
  const clip = app.clip(clipId);
  const document = app.document();
  return timelineOfShots(clip, documentIndex(document).shots(clipId), { name: clip.name, notes: document.notes });
}

/** Writes the shots of a clip of the open project, with its markers. @throws AppError `output.*`, `file.exists`, `file.notWritable`, `disk.full` */
export async function exportEditList(app: App, { clipId, path, overwrite }: { readonly clipId: ClipId; readonly path: string; readonly overwrite: boolean }): Promise<WrittenList> {
  if (extname(path).toLowerCase() === SHOT_LIST_ENDING) {
    const written = await writeShotList(app, path, { clipId, overwrite });
    return { path: written.path, events: written.shots, remarks: [] };
  }
  const clip = app.clip(clipId);
  const document = app.document();
  const timeline = timelineOfClip(app, clipId);
  const sources = protectedFiles({ document, protect: projectFiles(app.current()?.path) });
  return writeList(timeline, path, { overwrite, sources, clip });
}

/** Writes a timeline in the format of the file name's extension. */
export async function writeList(timeline: Timeline, path: string, { overwrite, sources, clip }: { readonly overwrite: boolean; readonly sources: Iterable<string>; readonly clip: Pick<Clip, 'picture'> }): Promise<WrittenList> {
  const place = resolve(path);
  const { text, remarks } = writeTimeline(timeline, formatOfName(place), { size: clip.picture });
  await writeOutput(place, { kind: 'file', endings: [extname(place).toLowerCase()], overwrite, sources }, (scratch) => writeFile(scratch, text));
  return { path: place, events: timeline.events.length, remarks: [...timeline.remarks, ...remarks] };
}
