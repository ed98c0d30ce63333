import { counted } from '../../shared/counted.ts';
import { type Finding, FINDING_KINDS, type FindingKind, hasDrift, type QualityFrame, type QualityReport, type QualityShot } from '../../shared/model/quality-report.ts';
import type { OrderFault } from './align-frames.ts';
import type { LumaTone } from './luma-tone.ts';
import type { PlaceOf } from './fault-places.ts';

type Measured = Omit<QualityReport, 'findings'> & { readonly placeOf: PlaceOf };

interface FrameOrder {
  readonly orderFaults: readonly OrderFault[];
  /** Frames that a whole film must have; `undefined` for a part of one. */
  readonly expectedFrames: number | undefined;
  /** Frames whose luma is so far off the source's that they show another picture. */
  readonly foreign: ReadonlySet<number>;
  /** Frames whose light lies off the source's by more than coding noise. */
  readonly tones: ReadonlyMap<number, LumaTone>;
}

/** Tags that a delivery may change: they describe the coding, not the picture. */
const FREE_TAGS: ReadonlySet<string> = new Set(['range', 'sound tracks']);

/** Frames before and after one that it is held against. */
const AROUND = 12;
/** Share of the picture that must have colour around a frame for its own to be missed. */
const LEAST_COVERAGE = 0.1;
/** A shot with less than this has no colour at all. */
const NO_COVERAGE = 0.01;

/** Values beyond the limits, in the order of `FINDING_KINDS`, then of frames. @param order `placeOf`: where on a frame a fault is */
export function findingsOf(measured: Omit<Measured, 'placeOf'>, { placeOf, ...order }: FrameOrder & Pick<Measured, 'placeOf'>): readonly Finding[] {
  const report: Measured = { ...measured, placeOf };
  const { limits } = report;
  const found = [
    ...(limits.frames ? frameOrder(report, order) : []),
    ...(limits.tags ? tags(report) : []),
    ...sound(report), ...luma(report, order), ...uncoloured(report),
    ...overLimit(report, 'flicker', limits.flicker, ({ flicker }) => flicker, (value) => `Colour changes back and forth by ${value.toFixed(1)} (Lab units) more than the source's light does`),
    ...overLimit(report, 'outOfGamut', limits.outOfGamut, ({ outOfGamut }) => outOfGamut, (value) => `${percent(value)} of the picture lies outside R′G′B′`),
    ...overLimit(report, 'skin', limits.skinDegrees, ({ skinDeviation }) => skinDeviation, (value) => `Skin-like colours lie ${value.toFixed(0)}° off the skin line`),
    ...report.shots.flatMap((shot) => drift(shot, limits.saturationDrift)),
    ...hints(report),
  ];
  return found.toSorted((a, b) => FINDING_KINDS.indexOf(a.kind) - FINDING_KINDS.indexOf(b.kind) || (a.frames?.first ?? 0) - (b.frames?.first ?? 0));
}

function frameOrder({ frameCount }: Measured, { orderFaults, expectedFrames }: Pick<FrameOrder, 'orderFaults' | 'expectedFrames'>): readonly Finding[] {
  const faults = orderFaults.map(({ kind, frame, count }): Finding => ({
    kind: kind === 'dropped' ? 'droppedFrame' : 'doubledFrame', frames: { first: frame, last: frame }, value: count,
    sentence: kind === 'dropped' ? `${counted(count, 'frame of the source is', 'frames of the source are')} missing before frame ${frame}.` : `Frame ${frame} shows again what was shown ${count === 1 ? 'in the frame before' : `${count} frames before`}.`,
  }));
  const isCount = expectedFrames !== undefined && expectedFrames !== frameCount;
  return [...faults, ...(isCount ? [{ kind: 'frameCount' as const, value: frameCount, limit: expectedFrames, sentence: `It holds ${counted(frameCount, 'frame')}; the source has ${expectedFrames}.` }] : [])];
}

function tags(report: Measured): readonly Finding[] {
  return report.tags.filter(({ name, verdict }) => (verdict === 'changed' || verdict === 'lost') && !FREE_TAGS.has(name))
    .map(({ name, source, delivered, verdict }): Finding => ({ kind: 'tag', subject: name, sentence: verdict === 'lost' ? `The ${name} of the source (${source}) is lost.` : `The ${name} is ${delivered}; the source has ${source}.` }));
}

