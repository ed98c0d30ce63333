import { lumaScale } from '../../../shared/colour/luma.ts';
import { resampleChannel } from '../../../shared/colour/resample.ts';
import { stillChroma } from '../../../shared/colour/still-chroma.ts';
import type { AbPlane } from '../../../shared/model/ab-plane.ts';
import { codingOf } from '../../../shared/model/clip.ts';
import type { KeyframeStill, Shot } from '../../../shared/model/document.ts';
import { isPartialStill, isProfiled } from '../../../shared/model/still-content.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import {
  type ArtefactKey, artefactKey, type ArtefactPriority, type ArtefactRunner, decodeColour, encodeColour, type MadeArtefact, paintedFrameKind, paintedKeyframeKind, type StoredArtefact, stillColourKind,
} from '../../artefacts/index.ts';
import { assertSamePicture, assertSameShape, hintsOfStill, overPainted, paintApplied, type PaintRequest } from '../../colorize/index.ts';
import { lumaCoding, readImageRgb, readLumaFrame, readStill } from '../../media/index.ts';
import { changedError } from '../clips/clip-contents.ts';
import type { Services } from '../services.ts';
import { keyContext } from '../shots/key-context.ts';
import { keyframeKey, type KeyframeMakers, type KeyframeSource, paintedInputs, stillInputs } from '../shots/keyframe-source.ts';
import { automaticModelOf, networksOf } from '../shots/shot-networks.ts';
import { frameKey } from './painting-sources.ts';
import { coverOfStill } from './still-of-image.ts';

export interface ColouredKeyframe {
  readonly key: ArtefactKey;
  readonly plane: AbPlane;
  /** Hints whose colour does not exist at the lightness of their position and was gamut-mapped. */
  readonly outOfGamut: number;
  /** Size of a still that was scaled to the clip's size, so that it is not delivered code for code. Known only when the still was read. */
  readonly scaledFrom?: Size;
}

type MakingServices = Pick<Services, 'tools' | 'registry' | 'colorizer' | 'paintingSources' | 'contents' | 'guard'>;

/** Registers the maker of keyframe colour with the runner. */
export function registerKeyframeMakers(runner: ArtefactRunner, services: MakingServices): KeyframeMakers {
  return {
    painted: runner.register(paintedKeyframeKind, (inputs, source, { signal }) => paintFromHints(services, source, { signal, content: inputs.clip })),
    still: runner.register(stillColourKind, async (inputs, source, { signal }) => {
      const colour = await takeStill(services, source, source.still, { signal, content: inputs.clip });
      await services.guard.assertHolds(source.clip, inputs.clip, { now: true });
      return { payload: encodeColour(colour), meta: { frame: source.frame, confidence: 1, outOfGamut: 0 } };
    }),
  };
}

interface ColourKeyframeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Reads a still even when its colour is in the cache; true accepts it even when it differs from the frame. */
  readonly force?: boolean;
  readonly priority?: ArtefactPriority;
  /** A preview is kept in memory only. */
  readonly keep?: 'disk' | 'memory';
}

/** Paintings of one frame that are kept on the disk. */
const EDITS_KEPT = 8;

/** Colours a keyframe, or finds its colour. @throws AppError `still.mismatch` unless forced, `image.unreadable`, `media.changed` (while it was read), `disk.full`, … */
export async function colourKeyframe(services: Services, source: KeyframeSource, { signal, force, ...want }: ColourKeyframeOptions = {}): Promise<ColouredKeyframe> {
  const context = keyContext(services);
  if (source.still === undefined) {
    const painted = await services.keyframes.painted(paintedInputs(source, context), source, { signal, ...want });
    // Every edit of a hint paints the frame again; the last few paintings stay for undo.
    if (want.keep !== 'memory' && painted.meta.group !== undefined) await services.store.keepNewest(painted.meta.group, EDITS_KEPT);
    return coloured(painted);
  }
  if (force === undefined) return coloured(await services.keyframes.still(stillInputs(source, source.still, context), { ...source, still: source.still }, { signal, ...want }));
  const key = keyframeKey(source, context);
  const content = context.contentOf(source.clip);
  const { plane, scaledFrom } = await takeStill(services, source, source.still, { signal, force, content });
  await services.guard.assertHolds(source.clip, content, { now: true });
  await services.colours.put(key, stillColourKind.kind, { plane }, { meta: { frame: source.frame, confidence: 1, outOfGamut: 0 } });
  return { key, plane, outOfGamut: 0, ...(scaledFrom === undefined ? {} : { scaledFrom }) };
}

/** Records the plane made for a frame of a shot, so that it is shown as stale until a newer one is made. */
export function noteLatest({ store }: Pick<Services, 'store'>, shot: Shot, made: { readonly key: ArtefactKey; readonly frame: number; readonly clip: { readonly contentHash: string } }): void {
  store.setLatest({ clip: made.clip.contentHash, shot: shot.id, frame: made.frame, key: made.key });
}

