import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { abPlaneFromFloat, type AbPlane } from '../../../shared/model/ab-plane.ts';
import { Clip } from '../../../shared/model/clip.ts';
import { emptyDocument, type Keyframe, type ProjectDocument, type Shot } from '../../../shared/model/document.ts';
import { frameIndex, frameRange } from '../../../shared/model/frame.ts';
import { ClipId, HintGroupId, HintId, KeyframeId, newId, ShotId, VersionId } from '../../../shared/model/ids.ts';
import { type ArtefactKey, artefactKey, type ArtefactStore, blendedPlaneKind, type ColourStore, createColourStore, openArtefactStore, paintedKeyframeKind } from '../../artefacts/index.ts';
import { neutralLayer } from '../../../shared/model/layer.ts';
import { type EllipseShape, type Mask, newMask, withShapeOnFrame } from '../../../shared/model/mask.ts';
import { applyLayers } from '../../../shared/model/layer-table.ts';
import { shownVersion, withVersionShown } from '../../../shared/model/version.ts';
import { shotShare } from '../../../shared/model/shot-mix.ts';
import { DeliverParams } from '../deliver/delivery-files.ts';
import { deliveryId } from '../deliver/delivery-record.ts';
import { missingFrames } from './propagation-cost.ts';
import { createChromaSource, frameStatuses } from './frame-status.ts';
import { planShot, type ShotPlan } from './shot-plan.ts';

let directory: string;
let store: ArtefactStore;
let colours: ColourStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-shot-colour-'));
  store = await openArtefactStore({ directory, budget: 1e9 });
  colours = createColourStore(store);
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

const networks = (colorize: string) => ({ networksOf: () => ({ colorize, propagate: 'p1', schedule: 'two-pass-1', vivid: false, hasSources: true }) });
const versions = { ...networks('c1'), contentOf: ({ contentHash }: { readonly contentHash: string }) => contentHash };
const planeKey = (span: ArtefactKey, frame: number): ArtefactKey => artefactKey(blendedPlaneKind, { span, frame });
const putPlane = (group: ArtefactKey, frame: number, value: number): Promise<void> =>
  colours.put(planeKey(group, frame), blendedPlaneKind.kind, { plane: flat(value), confidence: new Uint8Array(16).fill(230) }, { meta: { group, frame, confidence: 0.9 } });
const putKeyframe = (plan: ShotPlan, frame: number): Promise<void> => colours.put(plan.keys.get(frame)!, paintedKeyframeKind.kind, { plane: flat(3) }, { meta: { frame, confidence: 1 } });
const clip = Clip.parse({
  id: newId(ClipId), source: { kind: 'file', path: '/films/a.mov' }, contentHash: 'f00d', name: 'a.mov', codec: 'h264', rate: { num: 24, den: 1 }, timing: 'constant', frameCount: 60, audioTracks: 0, durationSeconds: 2.5, remarks: [],
  picture: { width: 320, height: 240, sampleAspect: { num: 1, den: 1 }, rotation: 0, pixelFormat: 'yuv420p', family: 'yuv', bitDepth: 8, range: 'limited', matrix: 'bt709', scan: 'progressive' },
});
const shot = (first: number, last: number, transitionIn: Shot['transitionIn'] = { kind: 'cut' }): Shot => ({ id: newId(ShotId), clipId: clip.id, name: 's', range: frameRange(first, last), transitionIn });
const keyframe = (of: Shot, frame: number, ab: readonly [number, number] = [10, 10]): Keyframe => ({ id: newId(KeyframeId), shotId: of.id, frame: frameIndex(frame), approved: false, hints: [{ kind: 'point', id: newId(HintId), at: [0.5, 0.5], radius: 0.02, ab }] });
const flat = (value: number): AbPlane => abPlaneFromFloat(new Float32Array(2 * 4 * 4).fill(value), 4, 4, { scale: 1 });

test('a hint edit makes stale only the frames between its two neighbouring keyframes', () => {
  const only = shot(0, 59);
  const [a, b, c] = [keyframe(only, 10), keyframe(only, 30), keyframe(only, 50)];
  const document: ProjectDocument = { ...emptyDocument, clips: [clip], shots: [only], keyframes: [a, b, c] };
  const edited: ProjectDocument = { ...document, keyframes: [a, keyframe(only, 30, [-20, 5]), c] };
  const groups = (of: ProjectDocument): ReadonlyMap<string, string> => new Map(planShot(of, only.id, versions)!.spans.map(({ span, group }) => [`${span.range.first}-${span.range.last}`, group]));
  const [before, after] = [groups(document), groups(edited)];
  expect([...before.keys()]).toEqual(['0-9', '11-29', '31-49', '51-59']);
  expect([...before.keys()].filter((range) => before.get(range) !== after.get(range))).toEqual(['11-29', '31-49']);
});

