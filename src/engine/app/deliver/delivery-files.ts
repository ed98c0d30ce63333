import { basename, extname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { DeliveryRequest } from '../../../shared/contract/deliver.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { assertNever } from '../../../shared/errors/assert-never.ts';
import { Clip } from '../../../shared/model/clip.ts';
import { DeliveryCodec, DeliverySettings } from '../../../shared/model/delivery.ts';
import { clipField, deliveryName, deliveryNames, namingFault } from '../../../shared/model/delivery-naming.ts';
import { type DeliveryWhat, type NamedPart, namedParts, namingDate } from '../../../shared/model/delivery-parts.ts';
import { DeliveryTags } from '../../../shared/model/delivery-tags.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import { ProjectDocument } from '../../../shared/model/document.ts';
import { FrameRange } from '../../../shared/model/frame.ts';
import { ClipId, SequenceId } from '../../../shared/model/ids.ts';
import { QualityLimits } from '../../../shared/model/quality-report.ts';
import { assertName } from '../../artefacts/index.ts';
import { formatOfName } from '../../interchange/index.ts';
import { sourceFiles } from '../../media/index.ts';
import type { App } from '../app.ts';
import { freePlaces } from './names-in-use.ts';

/** As jobs of earlier versions have it. */
const OfOneClip = z.looseObject({ clip: z.looseObject({ id: ClipId }), clips: z.undefined().optional(), files: z.array(z.looseObject({})) });

const DeliveryFile = z.object({ clipId: ClipId, range: FrameRange, outPath: z.string() });
/** Self-contained: the clips, their part of the document (colour is found in the cache by key), and the files to write, in order. */
const Params = z.object({
  clips: z.array(Clip).min(1), document: ProjectDocument, files: z.array(DeliveryFile), codec: DeliveryCodec, settings: DeliverySettings.default({}), overwrite: z.boolean(),
  /** Tags that replace those of the clips. */
  tags: DeliveryTags.optional(),
  /** Files besides those of the document that are never overwritten: the project itself. */
  protect: z.array(z.string()).default([]),
  /** Shots without the colour of their keyframes are propagated first. */
  propagate: z.boolean().optional(),
  /** Number of frames without colour at the time of the request, or once what is to be propagated is. A greater number later means that colour was lost. */
  uncoloured: z.number().int().optional(),
  /** Id of the request: a resumed job keeps it, an equal request made later has another. */
  request: z.string().optional(),
  /** The timeline of the files, which is written when they are; that of a sequence has its events. `name`: of the timeline, where it has none. */
  timeline: z.object({ path: z.string(), name: z.string(), sequenceId: SequenceId.optional() }).optional(),
  /** Checks the files afterwards, in a job of its own. */
  qualityReport: z.boolean().default(false),
  /** Limits of that report; the usual ones where they are left out. */
  qualityLimits: QualityLimits.optional(),
  /** Where the hints come from, for that report: the project. */
  hintsOf: z.string().default(''),
});
export type DeliverParams = z.infer<typeof Params>;
/** Deliveries of earlier versions, which may still wait, have one `clip`, and files that do not name it. */
export const DeliverParams: z.ZodType<DeliverParams> = z.preprocess(withClips, Params);

/** Pure: params of a job that have one `clip`, and files that do not name it, as those of several clips; others as they are. */
export function withClips(given: unknown): unknown {
  const { data } = OfOneClip.safeParse(given);
  if (data === undefined) return given;
  const { clip, files, ...rest } = data;
  return { ...rest, clips: [clip], files: files.map((file) => ({ clipId: clip.id, ...file })) };
}

/** What one clip has in a delivery: the document with its shots alone, and its files. */
export interface ClipDelivery {
  readonly clip: Clip;
  readonly document: ProjectDocument;
  readonly files: DeliverParams['files'];
}

/** A delivery clip by clip. */
export function clipDeliveries({ clips, document, files }: Pick<DeliverParams, 'clips' | 'document' | 'files'>): readonly ClipDelivery[] {
  return clips.map((clip) => ({ clip, document: { ...document, shots: [...documentIndex(document).shots(clip.id)] }, files: files.filter(({ clipId }) => clipId === clip.id) }));
}

/** The files of a request, with distinct names. @throws AppError `project.notFound`, `output.name` for a naming that gives no file name */
export function deliveryParams(app: App, request: DeliveryRequest): DeliverParams {
  const document = app.document();
  const { parts, names } = filesOf(app, request);
  names.forEach(assertName);
  const clips = clipsOf(parts);
  return {
    clips, document: { ...document, shots: clips.flatMap(({ id }) => documentIndex(document).shots(id)) }, codec: request.codec, settings: request.settings ?? {}, ...(request.tags === undefined ? {} : { tags: request.tags }), overwrite: request.overwrite, protect: projectFiles(app.current()?.path),
    ...(request.propagate === true ? { propagate: true } : {}), qualityReport: request.qualityReport === true, ...(request.qualityLimits === undefined ? {} : { qualityLimits: request.qualityLimits }), hintsOf: app.current()?.path ?? '',
    ...(request.timeline === undefined ? {} : { timeline: timelineOf(app, request, request.timeline) }),
    files: parts.map(({ clip, range }, index) => ({ clipId: clip.id, range, outPath: join(request.directory, names[index]!) })),
  };
}

/** @throws AppError `output.name`, `input.malformed` */
function timelineOf(app: App, { what, directory, sequenceId }: DeliveryRequest, { path }: NonNullable<DeliveryRequest['timeline']>): NonNullable<DeliverParams['timeline']> {
  if (what.kind !== 'shots') throw new AppError('input.malformed', 'A timeline goes with shots, not with a whole clip or a range of one.');
  formatOfName(path);
  assertName(basename(path));
  const project = app.current()?.path ?? '';
  return { path: resolve(directory, path), name: basename(project, extname(project)), ...(sequenceId === undefined ? {} : { sequenceId }) };
}

function clipsOf(parts: readonly NamedPart[]): Clip[] {
  return [...new Set(parts.map(({ clip }) => clip))];
}

/** Message about names that were changed to be distinct. */
export function namingRemarks(app: App, request: DeliveryRequest): readonly string[] {
  const { parts, names, given } = filesOf(app, request);
  const clipNames = new Map(parts.map(({ clip, values }) => [clip, values.clip]));
  const changed = names.filter((name, index) => name !== given[index]).length;
  return [
    ...[...clipNames].filter(([clip, name]) => name !== clipField(clip)).map(([clip, name]) => `Names: another clip of this project is called “${clipField(clip)}” too; this one's files are called “${name}”.`),
    ...(changed === 0 ? [] : [`Names: “${request.naming}” gives ${changed + 1} files the same name, so they are numbered.`]),
  ];
}

interface NamedFiles {
  readonly parts: readonly NamedPart[];
  /** By the pattern alone. */
  readonly given: readonly string[];
  /** The same, made distinct. */
  readonly names: readonly string[];
}

/** @throws AppError `project.notFound`, `input.malformed`, `input.frameOutside`, `output.name` */
function filesOf(app: App, { what, naming, codec, tags, sequenceId }: DeliveryRequest): NamedFiles {
  const document = app.document();
  assertThere(document, what);
  const fault = namingFault(naming);
  if (fault !== undefined) throw new AppError('output.name', fault);
  const sequence = document.sequences.find(({ id }) => id === sequenceId);
  if (sequenceId !== undefined && sequence === undefined) throw new AppError('project.notFound', 'This sequence is not in the project.');
  const parts = namedParts(what, document, { codec, tags, sequence, date: namingDate(new Date()) });
  const values = parts.map((part) => part.values);
  return { parts, given: values.map((each) => deliveryName(naming, each, codec)), names: deliveryNames(naming, values, codec) };
}

/** The same files, those whose names are in use with a number, where the request says so. */
export async function numbered(params: DeliverParams, request: DeliveryRequest, claimed: ReadonlySet<string>): Promise<DeliverParams> {
  if (request.numbered !== true || request.overwrite) return params;
  const places = await freePlaces(placesOf(params), claimed);
  const { timeline } = params;
  return { ...params, files: params.files.map((file, index) => ({ ...file, outPath: places[index]! })), ...(timeline === undefined ? {} : { timeline: { ...timeline, path: places.at(-1)! } }) };
}

/** The places of its files, then that of its timeline. */
export function placesOf({ files, timeline }: Pick<DeliverParams, 'files' | 'timeline'>): readonly string[] {
  return [...files.map(({ outPath }) => outPath), ...(timeline === undefined ? [] : [timeline.path])];
}

/** The project's file and those that SQLite keeps beside it. */
export function projectFiles(path: string | undefined): string[] {
  return path === undefined ? [] : ['', '-wal', '-shm', '-journal', '-lock'].map((suffix) => `${path}${suffix}`);
}

/** Every file that a delivery must not write over: all clips of the project, image by image, key images, references, the project. */
export function* protectedFiles({ document, clips = [], protect }: Pick<DeliverParams, 'document' | 'protect'> & { readonly clips?: readonly Clip[] }): Generator<string> {
  for (const clip of new Map([...document.clips, ...clips].map((each) => [each.id, each])).values()) yield* sourceFiles(clip);
  for (const { still } of [...document.keyframes, ...document.versions.flatMap(({ keyframes }) => keyframes)]) {
    if (still !== undefined) yield still.path;
    if (still?.mask !== undefined) yield still.mask.path;
  }
  for (const { path } of document.references) yield path;
  yield* protect;
}

/** @throws AppError `project.notFound`, `input.frameOutside` */
function assertThere(document: ProjectDocument, what: DeliveryWhat): void {
  const index = documentIndex(document);
  switch (what.kind) {
    case 'clip': case 'range': {
      const clip = index.clip(what.clipId);
      if (clip === undefined || index.shots(what.clipId).length === 0) throw new AppError('project.notFound', 'This clip is not in the project.');
      if (what.kind === 'range' && what.range.last >= clip.frameCount) throw new AppError('input.frameOutside', `Frame ${what.range.last} lies outside “${clip.name}”, which has frames 0…${clip.frameCount - 1}.`);
      return;
    }
    case 'shots':
      if (what.shotIds.some((id) => index.shot(id) === undefined)) throw new AppError('project.notFound', 'A shot to be delivered is not in the project.');
      return;
    default: assertNever(what);
  }
}