function sound({ soundOffset, limits, tags: all }: Measured): readonly Finding[] {
  const tracks = all.find(({ name }) => name === 'sound tracks');
  const missing: readonly Finding[] = tracks !== undefined && Number(tracks.delivered) < Number(tracks.source) ? [{ kind: 'soundMissing', sentence: `It holds ${tracks.delivered} sound tracks; the source has ${tracks.source}.` }] : [];
  const limit = limits.soundMilliseconds;
  if (soundOffset === null || limit === null || Math.abs(soundOffset) <= limit) return missing;
  return [...missing, { kind: 'soundOffset', value: soundOffset, limit, sentence: `The sound is ${Math.abs(soundOffset).toFixed(0)} ms ${soundOffset > 0 ? 'late' : 'early'}.` }];
}

/** Without a limit of its own a frame that shows another picture or other tones counts, and others are held against each other: where all are exact, one that is not; else one that is far worse. */
function luma(report: Measured, { foreign, tones }: Pick<FrameOrder, 'foreign' | 'tones'>): readonly Finding[] {
  const { frames, limits: { lumaMax, lumaMean } } = report;
  if (lumaMax !== null || lumaMean !== null) {
    return [
      ...overLimit(report, 'luma', lumaMax, ({ lumaMax: value }) => value, (value) => `A luma code lies ${value} off the source's`),
      ...overLimit(report, 'luma', lumaMean, ({ lumaMean: value }) => value, (value) => `Luma codes lie ${value.toFixed(3)} off the source's on average`),
    ];
  }
  const strange = frames.filter(({ frame }) => foreign.has(frame));
  const toned = frames.filter(({ frame }) => !foreign.has(frame) && tones.has(frame));
  const others = frames.filter(({ frame }) => !foreign.has(frame) && !tones.has(frame));
  const usual = { max: median(others.map((each) => each.lumaMax)), mean: median(others.map((each) => each.lumaMean)) };
  const isOdd = (each: QualityFrame): boolean => (usual.max === 0 ? each.lumaDiffering > 0 : each.lumaMax > 2 * usual.max + 8 || each.lumaMean > 3 * usual.mean + 0.1);
  const another = runs(strange).map((run): Finding => {
    const worst = Math.max(...run.map((each) => each.lumaMax));
    const mean = run.reduce((sum, each) => sum + each.lumaMean, 0) / run.length;
    return { kind: 'luma', frames: span(run), value: worst, limit: 0, ...placed(report, 'luma', worstOf(run, ({ lumaMean: value }) => value)), sentence: `${framesOf(run)}: not the source's picture; luma codes lie ${mean.toFixed(1)} off it on average, up to ${worst}.` };
  });
  const odd = runs(others.filter(isOdd)).map((run): Finding => {
    const worst = Math.max(...run.map((each) => each.lumaMax));
    const codes = run.reduce((sum, each) => sum + each.lumaDiffering, 0);
    return { kind: 'luma', frames: span(run), value: worst, limit: usual.max, ...placed(report, 'luma', worstOf(run, ({ lumaMax: value }) => value)), sentence: `${framesOf(run)}: ${codes} luma codes differ from the source's, by up to ${worst}; ${usual.max === 0 ? 'all other frames are exact' : `${usual.max} is usual`}.` };
  });
  return [...another, ...tonesFound(report, toned, tones), ...odd];
}

function tonesFound(report: Measured, frames: readonly QualityFrame[], tones: ReadonlyMap<number, LumaTone>): readonly Finding[] {
  const { bitDepth } = report.luma;
  // A code of limited range; of full range it is a little more.
  const codes = (share: number): string => (share * 219 * 2 ** (bitDepth - 8)).toFixed(1);
  return runs(frames).map((run): Finding => {
    const mean = (of: (tone: LumaTone) => number): number => run.reduce((sum, { frame }) => sum + of(tones.get(frame)!), 0) / run.length;
    const [shift, blocks] = [mean((tone) => tone.shift), mean((tone) => tone.blocks)];
    const isShift = Math.abs(shift) > blocks / 2;
    const words = isShift ? `luma lies ${codes(Math.abs(shift))} codes ${shift > 0 ? 'above' : 'below'} the source's on average: the picture is ${shift > 0 ? 'brighter' : 'darker'}` : `luma of whole areas lies ${codes(blocks)} codes off the source's: its tones were changed`;
    const worst = Math.max(...run.map((each) => each.lumaMax));
    return { kind: 'luma', frames: span(run), value: worst, limit: 0, ...placed(report, 'luma', worstOf(run, ({ lumaMean: value }) => value)), sentence: `${framesOf(run)}: ${words}, by more than coding noise.` };
  });
}

