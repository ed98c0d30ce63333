import { resampleChannel, resamplePlane } from '../../shared/colour/resample.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { AB_RANGE, abPlaneToFloat, type AbPlane } from '../../shared/model/ab-plane.ts';
import { frameRange, rangeLength } from '../../shared/model/frame.ts';
import { hintPlanes, type HintPlanes } from '../../shared/model/hint-planes.ts';
import type { WorkingLuma } from '../../shared/model/working-luma.ts';
import { paddedSize, type Size } from '../../shared/model/working-size.ts';
import { cropPadding, padByReflection, padByZero } from '../models/index.ts';
import { backwards } from './backwards.ts';
import { blendDirections } from './blend-directions.ts';
import { markCuts, type GuardedFrame } from './cut-guard.ts';
import type { FlowWarpedFrame } from './flow-warp.ts';
import type { FlowPropagator, FlowTrack } from './flow-propagator.ts';
import { asStored, changed, finished, type FrameColour, withHintsObeyed } from './frame-colour.ts';
import type { FrameReader, KeptFeatures, MemoryFrame, PaddedHints } from './frame-reader.ts';
import { LONGEST_RECENT, RecentFrames } from './recent-frames.ts';
import { openScratchColours, type DirectedColour, type ScratchColours } from './scratch-colours.ts';
import type { KeyPlane, PropagatedFrame, SpanOptions, SpanRequest } from './span-request.ts';

/** Frames from a key beyond which nothing is left of what flow carried, and it is not looked for. `FLOW_REACH_FRAMES` of propagation_schedule.py is the same. */
const FLOW_REACH_FRAMES = 200;

interface Key {
  readonly given: KeyPlane;
  readonly luma: WorkingLuma;
  readonly memory: MemoryFrame;
}

/** One span on its way: its keyframes in memory, the cuts met so far, and the sizes that its first luma settled. */
export class SpanRun {
  readonly #request: SpanRequest;
  readonly #options: SpanOptions;
  readonly #reader: FrameReader;
  readonly #sizeMultiple: number;
  readonly #keys: Key[] = [];
  /** Each is the first frame after a cut. */
  readonly #cuts = new Set<number>();
  readonly #recent: RecentFrames;
  readonly #flowPropagator: FlowPropagator;
  /** Of the key that this direction began at; none behind a cut or too far from it. */
  #flowTrack: { readonly origin: number; readonly track: FlowTrack } | undefined;
  #size: Size | undefined;
  #scratch: ScratchColours | undefined;
  #stepsDone = 0;
  #isAnyMade = false;

  constructor(request: SpanRequest, options: SpanOptions, { reader, flowPropagator, sizeMultiple }: { readonly reader: FrameReader; readonly flowPropagator: FlowPropagator; readonly sizeMultiple: number }) {
    this.#request = request;
    this.#options = options;
    this.#reader = reader;
    this.#sizeMultiple = sizeMultiple;
    this.#recent = new RecentFrames(reader);
    this.#flowPropagator = flowPropagator;
  }