test('equal hints give equal keys, whatever their ids; a hint linked to a swatch has its colour', () => {
  const only = shot(0, 59);
  const one: ProjectDocument = { ...emptyDocument, clips: [clip], shots: [only], keyframes: [keyframe(only, 10)] };
  const two: ProjectDocument = { ...one, keyframes: [keyframe(only, 10)] };
  expect(planShot(one, only.id, versions)!.keys.get(10)).toEqual(planShot(two, only.id, versions)!.keys.get(10));
  expect(planShot(one, only.id, { ...versions, ...networks('c2') })!.keys.get(10)).not.toEqual(planShot(one, only.id, versions)!.keys.get(10));
});

test('a mask that limits a group makes stale the spans in which its shape changes, where the network stops colour at it', () => {
  const ellipse = (x: number): EllipseShape => ({ kind: 'ellipse', at: [x, 0.5], radii: [0.1, 0.1], angle: 0 });
  const moved = (mask: Mask, frame: number, x: number): Mask => withShapeOnFrame(mask, frameIndex(frame), ellipse(x));
  const still = newMask('Coat', frameIndex(10), ellipse(0.3));
  const mask = moved(moved(still, 30, 0.4), 50, 0.5);
  const only = shot(0, 59);
  const keyframes = [keyframe(only, 10), keyframe(only, 30), keyframe(only, 50)];
  const group = { id: newId(HintGroupId), name: 'Coat', mask: mask.id };
  const groups = (of: Mask | undefined, context = versions): readonly string[] => {
    const shots = [of === undefined ? only : { ...only, masks: [of], hintGroups: [group] }];
    return planShot({ ...emptyDocument, clips: [clip], shots, keyframes }, only.id, context)!.spans.map(({ group: key }) => key);
  };
  const differ = (one: readonly string[], other: readonly string[]): readonly number[] => one.flatMap((key, index) => (key === other[index] ? [] : [index]));
  expect(differ(groups(mask), groups(moved(mask, 40, 0.7)))).toEqual([2]);
  // Where its shape is not known, before its first one and after its last, nothing changes.
  expect(differ(groups(undefined), groups(mask))).toEqual([1, 2]);
  // With one shape it holds on its keyframe alone, and for the networks before it changes nothing.
  expect(groups(still)).toEqual(groups(undefined));
  const before = { ...versions, networksOf: () => ({ ...versions.networksOf(), hasSources: false }) };
  expect(groups(mask, before)).toEqual(groups(undefined, before));
});

test('moving the end of a shot keeps what was made before the first and after the last keyframe', () => {
  const [long, short] = [shot(0, 59), shot(0, 40)];
  const plan = (of: Shot): string[] => planShot({ ...emptyDocument, clips: [clip], shots: [of], keyframes: [keyframe(of, 10)] }, of.id, versions)!.spans.map(({ group }) => group);
  expect(plan(long)).toEqual(plan(short));
});

test('frames of a dissolve are coloured for both shots and mixed as the picture is', async () => {
  const dissolve = { kind: 'dissolve' as const, frames: frameRange(26, 34) };
  const [first, second] = [shot(0, 29), shot(30, 59, dissolve)];
  const document: ProjectDocument = { ...emptyDocument, clips: [clip], shots: [first, second], keyframes: [keyframe(first, 5), keyframe(second, 50)] };
  const plans = [first, second].map((each) => planShot(document, each.id, versions)!);
  expect(plans.map((plan) => plan.range)).toEqual([{ first: 0, last: 34 }, { first: 26, last: 59 }]);
  for (const [index, plan] of plans.entries()) {
    for (const { span, group } of plan.spans) for (let frame = span.range.first as number; frame <= span.range.last; frame++) await putPlane(group, frame, index === 0 ? 40 : -20);
  }
  const source = createChromaSource(plans, { store, colours });
  const at = async (frame: number): Promise<number> => (await source.chromaAt(frame))!.samples[0]! / 256;
  expect(await at(25)).toBe(40);
  expect(await at(30)).toBeCloseTo(10, 1);
  expect(await at(35)).toBe(-20);
  expect(await at(27)).toBeGreaterThan(await at(28));
  expect(source.hasColourAt(30)).toBe(true);
});

