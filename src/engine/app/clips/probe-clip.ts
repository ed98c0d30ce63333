import { basename } from 'node:path';
import type { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { Clip } from '../../../shared/model/clip.ts';
import { ClipId, newId } from '../../../shared/model/ids.ts';
import { type ArtefactRunner, probedClipKind } from '../../artefacts/index.ts';
import { contentHash, type FfmpegTools, type FoundClip, findClip, probeClip } from '../../media/index.ts';
import type { ClipContents } from './clip-contents.ts';
import type { ContentGuard } from './content-guard.ts';

/** Probes a film, or finds the result for the same content. @throws AppError as `probeClip`; AbortError */
export type ProbeClip = (path: string, options?: { readonly signal?: AbortSignal | undefined }) => Promise<Clip>;

/** The part of a clip that depends neither on its path nor on the project. */
const ProbedClip = Clip.omit({ id: true, source: true, name: true });

interface ProbeParts {
  readonly runner: ArtefactRunner;
  readonly contents: Pick<ClipContents, 'check' | 'of'>;
  readonly guard: ContentGuard;
  readonly tools: () => Promise<FfmpegTools>;
}

/** Registers the maker of probe results. A film that was moved, or added to another project, is not probed again. */
export function registerClipProbe({ runner, contents, guard, tools }: ProbeParts): ProbeClip {
  const want = runner.register(probedClipKind, async (inputs, path: string, { signal }) => {
    const clip = await probeClip(path, await tools(), { signal });
    // What of it can be read and decoded is a result; the key names the file.
    await guard.assertHolds({ ...clip, unreadable: undefined, damaged: undefined }, inputs.clip, { now: true });
    return { payload: Buffer.from(JSON.stringify(ProbedClip.parse(clip))) };
  });

  return async (path, { signal } = {}) => {
    const probe = async (): Promise<Clip> => probeClip(path, await tools(), { signal });
    const found = await findClip(path);
    const content = await contentOf(found, contents);
    // A large film whose stamp changed counts as changed until it has been read whole.
    if (content === undefined) return probe();
    try {
      const { payload } = await want({ clip: content, listing: listingOf(found.sequence) }, path, { signal, priority: 'playhead' });
      const kept = ProbedClip.safeParse(JSON.parse(Buffer.from(payload).toString('utf8')));
      return kept.success ? { ...kept.data, id: newId(ClipId), source: found.source, name: found.name } : await probe();
    } catch (error) {
      // A film opens even while the cache's disk is full; a film that changed while it was probed is probed again.
      if (error instanceof AppError && (error.code === 'disk.full' || error.code === 'file.notWritable' || error.code === 'media.changed')) return probe();
      throw error;
    }
  };
}

function listingOf(sequence: FoundClip['sequence']): z.input<typeof probedClipKind.inputs>['listing'] {
  if (sequence === undefined) return undefined;
  const { source, count, beforeGap, beyondGap } = sequence;
  return { pattern: basename(source.pattern), first: source.firstNumber, count, beforeGap, beyondGap };
}

/** Content of the film as named in keys; `undefined` when it is unknown, or the film cannot be read, which probing reports best. */
async function contentOf({ source, sequence }: FoundClip, contents: ProbeParts['contents']): Promise<string | undefined> {
  const frameCount = sequence?.count ?? 1;
  try {
    const clip = { source, frameCount, contentHash: await contentHash(source, frameCount) };
    return await contents.check(clip) === 'unverified' ? undefined : contents.of(clip);
  } catch {
    return undefined;
  }
}
