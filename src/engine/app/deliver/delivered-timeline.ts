import { readFile, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { isImageCodec } from '../../../shared/model/delivery-codecs.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import { withDeliveryTags } from '../../../shared/model/delivery-tags.ts';
import { type OutputOptions, writeOutput } from '../../artefacts/index.ts';
import { imageNaming } from '../../deliver/index.ts';
import { type DeliveredShot, formatOfName, type Timeline, timelineOfFiles, timelineOfSequence, writeTimeline } from '../../interchange/index.ts';
import { imageNameParts } from '../../media/index.ts';
import { type DeliverParams, protectedFiles } from './delivery-files.ts';

/** The timeline that goes out with the files of a delivery. */
export interface DeliveredTimeline {
  readonly path: string;
  readonly text: string;
  readonly events: number;
  /** What it does not say. */
  readonly remarks: readonly string[];
  readonly options: OutputOptions;
}

/** By the request alone, so it is the same before and after the files are written. `undefined` where none was asked for. @throws AppError `output.name` */
export function deliveredTimeline(params: DeliverParams): DeliveredTimeline | undefined {
  if (params.timeline === undefined) return undefined;
  const { path } = params.timeline;
  const timeline = timelineOf(params, params.timeline);
  const { text, remarks } = writeTimeline(timeline, formatOfName(path), { size: params.clips[0]!.picture });
  return { path, text, events: timeline.events.length, remarks: [...timeline.remarks, ...remarks], options: { kind: 'file', endings: [extname(path).toLowerCase()], overwrite: params.overwrite, sources: [...protectedFiles(params)] } };
}

function timelineOf({ clips, document, files, tags, codec, settings }: DeliverParams, { name, sequenceId }: NonNullable<DeliverParams['timeline']>): Timeline {
  const delivered = files.map(({ clipId, range, outPath }): DeliveredShot => {
    const clip = withDeliveryTags(clips.find(({ id }) => id === clipId)!, range, tags);
    const images = isImageCodec(codec) ? imageNameParts({ codec, ...imageNaming({ clip, range, outPath, settings }) }) : undefined;
    return { clip, shot: documentIndex(document).shotAt(clipId, range.first)!, path: outPath, images };
  });
  const sequence = document.sequences.find(({ id }) => id === sequenceId);
  return sequence === undefined ? timelineOfFiles(delivered, { name }) : timelineOfSequence(sequence, delivered);
}

/** Whether it stands there already, written by this delivery before it was stopped, or by an equal one. */
export async function isWritten({ path, text }: Pick<DeliveredTimeline, 'path' | 'text'>): Promise<boolean> {
  return await readFile(path, 'utf8').catch(() => undefined) === text;
}

/** @throws AppError `output.*`, `file.exists`, `file.notWritable`, `disk.full` */
export async function writeDeliveredTimeline(timeline: DeliveredTimeline): Promise<void> {
  if (!await isWritten(timeline)) await writeOutput(timeline.path, timeline.options, (scratch) => writeFile(scratch, timeline.text));
}