test('many shots that are asked for at once have the frames that each has alone: made, stale or neither; what has colour has shares', async () => {
  const long = { ...clip, frameCount: 300 };
  const shots = Array.from({ length: 100 }, (_, index) => shot(3 * index, 3 * index + 2, index % 10 === 5 ? { kind: 'dissolve', frames: frameRange(3 * index - 1, 3 * index) } : { kind: 'cut' }));
  const document: ProjectDocument = { ...emptyDocument, clips: [long], shots, keyframes: shots.filter((_, index) => index % 2 === 0).map((each) => keyframe(each, each.range.first)) };
  const plans = shots.map(({ id }) => planShot(document, id, versions)!);
  for (const [index, plan] of plans.entries()) {
    const [span] = plan.spans;
    if (span === undefined || index % 3 === 0) continue;
    await putPlane(span.group, span.span.range.first, 10);
    if (index % 4 === 0) await putKeyframe(plan, plan.shot.range.first);
    else store.setLatest({ clip: long.contentHash, shot: plan.shot.id, frame: plan.range.last, key: planeKey(span.group, span.span.range.first) });
    // Of a shot that this one was split off.
    if (index % 5 === 0) store.setLatest({ clip: long.contentHash, shot: newId(ShotId), frame: plan.range.last, key: planeKey(span.group, span.span.range.first) });
  }
  const source = createChromaSource(plans, { store, colours });
  for (const plan of plans) expect(source.framesOf(plan.shot.id)).toEqual(frameStatuses(plan, store));
  const all = plans.flatMap((plan) => source.framesOf(plan.shot.id));
  expect(all.filter(({ stale }) => stale).length).toBeGreaterThan(10);
  expect(all.filter(({ key, stale }) => key !== undefined && !stale).length).toBeGreaterThan(10);
  for (let frame = 0; frame < long.frameCount; frame++) expect(source.hasColourAt(frame), `frame ${frame}`).toBe(source.sharesAt(frame).length > 0);
});

test('a shot that is planned again after its clip, its keyframes or its networks have changed has other keys, and its first ones when they are as they were', () => {
  const only = shot(0, 59);
  const [a, b] = [keyframe(only, 10), keyframe(only, 30)];
  const document: ProjectDocument = { ...emptyDocument, clips: [clip], shots: [only], keyframes: [a, b] };
  const groups = (of: ProjectDocument, context: Parameters<typeof planShot>[2] = versions): readonly string[] => planShot(of, only.id, context)!.spans.map(({ group }) => group);
  const first = groups(document);
  const retrained = { ...versions, networksOf: () => ({ ...versions.networksOf(), propagate: 'p2' }) };
  const changed = [groups({ ...document, clips: [{ ...clip, contentHash: 'other' }] }), groups({ ...document, keyframes: [a, keyframe(only, 30, [-20, 5])] }), groups({ ...document, keyframes: [a, { ...b, frame: frameIndex(31) }] }), groups(document, retrained)];
  for (const other of changed) expect(other).not.toEqual(first);
  expect(groups(document)).toEqual(first);
});

