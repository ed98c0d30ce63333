import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { QualityEntry } from '../../../shared/contract/quality.ts';
import { counted } from '../../../shared/counted.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { Clip } from '../../../shared/model/clip.ts';
import { ProjectDocument } from '../../../shared/model/document.ts';
import { FrameRange, rangeLength } from '../../../shared/model/frame.ts';
import { ClipId, type JobId } from '../../../shared/model/ids.ts';
import { mediaKind } from '../../../shared/model/media-files.ts';
import { QualityLimits } from '../../../shared/model/quality-report.ts';
import { isFolder } from '../../interchange/index.ts';
import { defineJobKind, type JobContext, type JobKind, type JobRunner } from '../../jobs/index.ts';
import { probeClip, readColourJpeg } from '../../media/index.ts';
import { checkQuality, qualityPagePath, qualityPageTarget, writeQuality } from '../../quality/index.ts';
import type { App } from '../app.ts';
import { projectFiles, protectedFiles, withClips } from '../deliver/delivery-files.ts';
import type { Services } from '../services.ts';
import { qualityInputs } from './quality-inputs.ts';
import { keepReport } from './quality-reports.ts';

/** Self-contained, as of a delivery: the clips, and the document that was delivered, whose hints and keyframes are looked for. */
const Params = z.object({
  clips: z.array(Clip).min(1), document: ProjectDocument,
  /** `range`: frames of the clip that the file contains, if known; otherwise they are found by timecode or by the pictures. */
  files: z.array(z.object({ clipId: ClipId, outPath: z.string(), range: FrameRange.optional() })).min(1),
  /** Writes a page beside each file. */
  page: z.boolean(),
  overwrite: z.boolean(),
  protect: z.array(z.string()),
  /** Source of the hints, for the report. */
  hintsOf: z.string(),
  /** The usual ones where they are left out. */
  limits: QualityLimits.optional(),
  /** Identifies the request: a file that was delivered again is checked again. */
  request: z.string().default(''),
});
export type QualityParams = z.infer<typeof Params>;
export const QualityParams: z.ZodType<QualityParams> = z.preprocess(withClips, Params);

/** `worst`: the sentences of the first findings. */
export const QualityResult = z.object({ reports: z.array(QualityEntry.extend({ worst: z.array(z.string()) })) });
export type QualityResult = z.infer<typeof QualityResult>;

const MOST_SENTENCES = 20;
/** Of the small pictures of the worst frames. */
const PICTURE_WIDTH = 192;

/** Checks a file that was made of a clip of the open project. @throws AppError `project.notFound` */
export function checkDelivered(app: App, jobs: JobRunner, { clipId, path, limits }: { readonly clipId: ClipId; readonly path: string; readonly limits?: QualityLimits | undefined }): JobId {
  const project = app.current()?.path;
  const params: QualityParams = {
    clips: [app.clip(clipId)], document: app.document(), files: [{ clipId, outPath: path }], page: false, overwrite: false, protect: projectFiles(project), hintsOf: project ?? '', limits, request: '',
  };
  return jobs.enqueue('quality', params).id;
}

export function qualityJobKind(services: Services): JobKind<QualityParams, QualityResult> {
  return defineJobKind({
    kind: 'quality', lane: 'ffmpeg', params: QualityParams, result: QualityResult,
    label: ({ files }) => `Checking quality · ${files.length === 1 ? basename(files[0]!.outPath) : `${files.length} files`}`,
    key: ({ files, clips, request, limits }) => JSON.stringify([clips.map(({ contentHash }) => contentHash), request, limits, files.map(({ outPath }) => outPath)]),
    run: (params, context) => runQuality(services, params, context),
  });
}

async function runQuality(services: Services, params: QualityParams, { signal, report, log }: JobContext): Promise<QualityResult> {
  const { files } = params;
  const reports: QualityResult['reports'] = [];
  const framesOf = ({ clipId, range }: QualityParams['files'][number]): number => (range === undefined ? clipOf(params, clipId).frameCount : rangeLength(range));
  const total = files.reduce((sum, file) => sum + framesOf(file), 0);
  let before = 0;
  for (const file of files) {
    const made = await checkFile(services, params, file, { signal, report: (done) => { report({ done: Math.min(total, before + done), total }); } });
    reports.push(made);
    log(`${file.outPath}: ${counted(made.findings, 'finding')}`);
    before += framesOf(file);
    report({ done: before, total });
  }
  return { reports };
}

function clipOf({ clips }: Pick<QualityParams, 'clips'>, clipId: ClipId): Clip {
  const clip = clips.find(({ id }) => id === clipId);
  if (clip === undefined) throw new AppError('project.notFound', 'The clip of a file to be checked is not in the project.');
  return clip;
}

interface CheckOptions {
  readonly signal: AbortSignal;
  readonly report: (done: number) => void;
}

async function checkFile(services: Services, params: QualityParams, { clipId, outPath, range }: QualityParams['files'][number], { signal, report }: CheckOptions): Promise<QualityResult['reports'][number]> {
  const { document, overwrite, hintsOf } = params;
  const clip = clipOf(params, clipId);
  const tools = await services.tools();
  const sources = [...protectedFiles(params)];
  const isImages = await isFolder(outPath);
  const probed = await probeClip(isImages ? await firstImage(outPath) : outPath, tools, { signal });
  // Images have no rate, timecode or sound; that loss was reported before the delivery.
  const delivered: Clip = isImages ? { ...probed, rate: clip.rate } : probed;
  const limits = QualityLimits.parse({ ...params.limits, ...(isImages ? { tags: false } : {}) });
  const asked = await qualityInputs(services, document, clip.id, { signal, ...(range === undefined ? {} : { range }) });
  const made = await checkQuality({ delivered, source: clip, limits, project: { path: hintsOf, ...asked }, ...(range === undefined ? {} : { firstSourceFrame: range.first }) }, {
    tools, signal, report: ({ done }) => { report(done); },
  });
  const page = params.page ? qualityPagePath(outPath) : null;
  if (page !== null) {
    const { options } = await qualityPageTarget(outPath, { overwrite });
    await writeQuality(page, made, { delivered, source: clip, tools, overwrite: options.overwrite, protect: sources, signal });
  }
  const entry = await keepReport(services.directories.data, clip, { report: { ...made, delivered: outPath }, page, madeAt: new Date().toISOString(), pictureOf: (frame) => readColourJpeg(delivered, frame, tools, { width: PICTURE_WIDTH, signal }) });
  return { ...entry, worst: made.findings.slice(0, MOST_SENTENCES).map(({ sentence }) => sentence) };
}

/** @throws AppError `media.notVideo` for a folder without images */
async function firstImage(folder: string): Promise<string> {
  const [first] = (await readdir(folder)).filter((name) => mediaKind(name) === 'image' && !name.startsWith('.')).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  if (first === undefined) throw new AppError('media.notVideo', `"${folder}" holds no images.`);
  return join(folder, first);
}