  async *frames(): AsyncGenerator<PropagatedFrame, void, undefined> {
    const { left, right, range } = this.#request;
    for (const key of [left, right]) if (key !== undefined) this.#keys.push(await this.#loadKey(key));
    if (left !== undefined && right !== undefined) {
      this.#scratch = await openScratchColours(this.#quarter());
      for await (const { frame, colour } of this.#direction(-1)) await this.#scratch.put(frame, colour);
      this.#recent.clear({ keepFeatures: true });
      for await (const { frame, colour } of this.#direction(1)) {
        // Behind a cut the way back had still read from the left keyframe, not knowing of the cut to come; the way forward did not.
        const backward = this.#isCutBetween(left.frame, frame) ? undefined : await this.#scratch.take(frame);
        yield finished(frame, backward === undefined ? colour : blendDirections(colour, backward, (frame - left.frame) / (right.frame - left.frame)));
      }
    } else {
      for await (const { frame, colour } of this.#direction(left === undefined ? -1 : 1)) yield finished(frame, colour);
    }
    if (!this.#isAnyMade) throw new AppError('media.truncated', `Frames ${range.first}…${range.last} cannot be read.`);
  }

  async close(): Promise<void> {
    this.#recent.close();
    this.#endFlow();
    for (const { memory } of this.#keys) this.#reader.forget(memory.features);
    await this.#scratch?.close();
  }

  /** The range in one direction, frame by frame: each read from the keyframes and from what this direction made just before. */
  async *#direction(step: 1 | -1): AsyncGenerator<{ readonly frame: number; readonly colour: DirectedColour }, void, undefined> {
    const { range, left, right } = this.#request;
    const start = step === 1 ? range.first : range.last;
    const isWayBack = step === -1 && left !== undefined && right !== undefined;
    const before = await this.#startFrom(start, step);
    const lumas = step === 1 ? this.#request.lumas(range) : backwards(this.#request.lumas, range);
    const guarded = this.#scratch !== undefined && step === 1 ? this.#knownCuts(markCuts(lumas, before), start) : markCuts(lumas, before);
    for await (const { luma, afterCut } of guarded) {
      this.#options.signal?.throwIfAborted();
      if (afterCut) {
        this.#cuts.add(step === 1 ? luma.frame : luma.frame + 1);
        this.#recent.clear({ keepFeatures: isWayBack });
        this.#endFlow();
      }
      const colour = await this.#colour(luma, { isWayBack });
      this.#isAnyMade = true;
      this.#report();
      yield { frame: luma.frame, colour };
    }
  }

  /** The way forward knows the cuts from the way back, but for one right before its first frame, where the way back ended. */
  async *#knownCuts(guarded: AsyncIterable<GuardedFrame>, first: number): AsyncGenerator<GuardedFrame, void, undefined> {
    for await (const { luma, afterCut } of guarded) yield { luma, afterCut: this.#cuts.has(luma.frame) || (afterCut && luma.frame === first) };
  }

  async #colour(luma: WorkingLuma, { isWayBack }: { readonly isWayBack: boolean }): Promise<DirectedColour> {
    const { frame } = luma;
    const size = this.#sizeOf(luma);
    const hints = this.#hintsOf(luma);
    const keys = this.#keys.filter((key) => !this.#isCutBetween(key.memory.frame, frame));
    // Beyond a cut without a keyframe of its own nobody has said a colour, and one from the other side of it would be wrong.
    if (keys.length === 0) return this.#ownHintsAlone(size, hints);
    const signal = this.#options.signal === undefined ? {} : { signal: this.#options.signal };
    const warping = this.#warpTo(luma);
    // While the frame is read nobody waits for it; when the reading fails nobody ever will.
    warping.catch(() => undefined);
    const memory = [...keys.map((each) => each.memory), ...this.#recent.for(frame)];
    const [quarter, paddedQuarter] = [quarterOf(size), quarterOf(paddedSize(size, this.#sizeMultiple))];
    const unpadded = ({ ab, confidence }: FrameColour): FrameColour => ({ ab: cropPadding(ab, paddedQuarter, quarter).slice(), confidence: cropPadding(confidence, paddedQuarter, quarter).slice() });
    const padded = hints === undefined ? {} : { hints: this.#padHints(hints) };
    // Features are the reader's from here to the end of the reading; it lets go of them when that fails.
    let features = this.#recent.takeFeatures(frame);
    let unhinted: FrameColour | undefined;
    if (hints !== undefined && this.#flowTrack !== undefined) {
      const read = await this.#reader.read({ luma, ...given(features) }, memory, { keepContext: true, ...signal });
      features = read.features;
      unhinted = unpadded(read);
    }
    const read = await this.#reader.read({ luma, ...padded, ...given(features) }, memory, { keepContext: isWayBack, ...signal });
    const reading = unpadded(read);
    const obeying = hints === undefined ? reading : withHintsObeyed(reading, hints);
    // Memory keeps the reading itself: read again, what was fused is 0.5 dB worse over whole clips. What a hint states goes on as stated.
    // It is taken up before anything else can fail, so that what the inference process keeps of the frame is let go of with the others.
    const stated: Partial<FrameColour> = hints === undefined ? {} : { ab: padByReflection(obeying.ab, quarter, paddedQuarter), confidence: padByReflection(obeying.confidence, quarter, paddedQuarter) };
    this.#recent.add({ ...read, ...stated }, { keepFeatures: isWayBack });
    const flowTrack = await warping;
    if (flowTrack === undefined) return { ...asStored(obeying, quarter), hasKey: true };
    const fused = await this.#reader.fuse(unhinted ?? reading, flowTrack.appearance, { frame, size: quarter, distance: flowTrack.distance }, signal);
    // Flow knows nothing of hints and would take half of them back: what they change in the reading is added to what was fused without them.
    const hinted = unhinted === undefined ? fused : { ab: changed(fused.ab, unhinted.ab, reading.ab), confidence: changed(fused.confidence, unhinted.confidence, reading.confidence) };
    return { ...asStored(hints === undefined ? hinted : withHintsObeyed(hinted, hints), quarter), hasKey: true };
  }

  async #warpTo(luma: WorkingLuma): Promise<{ readonly appearance: FlowWarpedFrame; readonly distance: number } | undefined> {
    if (this.#flowTrack === undefined) return undefined;
    const { origin, track } = this.#flowTrack;
    const distance = Math.abs(luma.frame - origin);
    if (distance > FLOW_REACH_FRAMES) {
      this.#endFlow();
      return undefined;
    }
    return { appearance: await track.step(luma), distance };
  }

  #endFlow(): void {
    this.#flowTrack?.track.end();
    this.#flowTrack = undefined;
  }

  #ownHintsAlone(size: Size, hints: HintPlanes | undefined): DirectedColour {
    const quarter = quarterOf(size);
    const count = quarter.width * quarter.height;
    const gray = { ab: new Float32Array(2 * count), confidence: new Float32Array(count) };
    return { ...asStored(hints === undefined ? gray : withHintsObeyed(gray, hints), quarter), hasKey: false };
  }

  #isCutBetween(key: number, frame: number): boolean {
    for (const cut of this.#cuts) if (cut > Math.min(key, frame) && cut <= Math.max(key, frame)) return true;
    return false;
  }

  async #loadKey(given: KeyPlane): Promise<Key> {
    const luma = await this.#lumaAt(given.frame);
    if (luma === undefined) throw new AppError('media.truncated', `Keyframe ${given.frame} cannot be read.`);
    return { given, luma, memory: this.#remember(luma, given.plane, given.confidence) };
  }

  /** Takes up the frames that lie just before `start` in this direction: made ones into memory. Returns their lumas (or a keyframe's) for the guard. */
  async #startFrom(start: number, step: 1 | -1): Promise<readonly WorkingLuma[]> {
    await this.#comeFromKey(start, step);
    const lumas: WorkingLuma[] = [];
    for (let distance = LONGEST_RECENT; distance >= 1; distance--) {
      const frame = start - step * distance;
      const key = this.#keys.find((each) => each.memory.frame === frame);
      if (key !== undefined) lumas.push(key.luma);
      if (key !== undefined || frame < 0 || !this.#isInside(frame) || this.#isCutBetween(frame, start)) continue;
      const made = await this.#request.made?.(frame);
      const luma = made === undefined ? undefined : await this.#lumaAt(frame);
      if (made === undefined || luma === undefined) continue;
      lumas.push(luma);
      this.#recent.add(this.#remember(luma, made.plane, made.confidence), { keepFeatures: false });
    }
    return lumas;
  }

  /** Takes the key along that this direction begins at. A run that goes on from made frames goes its way again, looking for the cuts that the earlier one met. */
  async #comeFromKey(start: number, step: 1 | -1): Promise<void> {
    this.#endFlow();
    const origin = step === 1 ? this.#request.left : this.#request.right;
    const key = this.#keys.find((each) => each.memory.frame === origin?.frame);
    if (key === undefined) return;
    const { frame } = key.memory;
    const isReached = Math.abs(start - frame) <= FLOW_REACH_FRAMES;
    this.#flowTrack = isReached ? { origin: frame, track: this.#flowPropagator.begin(key.given, key.luma) } : undefined;
    if (start === frame + step) return;
    // The thread follows one frame while the next is read.
    let passing = Promise.resolve();
    const behind = step === 1 ? this.#request.lumas(frameRange(frame + 1, start)) : backwards(this.#request.lumas, frameRange(start, frame - 1));
    for await (const { luma, afterCut } of markCuts(behind, [key.luma])) {
      this.#options.signal?.throwIfAborted();
      if (luma.frame === start) break;
      if (afterCut) {
        this.#cuts.add(step === 1 ? luma.frame : luma.frame + 1);
        this.#endFlow();
      }
      this.#sizeOf(luma);
      await passing;
      passing = this.#flowTrack?.track.pass(luma) ?? Promise.resolve();
      passing.catch(() => undefined); // it is awaited above and below, unless reading fails before
      this.#report();
    }
    await passing;
  }

  /** Whether a frame lies between the keyframes (or on the open side of the only one), as this span's own frames do. */
  #isInside(frame: number): boolean {
    const { left, right } = this.#request;
    return (left === undefined || frame > left.frame) && (right === undefined || frame < right.frame);
  }

  /** @param sure 0…255, at the plane's size; left out for a keyframe, which is sure of itself everywhere. */
  #remember(luma: WorkingLuma, plane: AbPlane, sure: Uint8Array | undefined): MemoryFrame {
    const size = this.#sizeOf(luma);
    const quarter = quarterOf(size);
    const padded = quarterOf(paddedSize(size, this.#sizeMultiple));
    const ab = abPlaneToFloat(resamplePlane(plane, quarter), { scale: AB_RANGE });
    const confidence = sure === undefined
      ? new Float32Array(padded.width * padded.height).fill(1)
      : padByReflection(resampleChannel(Float32Array.from(sure, (value) => value / 255), plane, quarter), quarter, padded);
    return { frame: luma.frame, luma, ab: padByReflection(ab, quarter, padded), confidence, features: undefined };
  }

  async #lumaAt(frame: number): Promise<WorkingLuma | undefined> {
    for await (const luma of this.#request.lumas(frameRange(frame, frame))) return luma;
    return undefined;
  }

  #hintsOf(luma: WorkingLuma): HintPlanes | undefined {
    const hints = this.#request.hintsAt?.(luma.frame) ?? [];
    if (hints.length === 0) return undefined;
    const quarter = quarterOf(luma);
    return hintPlanes(hints, quarter, { lightness: resampleChannel(luma.lightness, luma, quarter) });
  }

  #padHints(hints: HintPlanes): PaddedHints {
    const padded = quarterOf(paddedSize(this.#size!, this.#sizeMultiple));
    return { ab: padByZero(hints.ab, hints, padded), mask: padByZero(hints.mask, hints, padded), boundary: padByReflection(hints.boundary, hints, padded) };
  }

  #sizeOf({ width, height, frame }: WorkingLuma): Size {
    this.#size ??= { width, height };
    if (this.#size.width !== width || this.#size.height !== height) throw new AppError('media.changedSize', `Frame ${frame} is ${width}×${height}, the frames before it ${this.#size.width}×${this.#size.height}.`);
    if (width % 4 !== 0 || height % 4 !== 0) throw new RangeError(`A working size is a multiple of 4, not ${width}×${height}.`);
    return this.#size;
  }

  #quarter(): Size {
    return quarterOf(this.#size!);
  }

  #report(): void {
    this.#stepsDone++;
    this.#options.report?.({ done: this.#stepsDone, total: this.#stepsInAll() });
  }

  /** Every frame from each key, and those between a key and the range, which are only gone by. */
  #stepsInAll(): number {
    const { range, left, right } = this.#request;
    const onTheWay = (left === undefined ? 0 : range.first - left.frame - 1) + (right === undefined ? 0 : right.frame - range.last - 1);
    return rangeLength(range) * this.#keys.length + onTheWay;
  }
}

function quarterOf({ width, height }: Size): Size {
  return { width: width / 4, height: height / 4 };
}

function given(features: KeptFeatures | undefined): { readonly features?: KeptFeatures } {
  return features === undefined ? {} : { features };
}