test('a keyframe inside a dissolve colours its own frame, and the shot is planned from its others as if it were not there; where it has no others, from that one', () => {
  const dissolve = { kind: 'dissolve' as const, frames: frameRange(26, 34) };
  const [first, second] = [shot(0, 29), shot(30, 59, dissolve)];
  const [sure, mixed, also] = [keyframe(first, 5), keyframe(first, 27), keyframe(first, 29)];
  const plan = (...keyframes: readonly Keyframe[]): ShotPlan => planShot({ ...emptyDocument, clips: [clip], shots: [first, second], keyframes: [...keyframes] }, first.id, versions)!;
  const spansOf = ({ spans }: ShotPlan): unknown => spans.map(({ span: { range, left, right }, group }) => [range.first, range.last, left?.frame, right?.frame, group]);
  const without = plan(sure);
  const behind = without.spans[1]!.group;
  expect(spansOf(plan(sure, mixed, also))).toEqual([[0, 4, undefined, 5, without.spans[0]!.group], [6, 26, 5, undefined, behind], [28, 28, 5, undefined, behind], [30, 34, 5, undefined, behind]]);
  expect(plan(sure, mixed, also).spans.slice(1).map(({ span }) => span.whole)).toEqual([frameRange(6, 34), frameRange(6, 34), frameRange(6, 34)]);
  expect([...plan(sure, mixed).keys.keys()]).toEqual([5, 27]);
  expect([[...plan(sure, mixed).alone], [...plan(mixed, also).alone]]).toEqual([[27], []]);
  expect(spansOf(plan(mixed))).toEqual([[0, 26, undefined, 27, expect.any(String)], [28, 34, 27, undefined, expect.any(String)]]);
  // A correction beside it keeps its own spans.
  const corrected = plan(sure, mixed, { ...keyframe(first, 20), correction: true });
  expect(corrected.steps.map(({ span: { range }, correction }) => [range.first, range.last, correction?.frame])).toEqual([[0, 4, undefined], [20, 20, 20], [6, 19, undefined], [21, 26, undefined], [28, 34, undefined]]);
});

test('layers lie over the colour: no key changes with them, a dissolve mixes those of both shots, and a delivery with others is another one', () => {
  const dissolve = { kind: 'dissolve' as const, frames: frameRange(26, 34) };
  const [first, second] = [shot(0, 29), shot(30, 59, dissolve)];
  const document: ProjectDocument = { ...emptyDocument, clips: [clip], shots: [first, second], keyframes: [keyframe(first, 5), keyframe(second, 50)] };
  const layers = [{ ...neutralLayer('Layer 1'), saturation: 0.5 }];
  const layered: ProjectDocument = { ...document, shots: [{ ...first, layers }, second] };
  const plansOf = (of: ProjectDocument): readonly ShotPlan[] => of.shots.map(({ id }) => planShot(of, id, versions)!);
  const keysOf = (of: ProjectDocument): unknown => plansOf(of).map(({ keys, spans, corrections }) => [[...keys], spans.map(({ group }) => group), corrections]);
  expect(keysOf(layered)).toEqual(keysOf(document));
  const source = createChromaSource(plansOf(layered), { store, colours });
  const saturationAt = (frame: number): number | undefined => {
    const table = source.layersAt(frame);
    return table === undefined ? undefined : applyLayers(table, 0.5, [10, 0])[0] / 10;
  };
  expect(saturationAt(25)).toBeCloseTo(0.5, 6);
  expect(saturationAt(30)).toBeCloseTo(0.75, 6);
  expect(saturationAt(28)).toBeCloseTo(0.65, 6);
  expect(saturationAt(35)).toBeUndefined();
  expect(createChromaSource(plansOf(document), { store, colours }).layersAt(25)).toBeUndefined();
  const params = DeliverParams.parse({ clip, document, files: [], codec: 'ffv1', overwrite: false });
  expect(deliveryId({ ...params, document: layered }, [], [])).not.toBe(deliveryId(params, [], []));
});

test('a version that is not shown has the keys that its shot had, so that its colour is found again', () => {
  const only = shot(0, 59);
  const document: ProjectDocument = { ...emptyDocument, clips: [clip], shots: [only], keyframes: [keyframe(only, 10)] };
  const kept = shownVersion(document, only, newId(VersionId));
  const other: ProjectDocument = { ...document, shots: [{ ...only, version: 'B', vividness: 1 }], keyframes: [keyframe(only, 30, [-20, 5])], versions: [kept] };
  const of = (each: ProjectDocument): unknown => {
    const plan = planShot(each, only.id, versions)!;
    return [[...plan.keys], plan.spans.map(({ group }) => group)];
  };
  expect(of(withVersionShown(other, kept))).toEqual(of(document));
  expect(of(other)).not.toEqual(of(document));
});

test('the weights of the shots in a frame sum to one', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 99 }), (before, after, frame) => {
    const shots = [shot(0, 49), shot(50, 99, { kind: 'dissolve', frames: frameRange(50 - before, 49 + after) })];
    const covering = shots.filter((each) => (each === shots[0] ? frame <= 49 + after : frame >= 50 - before));
    expect(covering.reduce((sum, each) => sum + shotShare(each, shots, frame), 0)).toBeCloseTo(1, 9);
  }));
});

