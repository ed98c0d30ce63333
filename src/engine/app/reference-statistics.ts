import type { Reference } from '../../shared/model/document.ts';
import { type ArtefactRunner, referenceStatisticsKind } from '../artefacts/index.ts';
import { type AbStatistics, decodeStatistics, encodeStatistics, referenceStatistics } from '../colorize/index.ts';
import { type FfmpegTools, readStill } from '../media/index.ts';

/** Tells the runner how the statistics of a reference are made; what comes back asks for those of one. @throws AppError as `readStill` */
export function registerReferenceStatistics(runner: ArtefactRunner, tools: () => Promise<FfmpegTools>): (reference: Reference) => Promise<AbStatistics> {
  const want = runner.register(referenceStatisticsKind, async (_inputs, reference: Reference) => ({ payload: encodeStatistics(referenceStatistics(await readStill(reference.path, await tools()))) }));
  // A moved or damaged picture is read anew when the program is: it is not worth the disk.
  return async (reference) => decodeStatistics((await want({ reference: reference.contentHash }, reference, { priority: 'playhead', keep: 'memory' })).payload);
}
