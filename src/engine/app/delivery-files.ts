import { join } from 'node:path';
import { z } from 'zod';
import type { DeliveryRequest } from '../../shared/contract/deliver.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { assertNever } from '../../shared/errors/assert-never.ts';
import { Clip, clipPath } from '../../shared/model/clip.ts';
import { DeliveryCodec, DeliverySettings } from '../../shared/model/delivery.ts';
import { deliveryName, deliveryNames, clipField, clipFields, type NamingValues, shotField } from '../../shared/model/delivery-naming.ts';
import { documentIndex } from '../../shared/model/document-index.ts';
import { ProjectDocument, type Shot } from '../../shared/model/document.ts';
import { FrameRange, frameRange } from '../../shared/model/frame.ts';
import { QualityLimits } from '../../shared/model/quality-report.ts';
import { assertName } from '../artefacts/index.ts';
import { sourceFiles } from '../media/index.ts';
import type { App } from './app.ts';

const DeliveryFile = z.object({ range: FrameRange, outPath: z.string() });
/** Self-contained: the clip, its part of the document (colour is found in the cache by key), and the files to write. */
export const DeliverParams = z.object({
  clip: Clip, document: ProjectDocument, files: z.array(DeliveryFile), codec: DeliveryCodec, settings: DeliverySettings.default({}), overwrite: z.boolean(),
  /** Files besides those of the document that are never overwritten: the project itself. */
  protect: z.array(z.string()).default([]),
  /** Number of frames without colour at the time of the request. A greater number later means that colour was lost. */
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
  const shots = requestedShots(document, request);
  const clip = app.clip(shots[0]!.clipId);
  const ordered = documentIndex(document).shots(clip.id);
  const numbers = new Map(ordered.map((shot, index) => [shot.id, index + 1]));
  const parts = request.what.kind === 'clip' ? [{ range: frameRange(0, clip.frameCount - 1), shot: undefined }] : shots.map((shot) => ({ range: shot.range, shot }));
  const clipName = clipFields(document.clips).get(clip.id) ?? clipField(clipPath(clip));
  const values = parts.map(({ shot }): NamingValues => ({ clip: clipName, shot: shotField(shot === undefined ? undefined : numbers.get(shot.id)), name: shot?.name ?? clipName, codec: request.codec }));
  const names = deliveryNames(request.naming, values, request.codec);
  names.forEach(assertName);
  return {
    clip, document: { ...document, shots: [...ordered] }, codec: request.codec, settings: request.settings ?? {}, overwrite: request.overwrite, protect: projectFiles(app.current()?.path),
    qualityReport: request.qualityReport === true, ...(request.qualityLimits === undefined ? {} : { qualityLimits: request.qualityLimits }), hintsOf: app.current()?.path ?? '',
    files: parts.map(({ range }, index) => ({ range, outPath: join(request.directory, names[index]!) })),
  };
}

/** Message about names that were changed to be distinct. */
export function namingRemarks({ document, clip, files, codec }: DeliverParams, naming: string): readonly string[] {
  const plain = clipField(clipPath(clip));
  const clipName = clipFields(document.clips).get(clip.id) ?? plain;
  const numbers = new Map(document.shots.map(({ range }, index) => [`${range.first}-${range.last}`, index]));
  const given = files.map(({ range }) => {
    const index = numbers.get(`${range.first}-${range.last}`) ?? -1;
    const shot = document.shots[index];
    return deliveryName(naming, { clip: clipName, shot: shotField(shot === undefined ? undefined : index + 1), name: shot?.name ?? clipName, codec }, codec);
  });
  const changed = files.filter(({ outPath }, index) => !outPath.endsWith(given[index] ?? '')).length;
  return [
    ...(clipName === plain ? [] : [`Names: another clip of this project is called “${plain}” too; this one's files are called “${clipName}”.`]),
    ...(changed === 0 ? [] : [`Names: “${naming}” gives ${changed + 1} files the same name, so they are numbered.`]),
  ];
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

function requestedShots(document: ProjectDocument, request: DeliveryRequest): readonly Shot[] {
  const { what } = request;
  switch (what.kind) {
    case 'clip': {
      const shots = documentIndex(document).shots(what.clipId);
      if (shots.length === 0) throw new AppError('project.notFound', 'This clip is not in the project.');
      return shots;
    }
    case 'shots': {
      const index = documentIndex(document);
      const shots = what.shotIds.map((id) => index.shot(id)).filter((each) => each !== undefined);
      if (shots.length !== what.shotIds.length) throw new AppError('project.notFound', 'A shot to be delivered is not in the project.');
      if (new Set(shots.map((each) => each.clipId)).size > 1) throw new AppError('input.malformed', 'Shots of one delivery come from one clip; deliver the others separately.');
      return shots;
    }
    default: return assertNever(what);
  }
}

