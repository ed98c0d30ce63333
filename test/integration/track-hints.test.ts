import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { openClip } from '../../src/engine/app/index.ts';
import type { RunningServer } from '../../src/engine/server/index.ts';
import type { Keyframe } from '../../src/shared/model/document.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { Hint } from '../../src/shared/model/hint.ts';
import { HintId, KeyframeId, newId, ShotId } from '../../src/shared/model/ids.ts';
import { makeSmallClip } from '../support/clips.ts';
import { useServedEngine } from '../support/served-engine.ts';
import { TrackResult, type TrackRequest } from '../../src/shared/contract/propagate.ts';
import type { HintId as HintIdType } from '../../src/shared/model/ids.ts';
import { connectWire } from '../support/wire-client.ts';

const served = useServedEngine('track');
let home: string;
let engine: Engine;
let server: RunningServer;
beforeAll(() => { ({ home, engine, server } = served); });

test('hints of a keyframe are tracked to another frame, searched in another shot, and copied there in one step that undo reverts', async () => {
  const wire = await connectWire(server.signInUrl());
  const { client } = wire;
  engine.app.create(join(home, 'film.tintype'), { overwrite: false });
  const { jobId } = await openClip(engine.app, engine.jobs, makeSmallClip(home).film, { proxy: false });
  await engine.jobs.wait(jobId!);
  const [first, second] = engine.app.document().shots;
  // The block's corner: it moves 4 pixels a frame to the right; the box on the ground stands still.
  const onBlock = Hint.parse({ kind: 'point', id: newId(HintId), at: [(44 + 4 * 2) / 320, 54 / 192], radius: 0.02, ab: [50, 30] });
  const onGround = Hint.parse({ kind: 'stroke', id: newId(HintId), path: [[24 / 320, 176 / 192], [60 / 320, 177 / 192], [106 / 320, 177 / 192]], radius: 0.02, ab: [-30, 20] });
  const keyframe: Keyframe = { id: newId(KeyframeId), shotId: first!.id, frame: frameIndex(2), approved: false, hints: [onBlock, onGround] };
  engine.app.apply({ kind: 'addKeyframe', keyframe });

  /** The call returns the job at once; the result is in its end. */
  const track = async (frame: number, hintIds?: readonly HintIdType[]): Promise<TrackResult['targets'][number]> => {
    const request: TrackRequest = { keyframeId: keyframe.id, targets: [{ frames: [frameIndex(frame)] }], ...(hintIds === undefined ? {} : { hintIds: [...hintIds] }) };
    const { jobId: tracking } = await client.propagate.track(request);
    const job = await engine.jobs.wait(tracking);
    expect(job).toMatchObject({ kind: 'trackHints', state: 'done', shotId: first!.id });
    return TrackResult.parse(job.result).targets[0]!;
  };
  for (const frame of [10, 0]) {
    const { hints } = await track(frame);
    const [block, ground] = hints;
    expect([block?.from, ground?.from]).toEqual([onBlock.id, onGround.id]);
    expect([block?.lost, ground?.lost]).toEqual([false, false]);
    expect(block?.hint.id).not.toBe(onBlock.id);
    if (block?.hint.kind !== 'point' || ground?.hint.kind !== 'stroke') throw new Error('kinds stay');
    expect(Math.hypot(block.hint.at[0] * 320 - (44 + 4 * frame), block.hint.at[1] * 192 - 54)).toBeLessThan(4);
    for (const [index, [x, y]] of ground.hint.path.entries()) expect(Math.hypot((x - (onGround.kind === 'stroke' ? onGround.path[index]![0] : 0)) * 320, (y - (onGround.kind === 'stroke' ? onGround.path[index]![1] : 0)) * 192)).toBeLessThan(4);
  }

  const some = await track(10, [onBlock.id]);
  expect(some.hints.map(({ from }) => from)).toEqual([onBlock.id]);
  const before = (await client.project.current())!;
  await client.project.apply({ baseRevision: before.revision, command: { kind: 'copyHints', shotId: first!.id, frame: frameIndex(10), newKeyframeId: newId(KeyframeId), hints: some.hints.map(({ hint }) => hint) } });
  expect(engine.app.document().keyframes.map(({ frame, hints }) => [frame, hints.length])).toEqual([[2, 2], [10, 1]]);
  expect((await client.project.current())?.undoLabel).toBe('Copy hint');
  await client.project.undo();
  expect(engine.app.document().keyframes).toEqual(before.document.keyframes);

  await expect(client.propagate.track({ keyframeId: keyframe.id, targets: [{ frames: [frameIndex(second!.range.last + 1)] }] })).rejects.toMatchObject({ data: { code: 'input.frameOutside' } });

  // Beyond a cut the positions are searched for, since no frames connect the two.
  engine.app.apply({ kind: 'splitShot', shotId: first!.id, at: frameIndex(6), newShotId: newId(ShotId) });
  const [block] = (await track(10)).hints;
  expect(block).toMatchObject({ from: onBlock.id, lost: false });
  expect(block?.hint.kind === 'point' && Math.hypot(block.hint.at[0] * 320 - (44 + 4 * 10), block.hint.at[1] * 192 - 54)).toBeLessThan(4);
  wire.close();
}, 240_000);