function coloured({ key, payload, meta }: StoredArtefact): ColouredKeyframe {
  return { key, plane: decodeColour(payload).plane, outOfGamut: meta.outOfGamut ?? 0 };
}

/** Opacity 0…1 at the clip's size. */
function coverOf(opacity: Uint8Array, own: Size, picture: Size): Float32Array {
  const cover = Float32Array.from(opacity, (value) => value / 255);
  return own.width === picture.width && own.height === picture.height ? cover : resampleChannel(cover, own, picture);
}

/** @param options.content the clip's content as named in the key */
async function paintFromHints(services: MakingServices, source: KeyframeSource, { content, ...options }: { readonly signal: AbortSignal; readonly content: string }): Promise<MadeArtefact> {
  const { clip, frame } = source;
  const luma = await services.paintingSources.luma(clip, frame, options);
  // The luma was read from the content that the clip had at the time of the request.
  if (services.contents.of(clip) !== content) throw changedError(clip);
  const rest = { frameKey: frameKey(content, frame), luma, ...await paintSettings(services, source) };
  const { plane, outOfGamut } = await paintApplied((hints) => services.colorizer.paint({ ...rest, hints }, options), source);
  const group = artefactKey(paintedFrameKind, { clip: content, frame });
  return { payload: encodeColour({ plane }), meta: { group, frame, confidence: 1, outOfGamut } };
}

/** The network of a frame, and how its automatic colour is made. @throws AppError `model.missing`, `model.notAdded`, and as reading the reference */
export async function paintSettings({ registry, paintingSources }: Pick<MakingServices, 'registry' | 'paintingSources'>, source: Pick<KeyframeSource, 'networks' | 'vividness' | 'automatic' | 'reference'>): Promise<Pick<PaintRequest, 'modelId' | 'vividness' | 'automatic' | 'reference'>> {
  const { vividness, reference } = source;
  const automatic = automaticModelOf(registry, source);
  const statistics = reference === undefined ? undefined : await paintingSources.statistics(reference);
  return {
    modelId: networksOf(registry, source).colorize.id, ...(vividness === undefined ? {} : { vividness }), ...(automatic === undefined ? {} : { automatic }), ...(statistics === undefined ? {} : { reference: statistics }),
  };
}

interface PartialPlane {
  readonly plane: AbPlane;
  readonly luma: Uint8Array | Uint16Array;
  readonly cover: Float32Array;
}

/** Lets the network paint the transparent part of a still, given the colours of the opaque part and the keyframe's own hints. */
async function withRestPainted(services: MakingServices, source: KeyframeSource, { plane, luma, cover }: PartialPlane, { content, ...options }: { readonly content: string; readonly signal?: AbortSignal }): Promise<AbPlane> {
  const { clip, frame } = source;
  const working = await services.paintingSources.luma(clip, frame, options);
  if (services.contents.of(clip) !== content) throw changedError(clip);
  const rest = { frameKey: frameKey(content, frame), luma: working, ...await paintSettings(services, source) };
  const stated = hintsOfStill(plane, cover);
  const painted = await paintApplied((hints) => services.colorizer.paint({ ...rest, hints: [...stated, ...hints] }, options), source);
  const { offset, scale } = lumaScale(lumaCoding(clip.picture));
  return overPainted(plane, cover, painted.plane, Float32Array.from(luma, (code) => (code - offset) / scale));
}

interface TakeStillOptions {
  readonly signal?: AbortSignal | undefined;
  readonly force?: boolean;
  /** The clip's content as named in the key. */
  readonly content: string;
}

async function takeStill(services: MakingServices, source: KeyframeSource, still: KeyframeStill, options: TakeStillOptions): Promise<{ readonly plane: AbPlane; readonly scaledFrom?: Size }> {
  const { picture } = source.clip;
  const tools = await services.tools();
  const own = await readStill(still.path, tools);
  const isScaled = own.width !== picture.width || own.height !== picture.height;
  const stop = options.signal === undefined ? {} : { signal: options.signal };
  const opacity = isPartialStill(still) ? await coverOfStill(still, own, tools, stop) : undefined;
  if (options.force !== true) {
    assertSameShape(own, picture, still.path);
    assertSamePicture(own, await services.paintingSources.luma(source.clip, source.frame, stop), still.path, opacity);
  }
  const picked = isScaled ? await readStill(still.path, tools, { size: { width: picture.width, height: picture.height } }) : own;
  const { samples: luma } = await readLumaFrame(source.clip, source.frame, tools, stop);
  const rgb = isProfiled(still) ? await readImageRgb(still.path) : undefined;
  const plane = stillChroma(picked, { colour: codingOf(source.clip), coding: lumaCoding(picture), luma, ...(rgb === undefined ? {} : { rgb }) });
  const whole = opacity === undefined ? plane : await withRestPainted(services, source, { plane, luma, cover: coverOf(opacity, own, picture) }, { ...stop, content: options.content });
  return { plane: whole, ...(isScaled ? { scaledFrom: { width: own.width, height: own.height } } : {}) };
}