test('a frame without colour has no confidence, and a keyframe has full confidence', async () => {
  const only = shot(0, 59);
  const plan = planShot({ ...emptyDocument, clips: [clip], shots: [only], keyframes: [keyframe(only, 10)] }, only.id, versions)!;
  await putKeyframe(plan, 10);
  const frames = frameStatuses(plan, store);
  expect(frames[10]?.confidence).toBe(1);
  expect(frames[11]).toEqual({ key: undefined, confidence: undefined, stale: false });
  expect(await createChromaSource([plan], { store, colours }).chromaAt(11)).toBeUndefined();
});

test('after an edit a frame shows the colour last made for it, marked stale, also after a restart; it is not delivered and not counted', async () => {
  const only = shot(0, 59);
  const document: ProjectDocument = { ...emptyDocument, clips: [clip], shots: [only], keyframes: [keyframe(only, 10)] };
  const plan = planShot(document, only.id, versions)!;
  await putKeyframe(plan, 10);
  const { group } = plan.spans[1]!;
  for (const frame of [11, 12]) {
    await putPlane(group, frame, 20);
    store.setLatest({ clip: clip.contentHash, shot: only.id, frame, key: planeKey(group, frame) });
  }
  store.setLatest({ clip: clip.contentHash, shot: only.id, frame: 10, key: plan.keys.get(10)! });
  const edited = planShot({ ...document, keyframes: [keyframe(only, 10, [-20, 5])] }, only.id, versions)!;
  await store.close();
  store = await openArtefactStore({ directory, budget: 1e9 });
  colours = createColourStore(store);
  expect(frameStatuses(plan, store)[11]).toEqual({ key: planeKey(group, 11), confidence: 0.9, stale: false });
  const frames = frameStatuses(edited, store);
  expect(frames[11]).toEqual({ key: planeKey(group, 11), confidence: 0.9, stale: true });
  expect(frames[10]).toEqual({ key: plan.keys.get(10), confidence: 1, stale: true });
  expect(frames[13]).toEqual({ key: undefined, confidence: undefined, stale: false });
  const source = createChromaSource([edited], { store, colours });
  expect(await source.chromaAt(11)).toBeUndefined();
  expect(source.confidenceAt(11)).toBeUndefined();
  expect(source.confidenceAt(10)).toBeUndefined();
  // Its replacement takes its place.
  const renewed = edited.spans[1]!.group;
  await putPlane(renewed, 11, 5);
  expect(frameStatuses(edited, store)[11]).toEqual({ key: planeKey(renewed, 11), confidence: 0.9, stale: false });
  // A shot that is split off goes on showing it.
  const split = { ...only, id: newId(ShotId), range: frameRange(11, 59) };
  const rest = planShot({ ...document, shots: [split], keyframes: [keyframe(split, 30)] }, split.id, versions)!;
  expect(frameStatuses(rest, store)[1]).toEqual({ key: planeKey(group, 12), confidence: 0.9, stale: true });
});

test('colour that becomes damaged during a delivery stops it, instead of giving a gray frame', async () => {
  const only = shot(0, 59);
  const plan = planShot({ ...emptyDocument, clips: [clip], shots: [only], keyframes: [keyframe(only, 10)] }, only.id, versions)!;
  await putKeyframe(plan, 10);
  const source = createChromaSource([plan], { store, colours });
  const key = plan.keys.get(10)!;
  await truncate(join(directory, 'artefacts', key.slice(0, 2), key), 60);
  await expect(source.chromaAt(10)).rejects.toMatchObject({ code: 'job.failed' });
});

test('of a stopped span only the missing frames are left to make', () => {
  const known = (frames: readonly number[]): ReadonlyMap<number, unknown> => new Map(frames.map((frame) => [frame, {}]));
  expect(missingFrames(frameRange(11, 16), known([11, 12, 15]))).toEqual([13, 14, 16]);
  expect(missingFrames(frameRange(0, 2), known([0, 1, 2]))).toEqual([]);
});

test('a shot of one frame is its keyframe, with nothing to propagate', async () => {
  const one = shot(7, 7);
  const plan = planShot({ ...emptyDocument, clips: [clip], shots: [one], keyframes: [keyframe(one, 7)] }, one.id, versions)!;
  expect(plan.spans).toEqual([]);
  await putKeyframe(plan, 7);
  expect(frameStatuses(plan, store)).toEqual([{ key: plan.keys.get(7), confidence: 1, stale: false }]);
});

