import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { abDistance, lumasOf } from '../../../test/support/real-clip.ts';
import { resamplePlane } from '../../shared/colour/resample.ts';
import { frameRange } from '../../shared/model/frame.ts';
import { Hint } from '../../shared/model/hint.ts';
import { createInferenceClient, type InferenceClient, type ModelRegistry, openModelRegistry } from '../models/index.ts';
import { createPropagator, type Propagator } from './propagator.ts';
import type { PropagatedFrame, SpanOptions, SpanRequest } from './span-request.ts';
import { left, right, shot } from './testing/rolling-ball.ts';
import { madeBy, propagateAll } from './testing/propagate-all.ts';

// Spreading that is stopped, dies or goes on: what it holds then, and what it makes.
let registry: ModelRegistry;
let inference: InferenceClient;
let propagator: Propagator;
beforeAll(async () => {
  registry = await openModelRegistry([fileURLToPath(new URL('../../../resources/models', import.meta.url))]);
  inference = createInferenceClient(registry);
  propagator = createPropagator({ inference, registry });
});
afterAll(async () => {
  propagator.dispose();
  await inference.close();
});

const all = (request: SpanRequest, options?: SpanOptions): Promise<readonly PropagatedFrame[]> => propagateAll(propagator, request, options);
const lumas = lumasOf(shot);

test('a cancel stops between frames and leaves neither handles nor a scratch file', async () => {
  const scratchFiles = (): number => readdirSync(tmpdir()).filter((name) => name.startsWith(`tintype-scratch-${process.pid}-`)).length;
  const before = { files: scratchFiles(), handles: (await inference.usage()).handles };
  const control = new AbortController();
  const running = all({ range: frameRange(1, 10), left, right, lumas }, { signal: control.signal, report: ({ done }) => (done === 13 ? control.abort() : undefined) });
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect({ files: scratchFiles(), handles: (await inference.usage()).handles }).toEqual(before);
});

test('nor does one that comes when a frame is read and not yet fused', async () => {
  const before = (await inference.usage()).handles;
  const control = new AbortController();
  const stopped: InferenceClient = {
    ...inference,
    get generation() { return inference.generation; },
    run: (request, options) => {
      if (request.graph === 'fuse') control.abort();
      return inference.run(request, options);
    },
  };
  const own = createPropagator({ inference: stopped, registry });
  const first = own.propagateSpan({ range: frameRange(1, 10), left, lumas }, { signal: control.signal }).next();
  await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  expect((await inference.usage()).handles).toBe(before);
  own.dispose();
});

describe('what the way back understood already is let go of', () => {
  const whole = madeBy(Array.from({ length: 3 }, (_, index): PropagatedFrame => ({ frame: index + 1, plane: resamplePlane(shot[index + 1]!.plane, { width: 24, height: 16 }), confidence: new Uint8Array(24 * 16).fill(200), meanConfidence: 0.8 })));
  const hint = Hint.parse({ kind: 'point', id: 'h', at: [0.8, 0.2], radius: 0.08, ab: [-20, 25] });
  /** Of the readings of frames 4…10 the way back takes one each, two of a frame with hints. */
  const failingAt = (graph: string, readsBack: number): InferenceClient => {
    let reads = 0;
    return {
      ...inference,
      get generation() { return inference.generation; },
      run: (request, options) => {
        if (reads === readsBack && request.graph === graph) return Promise.reject(new Error('out of memory'));
        if (request.graph === 'read') reads++;
        return inference.run(request, options);
      },
    };
  };
  test.each([
    ['a frame that an earlier run made cannot be encoded', 'encode', []],
    ['the frame cannot be read', 'read', []],
    ['the frame cannot be read without its hints', 'read', [hint]],
  ] as const)('when %s', async (_, graph, hints) => {
    const before = (await inference.usage()).handles;
    const own = createPropagator({ inference: failingAt(graph, 7 + hints.length), registry });
    const run = own.propagateSpan({ range: frameRange(4, 10), left, right, lumas, made: whole, hintsAt: (frame) => (frame === 4 ? hints : []) });
    await expect(run.next()).rejects.toThrow('out of memory');
    expect((await inference.usage()).handles).toBe(before);
    own.dispose();
  });
});

test('a propagator that is disposed of answers the step that it was in, and starts anew when it is asked again', async () => {
  const own = createPropagator({ inference, registry });
  const run = own.propagateSpan({ range: frameRange(1, 10), left, lumas });
  await run.next();
  const second = run.next();
  own.dispose();
  await expect(second).rejects.toMatchObject({ code: 'inference.crashed' });
  expect(await own.propagateSpan({ range: frameRange(1, 1), left, lumas }).next()).toMatchObject({ value: { frame: 1 } });
  own.dispose();
});

test('a run that nobody reads to its end cleans up as well', async () => {
  const before = (await inference.usage()).handles;
  for await (const { frame } of propagator.propagateSpan({ range: frameRange(1, 10), left, lumas })) if (frame === 3) break;
  expect((await inference.usage()).handles).toBe(before);
});

test('a resumed run goes on from the frames made before, as sure of them as they were', async () => {
  const whole = await all({ range: frameRange(1, 11), left, lumas });
  const steps: number[] = [];
  const rest = await all({ range: frameRange(9, 11), left, made: madeBy(whole), lumas }, { report: ({ done, total }) => steps.push(done / total) });
  expect(rest.map(({ frame }) => frame)).toEqual([9, 10, 11]);
  // Eight frames lie between the key and the first that is left to make.
  expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((done) => done / 11));
  for (const [index, { plane, meanConfidence }] of rest.entries()) {
    const before = whole[8 + index]!;
    // Its memory is what came out (reading and flow fused), that of the uninterrupted run the readings themselves.
    expect(abDistance(plane, before.plane)).toBeLessThan(1);
    expect(meanConfidence).toBeCloseTo(before.meanConfidence, 1.5);
  }
});

test('frames made before are believed as far as they were sure of themselves', async () => {
  const whole = await all({ range: frameRange(1, 8), left, lumas });
  const misled = async (confidence: number): Promise<number> => {
    const [next] = await all({ range: frameRange(9, 9), left, lumas, made: async (frame) => {
      const made = await madeBy(whole)(frame);
      return made === undefined ? undefined : { plane: { ...made.plane, samples: made.plane.samples.map((value) => -value) }, confidence: new Uint8Array(made.confidence.length).fill(confidence) };
    } });
    return abDistance(next!.plane, resamplePlane(shot[9]!.plane, next!.plane));
  };
  expect(await misled(10)).toBeLessThan(0.8 * (await misled(250)));
});

test('a killed inference process costs nothing but time', async () => {
  const undisturbed = await all({ range: frameRange(1, 6), left, lumas });
  const frames: PropagatedFrame[] = [];
  for await (const frame of propagator.propagateSpan({ range: frameRange(1, 6), left, lumas })) {
    frames.push(frame);
    if (frame.frame === 3) for (const pid of inferenceProcesses()) process.kill(pid, 'SIGKILL');
  }
  expect(frames).toEqual(undisturbed);
});

function inferenceProcesses(): readonly number[] {
  const lines = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes('inference.process')).map((line) => Number.parseInt(line, 10));
}
