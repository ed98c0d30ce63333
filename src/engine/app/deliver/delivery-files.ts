import { join } from 'node:path';
import { z } from 'zod';
import type { DeliveryRequest } from '../../../shared/contract/deliver.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { assertNever } from '../../../shared/errors/assert-never.ts';
import { Clip } from '../../../shared/model/clip.ts';
import { DeliveryCodec, DeliverySettings } from '../../../shared/model/delivery.ts';
import { clipField, clipFields, deliveryName, deliveryNames, namingFault } from '../../../shared/model/delivery-naming.ts';
import { type DeliveryPart, deliveryParts, namingDate, namingValues } from '../../../shared/model/delivery-parts.ts';
import { DeliveryTags } from '../../../shared/model/delivery-tags.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import { ProjectDocument, type Shot } from '../../../shared/model/document.ts';
import { FrameRange } from '../../../shared/model/frame.ts';
import type { ClipId } from '../../../shared/model/ids.ts';
import { QualityLimits } from '../../../shared/model/quality-report.ts';
import { assertName } from '../../artefacts/index.ts';
import { sourceFiles } from '../../media/index.ts';
import type { App } from '../app.ts';

const DeliveryFile = z.object({ range: FrameRange, outPath: z.string() });
/** Self-contained: the clip, its part of the document (colour is found in the cache by key), and the files to write. */
export const DeliverParams = z.object({
  clip: Clip, document: ProjectDocument, files: z.array(DeliveryFile), codec: DeliveryCodec, settings: DeliverySettings.default({}), overwrite: z.boolean(),
  /** Tags that replace those of the clip. */
  tags: DeliveryTags.optional(),
  /** Files besides those of the document that are never overwritten: the project itself. */
  protect: z.array(z.string()).default([]),
  /** Shots without the colour of their keyframes are propagated first. */
  propagate: z.boolean().optional(),
  /** Number of frames without colour at the time of the request, or once what is to be propagated is. A greater number later means that colour was lost. */
  uncoloured: z.number().int().optional(),
  /** Id of the request: a resumed job keeps it, an equal request made later has another. */
  request: z.string().optional(),
  /** Checks the files afterwards, in a job of its own. */
  qualityReport: z.boolean().default(false),
  /** Limits of that report; the usual ones where they are left out. */
  qualityLimits: QualityLimits.optional(),
  /** Where the hints come from, for that report: the project. */
  hintsOf: z.string().default(''),
});
export type DeliverParams = z.infer<typeof DeliverParams>;

/** The files of a request, with distinct names. @throws AppError `project.notFound`, `output.name` for a naming that gives no file name */
export function deliveryParams(app: App, request: DeliveryRequest): DeliverParams {
  const document = app.document();
  const { clip, ordered, parts, names } = namedParts(app, request);
  names.forEach(assertName);
  return {
    clip, document: { ...document, shots: [...ordered] }, codec: request.codec, settings: request.settings ?? {}, ...(request.tags === undefined ? {} : { tags: request.tags }), overwrite: request.overwrite, protect: projectFiles(app.current()?.path),
    ...(request.propagate === true ? { propagate: true } : {}), qualityReport: request.qualityReport === true, ...(request.qualityLimits === undefined ? {} : { qualityLimits: request.qualityLimits }), hintsOf: app.current()?.path ?? '',
    files: parts.map(({ range }, index) => ({ range, outPath: join(request.directory, names[index]!) })),
  };
}

/** Message about names that were changed to be distinct. */
export function namingRemarks(app: App, request: DeliveryRequest): readonly string[] {
  const { clip, clipName, names, given } = namedParts(app, request);
  const plain = clipField(clip);
  const changed = names.filter((name, index) => name !== given[index]).length;
  return [
    ...(clipName === plain ? [] : [`Names: another clip of this project is called “${plain}” too; this one's files are called “${clipName}”.`]),
    ...(changed === 0 ? [] : [`Names: “${request.naming}” gives ${changed + 1} files the same name, so they are numbered.`]),
  ];
}

interface NamedParts {
  readonly clip: Clip;
  readonly clipName: string;
  readonly ordered: readonly Shot[];
  readonly parts: readonly DeliveryPart[];
  /** By the pattern alone. */
  readonly given: readonly string[];
  /** The same, made distinct. */
  readonly names: readonly string[];
}

/** @throws AppError `project.notFound`, `input.malformed`, `input.frameOutside`, `output.name` */
function namedParts(app: App, request: DeliveryRequest): NamedParts {
  const document = app.document();
  const { what, codec, tags } = request;
  const clip = app.clip(clipIdOf(document, request));
  if (what.kind === 'range' && what.range.last >= clip.frameCount) throw new AppError('input.frameOutside', `Frame ${what.range.last} lies outside “${clip.name}”, which has frames 0…${clip.frameCount - 1}.`);
  const fault = namingFault(request.naming);
  if (fault !== undefined) throw new AppError('output.name', fault);
  const ordered = documentIndex(document).shots(clip.id);
  const clipName = clipFields(document.clips).get(clip.id) ?? clipField(clip);
  const parts = deliveryParts(what, { clip, shots: ordered });
  const context = { clip, clipName, shots: ordered, codec, tags, date: namingDate(new Date()) };
  const values = parts.map((part) => namingValues(part, context));
  return { clip, clipName, ordered, parts, given: values.map((each) => deliveryName(request.naming, each, codec)), names: deliveryNames(request.naming, values, codec) };
}

/** The project's file and those that SQLite keeps beside it. */
export function projectFiles(path: string | undefined): string[] {
  return path === undefined ? [] : ['', '-wal', '-shm', '-journal', '-lock'].map((suffix) => `${path}${suffix}`);
}

/** Every file that a delivery must not write over: all clips of the project, image by image, key images, references, the project. */
export function* protectedFiles({ document, clip, protect }: Pick<DeliverParams, 'document' | 'clip' | 'protect'>): Generator<string> {
  yield* sourceFiles(clip);
  for (const other of document.clips) if (other.id !== clip.id) yield* sourceFiles(other);
  for (const { still } of [...document.keyframes, ...document.versions.flatMap(({ keyframes }) => keyframes)]) {
    if (still !== undefined) yield still.path;
    if (still?.mask !== undefined) yield still.mask.path;
  }
  for (const { path } of document.references) yield path;
  yield* protect;
}

/** The clip of a delivery. @throws AppError `project.notFound`, `input.malformed` */
function clipIdOf(document: ProjectDocument, { what }: DeliveryRequest): ClipId {
  const index = documentIndex(document);
  switch (what.kind) {
    case 'clip': case 'range':
      if (index.shots(what.clipId).length === 0) throw new AppError('project.notFound', 'This clip is not in the project.');
      return what.clipId;
    case 'shots': {
      const shots = what.shotIds.map((id) => index.shot(id)).filter((each) => each !== undefined);
      if (shots.length !== what.shotIds.length) throw new AppError('project.notFound', 'A shot to be delivered is not in the project.');
      if (new Set(shots.map((each) => each.clipId)).size > 1) throw new AppError('input.malformed', 'Shots of one delivery come from one clip; deliver the others separately.');
      return shots[0]!.clipId;
    }
    default: return assertNever(what);
  }
}