const correction = (of: Shot, frame: number, ab: readonly [number, number] = [-9, 9]): Keyframe => ({ ...keyframe(of, frame, ab), correction: true });

test('a correction is not a keyframe; it makes only its own span stale, and is based on the colour propagated without it', () => {
  const only = shot(0, 59);
  const keys = [keyframe(only, 10), keyframe(only, 30)];
  const plan = (...corrections: readonly Keyframe[]) => planShot({ ...emptyDocument, clips: [clip], shots: [only], keyframes: [...keys, ...corrections] }, only.id, versions)!;
  const [before, after] = [plan(), plan(correction(only, 20))];
  expect([...after.keys.keys()]).toEqual([10, 30]);
  expect(after.spans.map(({ span }) => [span.range.first, span.range.last])).toEqual([[0, 9], [11, 19], [21, 29], [31, 59]]);
  expect([after.spans[0]!.group, after.spans[3]!.group]).toEqual([before.spans[0]!.group, before.spans[2]!.group]);
  expect(after.steps.map(({ span, correction: corrected }) => [span.range.first, span.range.last, corrected?.frame])).toEqual([[0, 9, undefined], [20, 20, 20], [11, 19, undefined], [21, 29, undefined], [31, 59, undefined]]);
  // The frames that were spread before it was given are used again.
  expect(after.steps[1]!.group).toBe(before.spans[1]!.group);
  expect(plan(correction(only, 20, [7, 7])).corrections[0]!.key).not.toEqual(after.corrections[0]!.key);
  // With nothing to mend it is a keyframe like any.
  expect([...planShot({ ...emptyDocument, clips: [clip], shots: [only], keyframes: [correction(only, 20)] }, only.id, versions)!.keys.keys()]).toEqual([20]);
});

test('corrections build on each other outward from the keyframe; editing one leaves what lies before it', () => {
  const only = shot(0, 59);
  const plan = (...given: readonly Keyframe[]) => planShot({ ...emptyDocument, clips: [clip], shots: [only], keyframes: [...given] }, only.id, versions)!;
  const ranges = ({ steps }: ReturnType<typeof plan>): readonly (readonly (number | undefined)[])[] => steps.map(({ span, correction: corrected }) => [span.left?.frame, span.range.first, span.range.last, span.right?.frame, corrected?.frame]);
  const right = [keyframe(only, 10)];
  const one = plan(...right, correction(only, 40), correction(only, 20));
  expect(ranges(one).slice(1)).toEqual([[10, 20, 20, undefined, 20], [10, 11, 19, 20, undefined], [20, 40, 40, undefined, 40], [20, 21, 39, 40, undefined], [40, 41, 59, undefined, undefined]]);
  const edited = plan(...right, correction(only, 40, [5, 5]), correction(only, 20));
  expect(edited.steps.map(({ group }, index) => group === one.steps[index]!.group)).toEqual([true, true, true, true, false, false]);
  expect(ranges(plan(keyframe(only, 50), correction(only, 20), correction(only, 49))).slice(0, -1)).toEqual([[undefined, 49, 49, 50, 49], [undefined, 20, 20, 49, 20], [20, 21, 48, 49, undefined], [undefined, 0, 19, 20, undefined]]);
});

test('every frame of a shot is a keyframe, a correction, or in one span, for any keyframes and corrections', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 4 }), fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { maxLength: 5 }), (keys, corrections) => {
    const only = shot(0, 59);
    const plan = planShot({ ...emptyDocument, clips: [clip], shots: [only], keyframes: [...keys.map((frame) => keyframe(only, frame)), ...corrections.filter((frame) => !keys.includes(frame)).map((frame) => correction(only, frame))] }, only.id, versions)!;
    const frames = [...plan.keys.keys(), ...plan.corrections.map(({ frame }) => frame), ...plan.spans.flatMap(({ span }) => Array.from({ length: span.range.last - span.range.first + 1 }, (_, offset) => span.range.first + offset))];
    expect(frames.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, frame) => frame));
    // What a span begins or ends at is there before it: a keyframe, or mended by an earlier step.
    for (const [index, { span }] of plan.steps.entries()) for (const placed of [span.left, span.right]) if (placed !== undefined) expect(plan.keys.has(placed.frame) || plan.steps.slice(0, index).some((step) => step.correction?.frame === placed.frame)).toBe(true);
  }));
});
