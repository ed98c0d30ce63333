import { resolve } from 'node:path';
import { assertOutputs } from '../../engine/artefacts/index.ts';
import { clipOfFilm, projectFiles, qualityInputs } from '../../engine/app/index.ts';
import { locateFfmpeg, probeClip } from '../../engine/media/index.ts';
import { assertQualityPath, checkQuality, qualityOptions, type QualityRequest, writeQuality } from '../../engine/quality/index.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { withRate } from '../../shared/model/clip-rate.ts';
import type { Clip } from '../../shared/model/clip.ts';
import type { Rate } from '../../shared/model/frame.ts';
import { QualityLimits } from '../../shared/model/quality-report.ts';
import type { CommandContext, QcOptions } from '../command-options.ts';
import { outputPlaces } from './output-places.ts';
import { readJsonFile } from './read-input.ts';

/** `tintype qc DELIVERED --source SOURCE`: compares a delivered film with its source; fails when a limit of `--limits` is exceeded. */
export async function qc(deliveredPath: string, options: QcOptions, { output, signal, openEngine }: CommandContext): Promise<void> {
  const places = outputPlaces();
  for (const path of options.out) {
    assertQualityPath(path);
    await places.take(path, deliveredPath);
  }
  const limits = options.limits === undefined ? QualityLimits.parse({}) : await readJsonFile(QualityLimits, options.limits);
  const tools = await locateFfmpeg();
  const probed = [await probeClip(deliveredPath, tools, { signal }), await probeClip(options.source, tools, { signal })] as const;
  const protect = [...projectFiles(options.project === undefined ? undefined : resolve(options.project)), ...(options.limits === undefined ? [] : [options.limits])];
  const writing = { delivered: probed[0], source: probed[1], overwrite: options.overwrite === true, protect };
  await assertOutputs(options.out.map((path) => ({ given: path, options: qualityOptions(path, writing) })));
  const project = options.project === undefined ? undefined : await projectInputs(resolve(options.project), probed[1], { signal, openEngine });
  const rate = options.sequenceRate ?? project?.rate;
  const [delivered, source] = rate === undefined ? probed : withSequenceRates(probed, rate);
  const report = await checkQuality({ delivered, source, limits, ...(project === undefined ? {} : { project: project.inputs }), ...(options.first === undefined ? {} : { firstSourceFrame: options.first }) },
    { tools, signal, report: ({ done, total }) => { output.progress('Comparing', done, total); } });
  for (const path of options.out) await writeQuality(resolve(path), report, { ...writing, delivered, source, tools, signal });
  for (const finding of report.findings) output.result(finding, finding.sentence);
  output.result({ findings: report.findings.length, frames: report.frameCount, luma: report.luma, soundOffset: report.soundOffset, files: options.out }, report.findings.length === 0 ? `${report.frameCount} frames: nothing lies beyond the limits.` : `${report.frameCount} frames, ${report.findings.length} findings.`);
  if (options.limits !== undefined && report.findings.length > 0) throw new AppError('output.checkFailed', `"${deliveredPath}" passes the limits of ${options.limits}.`);
}

/** @throws AppError `input.malformed` where neither is an image sequence */
function withSequenceRates([delivered, source]: readonly [Clip, Clip], rate: Rate): readonly [Clip, Clip] {
  const rated = (clip: Clip): Clip => (clip.source.kind === 'sequence' ? withRate(clip, rate) : clip);
  return delivered.source.kind === 'sequence' ? [rated(delivered), rated(source)] : [delivered, withRate(source, rate)];
}

/** `rate`: that of an image sequence, where it was set in the project. */
async function projectInputs(path: string, source: Clip, { signal, openEngine }: Pick<CommandContext, 'signal' | 'openEngine'>): Promise<{ readonly inputs: NonNullable<QualityRequest['project']>; readonly rate?: Rate }> {
  const engine = await openEngine();
  try {
    engine.app.open(path);
    const document = engine.app.document();
    const clip = clipOfFilm(document, source);
    return { inputs: { path, ...await qualityInputs(engine.services, document, clip.id, { signal }) }, ...(clip.probedRate === undefined ? {} : { rate: clip.rate }) };
  } finally {
    await engine.close();
  }
}
