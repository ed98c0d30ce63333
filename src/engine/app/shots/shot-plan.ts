import type { z } from 'zod';
import type { Clip } from '../../../shared/model/clip.ts';
import type { Keyframe, ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { frameIndex, type FrameRange, frameRange, rangeIncludes } from '../../../shared/model/frame.ts';
import { type AppliedHints, isEmpty } from '../../../shared/model/applied-hints.ts';
import { documentIndex } from '../../../shared/model/document-index.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { type ArtefactKey, artefactKey, correctionKind, spanKind } from '../../artefacts/index.ts';
import { planSpans, type Span } from '../../propagate/index.ts';
import { limitsOfSpan } from './colour-limits.ts';
import type { KeyContext } from './key-context.ts';
import { keyframeSource, keyOfKeyframe, limitedInputs } from './keyframe-source.ts';
import { memoryOfShot, memoryOfSpan, type RememberedStill } from './scene-memory.ts';

/** A shot with everything that its colour depends on, derived from the document. */
export interface ShotPlan {
  readonly shot: Shot;
  readonly clip: Clip;
  /** Frames to be coloured for this shot: its own, and those of dissolves at its ends. */
  readonly range: FrameRange;
  /** Frames at its ends that show another shot, too. */
  readonly dissolves: readonly FrameRange[];
  /** Painted keyframes: colour is propagated from them, except from those of `alone`. */
  readonly keyframes: readonly Keyframe[];
  readonly keys: ReadonlyMap<number, ArtefactKey>;
  /**
   * Frames of keyframes that colour their own frame and no other: those in a dissolve, painted on a mix of two shots, where the shot has others outside of its dissolves.
   */
  readonly alone: ReadonlySet<number>;
  /** Stills of other shots, of which propagation beside one keyframe takes what the keyframe does not show. */
  readonly memory: readonly RememberedStill[];
  /** Frames whose propagated colour is corrected by hints; colour is then propagated from them as well. */
  readonly corrections: readonly PlannedCorrection[];
  /** Frames between two of these, or outside the outermost; in parts where a keyframe of `alone` lies in it. */
  readonly spans: readonly PlannedSpan[];
  /** Steps in order: the spans, and each correction before the spans that begin or end at its frame. */
  readonly steps: readonly PlannedStep[];
}

/** Frames between two keyframes (or outside the outermost), with the artefact key of their planes. */
interface PlannedSpan {
  readonly span: Span;
  /** Artefact key of the span: the group of its planes. */
  readonly group: ArtefactKey;
}

interface PlannedCorrection extends AppliedHints {
  readonly frame: number;
  /** Artefact key of the corrected plane. */
  readonly key: ArtefactKey;
}

export interface PlannedStep extends PlannedSpan {
  /** The frame of the span that is made and then corrected; the range contains no other. */
  readonly correction?: PlannedCorrection;
}

type SpanKeys = ReadonlyMap<string, ArtefactKey>;
/** Keys of the spans that a shot had when it was last planned, by all that decides them: most shots of a film are planned again as they were. */
const knownSpans = new WeakMap<Shot, SpanKeys>();

function spanKey(inputs: z.input<typeof spanKind.inputs>, { before, now }: { readonly before: SpanKeys | undefined; readonly now: Map<string, ArtefactKey> }): ArtefactKey {
  const text = JSON.stringify(inputs);
  const key = before?.get(text) ?? artefactKey(spanKind, inputs);
  now.set(text, key);
  return key;
}

/** Derives the spans of a shot and the keys of their planes. Pure: depends on the document and the key context alone. */
export function planShot(document: ProjectDocument, shotId: ShotId, context: KeyContext): ShotPlan | undefined {
  const index = documentIndex(document);
  const shot = index.shot(shotId);
  const clip = index.clip(shot?.clipId ?? null);
  if (shot === undefined || clip === undefined) return undefined;
  const range = colouredRange(document, shot);
  const networks = context.networksOf(shot);
  const given = index.keyframes(shotId);
  const painted = given.filter((each) => each.correction !== true || each.still !== undefined);
  // Without painted keyframes there is nothing to correct.
  const keyframes = painted.length > 0 ? painted : given;
  const corrections = given.filter((each) => !keyframes.includes(each)).map((each) => ({ frame: each.frame, ...correctionHints(document, each) })).filter((each) => !isEmpty(each));
  const keys = new Map(keyframes.map((keyframe) => [keyframe.frame as number, keyOfKeyframe(document, keyframe, context)]));
  const memory = memoryOfShot(document, shot, context);
  const spanKeys = { before: knownSpans.get(shot), now: new Map<string, ArtefactKey>() };
  knownSpans.set(shot, spanKeys.now);
  const planned = (span: Span): PlannedSpan => {
    const remembered = networks.hasSources ? memoryOfSpan(span, memory) : undefined;
    const limits = networks.hasSources ? limitsOfSpan(shot, span, { memory: remembered }) : undefined;
    const inputs = { clip: context.contentOf(clip), left: span.left, right: span.right, memory: remembered, limits, schedule: networks.schedule, network: networks.propagate };
    return { span, group: spanKey(inputs, spanKeys) };
  };
  const dissolves = dissolvesOf(document, shot);
  const alone = keyframesAlone(keyframes, dissolves);
  const steps = planSpans(range, keyframes.filter(({ frame }) => !alone.has(frame)).map(({ frame }) => ({ frame, key: keys.get(frame)! })))
    .flatMap((span) => correctedSteps(span, corrections.filter(({ frame }) => rangeIncludes(span.range, frame)), { planned, painter: networks.colorize }))
    .flatMap((step) => partsWithout(step, alone));
  return { shot, clip, range, dissolves, keyframes, keys, alone, memory, corrections: steps.flatMap(({ correction }) => correction ?? []), spans: steps.filter(({ correction }) => correction === undefined), steps };
}

/** In a dissolve a keyframe has the colours of both shots: carried into frames that show one of them, those of the other would be wrong there. */
function keyframesAlone(keyframes: readonly Keyframe[], dissolves: readonly FrameRange[]): ReadonlySet<number> {
  const mixed = keyframes.filter(({ frame }) => dissolves.some((each) => rangeIncludes(each, frame)));
  return new Set(mixed.length === keyframes.length ? [] : mixed.map(({ frame }) => frame));
}

/** A step without some frames. */
function partsWithout(step: PlannedStep, frames: ReadonlySet<number>): readonly PlannedStep[] {
  const { range } = step.span;
  const within = [...frames].filter((frame) => rangeIncludes(range, frame)).toSorted((a, b) => a - b);
  if (step.correction !== undefined || within.length === 0) return [step];
  return [...within, range.last + 1].flatMap((end, index): PlannedStep[] => {
    const first = index === 0 ? range.first : within[index - 1]! + 1;
    return first > end - 1 ? [] : [{ ...step, span: { ...step.span, range: frameRange(first, end - 1), whole: step.span.whole ?? range } }];
  });
}

function correctionHints(document: ProjectDocument, keyframe: Keyframe): AppliedHints {
  const { hints, limited } = keyframeSource(document, keyframe);
  return limited === undefined ? { hints } : { hints, limited };
}

/**
 * The steps of a span with corrected frames. Each is corrected on the colour that is propagated without it, and counts as a keyframe from then
 * on: first the one next to the left keyframe (without a left keyframe, the one next to the right), then the following ones.
 */
function correctedSteps(span: Span, corrections: readonly ({ readonly frame: number } & AppliedHints)[], plan: { readonly planned: (span: Span) => PlannedSpan; readonly painter: string }): readonly PlannedStep[] {
  const steps: PlannedStep[] = [];
  const outward = span.left === undefined ? corrections.toReversed() : corrections;
  let rest = span;
  for (const { frame, ...applied } of outward) {
    const whole = plan.planned(rest);
    const key = correctionKey(whole.group, { frame, ...applied, painter: plan.painter });
    const placed = { frame, key };
    const [first, last] = [rest.range.first as number, rest.range.last as number];
    steps.push({ ...whole, span: { ...rest, range: frameRange(frame, frame), whole: rest.range }, correction: { frame, ...applied, key } });
    const between: Span = span.left === undefined ? { ...rest, range: { ...rest.range, first: frameIndex(frame + 1) }, left: placed } : { ...rest, range: { ...rest.range, last: frameIndex(frame - 1) }, right: placed };
    if (between.range.first <= between.range.last) steps.push(plan.planned(between));
    const beyond = span.left === undefined ? { first, last: frame - 1 } : { first: frame + 1, last };
    if (beyond.first > beyond.last) return steps;
    rest = span.left === undefined ? { ...rest, range: frameRange(beyond.first, beyond.last), right: placed } : { ...rest, range: frameRange(beyond.first, beyond.last), left: placed };
  }
  return [...steps, plan.planned(rest)];
}

/** Artefact key of a corrected frame. @param span the propagation without the correction */
export function correctionKey(span: ArtefactKey, { frame, hints, limited, painter }: AppliedHints & { readonly frame: number; readonly painter: string }): ArtefactKey {
  return artefactKey(correctionKind, { span, frame, hints: [...hints], ...limitedInputs(limited), network: painter });
}

/** A shot's own frames and those of the dissolves at its two ends. */
export function colouredRange(document: ProjectDocument, shot: Shot): FrameRange {
  const dissolves = dissolvesOf(document, shot);
  return frameRange(Math.min(shot.range.first, ...dissolves.map(({ first }) => first)), Math.max(shot.range.last, ...dissolves.map(({ last }) => last)));
}

/** Of its beginning and of its end. */
function dissolvesOf(document: ProjectDocument, shot: Shot): readonly FrameRange[] {
  return [shot, documentIndex(document).nextShot(shot)].flatMap((each) => (each?.transitionIn.kind === 'dissolve' ? [each.transitionIn.frames] : []));
}
