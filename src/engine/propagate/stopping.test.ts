import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lumasOf } from '../../../test/support/real-clip.ts';
import { frameRange } from '../../shared/model/frame.ts';
import { type InferenceClient } from '../models/index.ts';
import { createPropagator } from './propagator.ts';
import type { PropagatedFrame } from './span-request.ts';
import { left, right, shot } from './testing/rolling-ball.ts';
import { propagateAll } from './testing/propagate-all.ts';
import { usePropagator } from './testing/use-propagator.ts';

// Resources held by a propagation that is cancelled or fails.
const loaded = usePropagator();
/** Of 1.3.0, whose readings are fused with flow behind the next one. */
const FUSED = 'propagation';

const lumas = lumasOf(shot);

/** A graph that was running is not interrupted: what it keeps goes at its end. */
async function expectHandles(handles: number): Promise<void> {
  await expect.poll(async () => (await loaded.inference.usage()).handles).toBe(handles);
}

test('a cancel stops between frames and leaves neither handles nor scratch files', async () => {
  const [temporary, before] = [mkdtempSync(join(tmpdir(), 'tintype-stopping-')), process.env['TMPDIR']];
  process.env['TMPDIR'] = temporary;
  try {
    const { handles } = await loaded.inference.usage();
    const control = new AbortController();
    const running = loaded.all({ range: frameRange(1, 10), left, right, lumas }, { signal: control.signal, report: ({ done }) => (done === 6 ? control.abort() : undefined) });
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    await expectHandles(handles);
    expect(readdirSync(temporary).filter((name) => name.includes('tintype'))).toEqual([]);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(temporary, { recursive: true });
  }
});

test('nor does a cancel between reading and fusion', async () => {
  const before = (await loaded.inference.usage()).handles;
  const control = new AbortController();
  const stopped: InferenceClient = {
    ...loaded.inference,
    get generation() { return loaded.inference.generation; },
    run: (request, options) => {
      if (request.graph === 'fuse') control.abort();
      return loaded.inference.run(request, options);
    },
  };
  const own = createPropagator({ inference: stopped, registry: loaded.registry, modelId: FUSED });
  const first = own.propagateSpan({ range: frameRange(1, 10), left, lumas }, { signal: control.signal }).next();
  await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  await expectHandles(before);
  own.dispose();
});

describe('features kept for later readings are released', () => {
  /** Fails at a graph when it has run so many times. */
  const failingAt = (graph: string, after: number): InferenceClient => {
    let runs = 0;
    return {
      ...loaded.inference,
      get generation() { return loaded.inference.generation; },
      run: (request, options) => {
        if (request.graph === graph && runs++ >= after) return Promise.reject(new Error('out of memory'));
        return loaded.inference.run(request, options);
      },
    };
  };
  test.each([
    ['a frame cannot be encoded', 'tokens', 3, undefined],
    ['a frame cannot be painted', 'paint', 1, undefined],
    ['a frame cannot be interpolated', 'interpolate', 2, undefined],
    ['a frame cannot be encoded by 1.3.0', 'encode', 6, FUSED],
    ['a frame cannot be read by it', 'read', 6, FUSED],
    ['a frame cannot be fused by it', 'fuse_between', 6, FUSED],
  ] as const)('when %s', async (_, graph, after, modelId) => {
    const before = (await loaded.inference.usage()).handles;
    const own = createPropagator({ inference: failingAt(graph, after), registry: loaded.registry, ...(modelId === undefined ? {} : { modelId }) });
    await expect(propagateAll(own, { range: frameRange(1, 10), left, right, lumas })).rejects.toThrow('out of memory');
    await expectHandles(before);
    own.dispose();
  });
});

test('a disposed propagator rejects the running step of a flow track, and restarts on the next request', async () => {
  const own = createPropagator({ inference: loaded.inference, registry: loaded.registry, modelId: FUSED });
  const run = own.propagateSpan({ range: frameRange(1, 10), left, lumas });
  await run.next();
  // One or two frames may have been finished while the first was handed out.
  const rest = (async () => { for await (const _frame of run) continue; })();
  own.dispose();
  await expect(rest).rejects.toMatchObject({ code: 'inference.crashed' });
  expect(await own.propagateSpan({ range: frameRange(1, 1), left, lumas }).next()).toMatchObject({ value: { frame: 1 } });
  own.dispose();
});

test('a run that is not read to its end is cleaned up as well', async () => {
  const before = (await loaded.inference.usage()).handles;
  for await (const { frame } of loaded.propagator.propagateSpan({ range: frameRange(1, 10), left, lumas })) if (frame === 3) break;
  await expectHandles(before);
});

test('a killed inference process only costs time', async () => {
  const undisturbed = await loaded.all({ range: frameRange(1, 6), left, lumas });
  const frames: PropagatedFrame[] = [];
  for await (const frame of loaded.propagator.propagateSpan({ range: frameRange(1, 6), left, lumas })) {
    frames.push(frame);
    if (frame.frame === 3) for (const pid of inferenceProcesses()) process.kill(pid, 'SIGKILL');
  }
  expect(frames).toEqual(undisturbed);
});

function inferenceProcesses(): readonly number[] {
  const lines = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes('inference.process')).map((line) => Number.parseInt(line, 10));
}
