import { basename, resolve } from 'node:path';
import type { Engine } from '../../engine/engine.ts';
import { assertName } from '../../engine/artefacts/index.ts';
import { approvalChanges, asRequest, assertDeliverable, DeliverResult, deliveryParams, finished, missingAutomaticModels, missingModelText, propagateParams, qualityOf } from '../../engine/app/index.ts';
import { formatOfName } from '../../engine/interchange/index.ts';
import { counted } from '../../shared/counted.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { approvalChangesText } from '../../shared/model/approval.ts';
import type { DeliveryWhat } from '../../shared/model/delivery-parts.ts';
import { documentIndex } from '../../shared/model/document-index.ts';
import type { Shot } from '../../shared/model/document.ts';
import type { Rate } from '../../shared/model/frame.ts';
import { chosenRange, chosenSequence, chosenShots } from '../chosen-shots.ts';
import type { CommandContext, DeliverOptions } from '../command-options.ts';
import { settingsOf, tagsOf } from '../delivery-options.ts';
import { jobProgress } from '../job-progress.ts';
import { printDelivered, printQuality } from './print-delivered.ts';

/** `tintype deliver PROJECT`: propagates stale colour, then writes one file per shot. All inputs and targets are checked first. */
export async function deliver(project: string, options: DeliverOptions, { output, signal, openEngine }: CommandContext): Promise<void> {
  assertName(basename(resolve(options.out)));
  if (options.timeline !== undefined) assertTimelineName(options.timeline);
  const engine = await openEngine();
  const { app, jobs } = engine;
  const waiting = { signal, progress: jobProgress(output) };
  try {
    app.open(resolve(project));
    const { coding, sequenceRate } = options;
    if (sequenceRate !== undefined) setSequenceRates(app, sequenceRate);
    if (coding !== undefined) for (const clip of app.document().clips) app.apply({ kind: 'setClipCoding', clipId: clip.id, ...(coding.coding === undefined ? {} : { coding: coding.coding }) });
    for (const id of missingAutomaticModels(engine.registry, app.document().shots)) output.note(missingModelText(id));
    const sequence = chosenSequence(app.document().sequences, options);
    const range = chosenRange(app.document(), options);
    const shots = range === undefined ? chosenShots(app.document(), options, sequence) : shotsIn(engine, range);
    const tags = tagsOf(options);
    // A project without clips has no shots.
    if (range === undefined && shots.length === 0) return;
    const params = (): ReturnType<typeof deliveryParams> => deliveryParams(app, {
      what: range ?? { kind: 'shots', shotIds: shots.map((each) => each.id) }, codec: options.codec, settings: settingsOf(options), ...(tags === undefined ? {} : { tags }), directory: resolve(options.out), naming: options.naming, overwrite: options.overwrite === true, qualityReport: options.qc === true,
      ...(sequence === undefined ? {} : { sequenceId: sequence.id }), ...(options.timeline === undefined ? {} : { timeline: { path: resolve(options.timeline) } }),
    });
    for (const sentence of await assertDeliverable(engine.services, params(), { signal })) output.note(sentence);
    for (const sentence of await changedSinceApproval(engine, shots)) output.note(sentence);
    for (const shot of shots) {
      const propagation = propagateParams(app, app.shotPlan(shot.id));
      if (propagation.keyframes.length > 0) await finished(jobs, jobs.enqueue('propagate', propagation).id, waiting);
    }
    const delivered = DeliverResult.parse((await finished(jobs, jobs.enqueue('deliver', asRequest(engine.services, params())).id, waiting)).result);
    printDelivered(delivered, output);
    printQuality(await qualityOf(jobs, delivered, waiting), output);
    if (delivered.timeline !== undefined) {
      const { path, events, remarks } = delivered.timeline;
      for (const remark of remarks) output.note(remark);
      output.result({ timeline: path, events }, `${path}  ${counted(events, 'event')}`);
    }
  } finally {
    await engine.close();
  }
}

/** @throws AppError `input.malformed` where the project has no image sequence */
function setSequenceRates(app: Engine['app'], rate: Rate): void {
  const sequences = app.document().clips.filter(({ source }) => source.kind === 'sequence');
  if (sequences.length === 0) throw new AppError('input.malformed', '--sequence-rate is for image sequences, and the project has none.');
  for (const { id } of sequences) app.apply({ kind: 'setClipRate', clipId: id, rate });
}

/** A sentence on each approved shot that is not as it was approved. */
async function changedSinceApproval({ app }: Engine, shots: readonly Shot[]): Promise<readonly string[]> {
  const approved = new Map(shots.filter(({ status }) => status === 'approved').map((shot) => [shot.id, shot]));
  const found = await approvalChanges(app, [...approved.keys()]);
  return found.filter(({ changes }) => changes.length > 0).map(({ shotId, changes }) => `“${approved.get(shotId)!.name}” has changed since it was approved: ${approvalChangesText(changes, approved.get(shotId)!.range.first)}.`);
}

/** @throws AppError `output.name` before any work */
function assertTimelineName(path: string): void {
  formatOfName(path);
  assertName(basename(path));
}

/** Shots with frames in a range: their colour is made first. */
function shotsIn({ app }: Engine, { clipId, range }: Extract<DeliveryWhat, { kind: 'range' }>): readonly Shot[] {
  return documentIndex(app.document()).shots(clipId).filter((shot) => shot.range.first <= range.last && shot.range.last >= range.first);
}
