import { oc } from '@orpc/contract';
import { z } from 'zod';
import { ClipId, JobId, SceneId } from '../model/ids.ts';
import { QualityLimits, QualityReport } from '../model/quality-report.ts';
import { SwatchConsistency } from '../model/swatch-consistency.ts';

/** A kept report, in a few lines. */
export const QualityEntry = z.object({
  id: z.string(),
  /** The file or folder that was checked, on the engine's computer. */
  delivered: z.string(),
  /** The HTML page of the report; `null` when none was requested. */
  page: z.string().nullable(),
  madeAt: z.string(),
  frames: z.number().int(),
  findings: z.number().int(),
});
export type QualityEntry = z.infer<typeof QualityEntry>;

const Figures = z.array(z.number());
const SomeFigures = z.array(z.number().nullable());

/** Figures per frame, one list per figure, rounded to four digits so that a long film's report stays at a few megabytes. */
export const QualityFigures = z.object({
  sourceFrame: z.array(z.number().int()),
  chroma: Figures, coverage: Figures, outOfGamut: Figures, lumaMax: Figures, lumaMean: Figures,
  flicker: SomeFigures, sourceFlicker: SomeFigures, skinDeviation: SomeFigures,
});
export type QualityFigures = z.infer<typeof QualityFigures>;

export const KeptQuality = z.object({
  entry: QualityEntry, report: QualityReport.omit({ frames: true }), figures: QualityFigures,
  /** Clips of the open project that the film was held against: those of that content. */
  clipIds: z.array(ClipId),
  /** The worst frames of the delivered film, small, as JPEG in base64. */
  pictures: z.array(z.object({ frame: z.number().int().min(0), jpeg: z.string() })),
});
export type KeptQuality = z.infer<typeof KeptQuality>;

const QualityId = z.string().regex(/^[0-9a-f]{32}$/);

export const qualityContract = {
  /** Checks a delivered file of a clip (or any other that was coloured from it) against it, with the hints and keyframes of the open project. Limits that are left out are the usual ones. A job. @throws `file.missing` */
  check: oc.input(z.object({ clipId: ClipId, path: z.string().min(1), limits: QualityLimits.optional() })).output(z.object({ jobId: JobId })),
  /** Reports of a clip, newest first: of each delivered file its last one. */
  list: oc.input(z.object({ clipId: ClipId })).output(z.array(QualityEntry)),
  /**
   * How alike the shots of a scene show each swatch that several of them use. Looks at the present colour of their keyframes, with layers; reads the
   * luma of those frames. @throws `project.notFound`, `media.*`
   */
  consistency: oc.input(z.object({ sceneId: SceneId })).output(z.array(SwatchConsistency)),
  /** Writes a kept report as CSV: its findings with what was accepted, or its figures, a line a frame. @throws `file.missing` when it is not kept any more, `output.*`, `file.exists` */
  exportCsv: oc.input(z.object({ id: QualityId, clipId: ClipId, what: z.enum(['findings', 'frames']), path: z.string().min(1), overwrite: z.boolean() })).output(z.object({ path: z.string(), lines: z.number().int() })),
  /** @throws `file.missing` when it is not kept any more */
  report: oc.input(z.object({ id: QualityId })).output(KeptQuality),
};
