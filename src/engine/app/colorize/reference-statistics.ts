import type { Reference } from '../../../shared/model/document.ts';
import { isProfiled } from '../../../shared/model/still-content.ts';
import { type ArtefactRunner, referenceStatisticsKind } from '../../artefacts/index.ts';
import { type AbStatistics, decodeStatistics, encodeStatistics, referenceStatistics } from '../../colorize/index.ts';
import { type FfmpegTools, readSrgbStill, readStill } from '../../media/index.ts';

/** Registers the maker of a reference's statistics; returns the function that requests them. @throws AppError as `readStill` */
export function registerReferenceStatistics(runner: ArtefactRunner, tools: () => Promise<FfmpegTools>): (reference: Reference) => Promise<AbStatistics> {
  const want = runner.register(referenceStatisticsKind, async (_inputs, reference: Reference) => {
    const read = isProfiled(reference) ? readSrgbStill : readStill;
    return { payload: encodeStatistics(referenceStatistics(await read(reference.path, await tools()))) };
  });
  // Kept in memory only: reading a picture again after a restart is cheap.
  return async (reference) => decodeStatistics((await want({ reference: reference.contentHash }, reference, { priority: 'playhead', keep: 'memory' })).payload);
}