function uncoloured(report: Measured): readonly Finding[] {
  const { frames, shots, limits: { uncoloured: limit } } = report;
  if (limit === null) return [];
  return shots.flatMap((shot): readonly Finding[] => {
    if (shot.coverage < NO_COVERAGE) return [{ kind: 'uncoloured', frames: { first: shot.first, last: shot.last }, value: 1, limit, sentence: shot.first === shot.last ? `Frame ${shot.first} has no colour.` : `Frames ${shot.first}–${shot.last} have no colour.` }];
    const lost = frames.slice(shot.first, shot.last + 1).filter(({ frame, coverage }) => {
      const around = median(frames.slice(Math.max(shot.first, frame - AROUND), Math.min(shot.last, frame + AROUND) + 1).map((each) => each.coverage));
      return around >= LEAST_COVERAGE && coverage < (1 - limit) * around;
    });
    return runs(lost).map((run) => ({ kind: 'uncoloured', frames: span(run), value: 1 - Math.min(...run.map(({ coverage }) => coverage)), limit, ...placed(report, 'uncoloured', worstOf(run, ({ coverage }) => 1 - coverage)), sentence: `${framesOf(run)}: colour is missing where the frames around have it.` }));
  });
}

function drift(shot: QualityShot, limit: number | null): readonly Finding[] {
  const by = Math.abs(1 - shot.saturationDrift);
  if (limit === null || !hasDrift(shot) || by <= limit) return [];
  return [{ kind: 'saturationDrift', frames: { first: shot.first, last: shot.last }, value: shot.saturationDrift, limit, sentence: `Frames ${shot.first}–${shot.last}: chroma ends at ${percent(shot.saturationDrift)} of what it begins with.` }];
}

function hints(report: Measured): readonly Finding[] {
  const { hints: all, keyframes, limits } = report;
  return [
    ...all.filter(({ deltaE }) => limits.hint !== null && deltaE > limits.hint).map(({ frame, at, asked, delivered, deltaE }): Finding => ({
      kind: 'hint', frames: { first: frame, last: frame }, subject: at.map((part) => part.toFixed(4)).join(','), value: deltaE, limit: limits.hint!,
      sentence: `Frame ${frame}: the hint at ${percent(at[0])} across, ${percent(at[1])} down asks for ab (${pair(asked)}); the film has (${pair(delivered)}), ΔE ${deltaE.toFixed(1)}.`,
    })),
    ...keyframes.filter(({ distance }) => limits.keyframe !== null && distance > limits.keyframe).map(({ frame, distance }): Finding => ({
      kind: 'keyframe', frames: { first: frame, last: frame }, value: distance, limit: limits.keyframe!, ...placed(report, 'keyframe', frame), sentence: `Frame ${frame}: the film lies ${distance.toFixed(1)} (ab) off its keyframe on average.`,
    })),
  ];
}

function overLimit(report: Measured, kind: FindingKind, limit: number | null, valueOf: (frame: QualityFrame) => number | null, words: (value: number) => string): readonly Finding[] {
  if (limit === null) return [];
  return runs(report.frames.filter((frame) => (valueOf(frame) ?? 0) > limit)).map((run) => {
    const worst = Math.max(...run.map((frame) => valueOf(frame) ?? 0));
    return { kind, frames: span(run), value: worst, limit, ...placed(report, kind, worstOf(run, (frame) => valueOf(frame) ?? 0)), sentence: `${framesOf(run)}: ${words(worst).replace(/^./, (letter) => letter.toLowerCase())}.` };
  });
}

/** The first frame of a run with its largest value. */
function worstOf(run: readonly QualityFrame[], valueOf: (frame: QualityFrame) => number): number {
  return run.reduce((worst, each) => (valueOf(each) > valueOf(worst) ? each : worst)).frame;
}

/** Where the fault is on its worst frame, where it has a place. */
function placed({ placeOf }: Measured, kind: FindingKind, frame: number): Pick<Finding, 'place'> {
  const box = placeOf(kind, frame);
  return box === undefined ? {} : { place: { frame, box } };
}

/** Frames between which at most one other lies belong together: what goes back and forth has quiet frames in between. */
function runs(frames: readonly QualityFrame[]): readonly (readonly QualityFrame[])[] {
  const all: QualityFrame[][] = [];
  for (const frame of frames) {
    const run = all.at(-1);
    if (run === undefined || frame.frame - run.at(-1)!.frame > 2) all.push([frame]);
    else run.push(frame);
  }
  return all;
}

function span(run: readonly QualityFrame[]): { readonly first: number; readonly last: number } {
  return { first: run[0]!.frame, last: run.at(-1)!.frame };
}

function framesOf(run: readonly QualityFrame[]): string {
  const { first, last } = span(run);
  return first === last ? `Frame ${first}` : `Frames ${first}–${last}`;
}

function pair([a, b]: readonly [number, number]): string {
  return `${a.toFixed(0)}, ${b.toFixed(0)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
