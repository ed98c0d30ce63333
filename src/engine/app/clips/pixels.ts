import { contentOfPictures } from '../../../shared/contract/pixel-urls.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { mixConfidences, mixPlanes } from '../../../shared/colour/mix-planes.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { ProjectDocument } from '../../../shared/model/document.ts';
import { frameIndex } from '../../../shared/model/frame.ts';
import { isProfiled } from '../../../shared/model/still-content.ts';
import { parsePlaneMix, type PlaneShare } from '../../../shared/model/shot-mix.ts';
import { encodeAbPlane } from '../../../shared/model/ab-plane.ts';
import { encodeConfidencePlane } from '../../../shared/model/confidence-plane.ts';
import { parseArtefactKey } from '../../artefacts/index.ts';
import { encodePng, readFullLumaPng, readSrgbStill, readStill } from '../../media/index.ts';
import type { Services } from '../services.ts';
import { contentName } from './content-names.ts';
import type { Urgency } from './source-pictures.ts';

/** Bytes of pictures by clip and frame, for windows. `undefined` means that there is no such picture. */
export interface Pixels {
  /** Content name in the addresses of a clip's pictures; see `lumaUrl`. */
  content(clipId: string): string | undefined;
  lumaJpeg(clipId: string, frame: number, options: { readonly urgency: Urgency; readonly signal: AbortSignal }): Promise<Uint8Array | undefined>;
  lumaPng(clipId: string, frame: number, options: { readonly signal: AbortSignal }): Promise<Uint8Array | undefined>;
  abPlane(key: string): Promise<Uint8Array | undefined>;
  confidence(key: string): Promise<Uint8Array | undefined>;
  reference(referenceId: string, options: { readonly signal: AbortSignal }): Promise<Uint8Array | undefined>;
  /** Path of a playable sound file. */
  sound(clipId: string, options: { readonly signal: AbortSignal }): Promise<string | undefined>;
  /** Peaks of its sound, as `encodeSoundPeaks` writes them. */
  soundPeaks(clipId: string, options: { readonly signal: AbortSignal }): Promise<Uint8Array | undefined>;
}

/** References are shown small, so a large scan is not sent whole. */
const REFERENCE_SIDE = 1024;

/** @param project the open project: its document, and the planes of its stills */
export function createPixels(services: Services, project: { readonly document: () => ProjectDocument | undefined; readonly keptPlane: (key: string) => Uint8Array | undefined }): Pixels {
  const { document } = project;

  const clipFrame = (clipId: string, frame: number): Clip | undefined => {
    const clip = document()?.clips.find((each) => each.id === clipId);
    return clip === undefined || frame >= clip.frameCount ? undefined : clip;
  };

  return {
    content(clipId) {
      const clip = clipFrame(clipId, 0);
      return clip === undefined ? undefined : contentOfPictures({ content: contentName(services.contents, clip), clip, proxySize: services.media.proxySize() });
    },
    async lumaJpeg(clipId, frame, options) {
      const clip = clipFrame(clipId, frame);
      return clip === undefined ? undefined : services.pictures.jpeg(clip, frame, options);
    },
    async lumaPng(clipId, frame, { signal }) {
      const clip = clipFrame(clipId, frame);
      return clip === undefined ? undefined : readFullLumaPng(clip, frameIndex(frame), await services.tools(), { signal });
    },
    async abPlane(key) {
      const mix = parsePlaneMix(key);
      if (mix !== undefined) return mixedPlane(services, mix);
      return await services.colours.planeBytes(key) ?? project.keptPlane(key);
    },
    async confidence(key) {
      const mix = parsePlaneMix(key);
      if (mix !== undefined) return mixedConfidence(services, mix);
      return services.colours.confidenceBytes(key);
    },
    async reference(referenceId, { signal }) {
      const reference = document()?.references.find((each) => each.id === referenceId);
      if (reference === undefined) return undefined;
      try {
        const { samples, ...size } = await (isProfiled(reference) ? readSrgbStill : readStill)(reference.path, await services.tools(), { within: REFERENCE_SIDE, signal });
        return await encodePng({ ...size, channels: 3, samples: Uint8Array.from(samples, (value) => value >> 8) });
      } catch (error) {
        // A picture that was moved or is damaged cannot be shown; painting reports it by name.
        if (error instanceof AppError) return undefined;
        throw error;
      }
    },
    async sound(clipId) {
      const clip = clipFrame(clipId, 0);
      if (clip === undefined || clip.audioTracks === 0) return undefined;
      return services.media.sound(clip);
    },
    async soundPeaks(clipId, options) {
      const clip = clipFrame(clipId, 0);
      return clip === undefined || clip.audioTracks === 0 ? undefined : services.soundPeaks(clip, options);
    },
  };
}

/** A frame of a dissolve, mixed as in delivery; `undefined` when a plane of it is missing. */
async function mixedPlane({ colours }: Services, mix: readonly PlaneShare[]): Promise<Uint8Array | undefined> {
  const planes = await Promise.all(mix.map(async ({ key, weight }) => {
    const parsed = parseArtefactKey(key);
    const plane = parsed === undefined ? undefined : await colours.plane(parsed);
    return plane === undefined ? undefined : { plane, weight };
  }));
  const mixed = planes.every((each) => each !== undefined) ? mixPlanes(planes) : undefined;
  return mixed === undefined ? undefined : encodeAbPlane(mixed);
}

async function mixedConfidence({ colours }: Services, mix: readonly PlaneShare[]): Promise<Uint8Array | undefined> {
  const maps = await Promise.all(mix.map(async ({ key, weight }) => {
    const parsed = parseArtefactKey(key);
    const made = parsed === undefined ? undefined : await colours.colour(parsed);
    return made?.confidence === undefined ? undefined : { plane: made.plane, confidence: made.confidence, weight };
  }));
  const mixed = maps.every((each) => each !== undefined) ? mixConfidences(maps) : undefined;
  return mixed === undefined ? undefined : encodeConfidencePlane(mixed);
}
