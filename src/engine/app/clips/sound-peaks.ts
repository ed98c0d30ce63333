import type { Clip } from '../../../shared/model/clip.ts';
import { encodeSoundPeaks } from '../../../shared/model/sound-peaks.ts';
import { type ArtefactRunner, soundPeaksKind } from '../../artefacts/index.ts';
import { type FfmpegTools, readSoundPeaks } from '../../media/index.ts';
import type { ClipContents } from './clip-contents.ts';
import type { ContentGuard } from './content-guard.ts';

interface PeaksParts {
  readonly contents: Pick<ClipContents, 'of'>;
  readonly guard: ContentGuard;
  readonly tools: () => Promise<FfmpegTools>;
}

/** Peaks of a clip's sound as `encodeSoundPeaks` writes them: made once for a content. @throws AppError as `readSoundPeaks`, `media.changed`; AbortError */
export type SoundPeaksOf = (clip: Clip, options?: { readonly signal?: AbortSignal }) => Promise<Uint8Array>;

/** Registers the maker of peaks. */
export function registerSoundPeaks(runner: ArtefactRunner, { contents, guard, tools }: PeaksParts): SoundPeaksOf {
  const want = runner.register(soundPeaksKind, async (inputs, clip: Clip, { signal }) => {
    const peaks = await readSoundPeaks(clip, await tools(), { signal });
    await guard.assertHolds(clip, inputs.clip, { now: true });
    return { payload: Buffer.from(encodeSoundPeaks(peaks)) };
  });
  return async (clip, options = {}) => (await want({ clip: contents.of(clip) }, clip, { ...options, priority: 'rest' })).payload;
}
