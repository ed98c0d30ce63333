import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ArtefactKey, artefactKey, type ArtefactStore, neighbourFlowKind, openArtefactStore } from '../../artefacts/index.ts';
import { encodeFlow, type FlowStore } from '../../propagate/index.ts';
import { clipFlows } from './clip-flows.ts';

let folder: string;
let store: ArtefactStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tintype-flows-'));
  store = await openArtefactStore({ directory: folder });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const flow = { size: { width: 30, height: 20 }, dx: Int16Array.from({ length: 600 }, (_, index) => index - 300), dy: Int16Array.from({ length: 600 }, (_, index) => 40 * Math.sin(index)) };
const flowsOf = (content: string, kept: ArtefactKey[] = []): FlowStore => clipFlows({ store }, { content, kept: (key) => { kept.push(key); return Promise.resolve(); } });

test('a flow is found under its clip, its frame and its direction, by whichever run', async () => {
  const kept: ArtefactKey[] = [];
  await flowsOf('film', kept).put(7, 8, flow);
  expect(await flowsOf('film').get(7, 8)).toEqual(flow);
  for (const [content, here, there] of [['film', 8, 7], ['film', 7, 6], ['film', 6, 7], ['other', 7, 8]] as const) expect(await flowsOf(content).get(here, there)).toBeUndefined();
  expect(kept).toEqual([artefactKey(neighbourFlowKind, { clip: 'film', frame: 7, into: 'after' })]);
  expect(store.find(kept[0]!)).toMatchObject({ kind: 'neighbour-flow', frame: 7 });
});

test('a damaged flow, and bytes that are none, count as missing', async () => {
  const flows = flowsOf('damaged');
  await flows.put(1, 0, flow);
  const key = artefactKey(neighbourFlowKind, { clip: 'damaged', frame: 1, into: 'before' });
  const [file] = (await readdir(folder, { recursive: true })).filter((name) => name.includes(key));
  const bytes = await readFile(join(folder, file!));
  bytes[bytes.byteLength - 60]! ^= 255;
  await writeFile(join(folder, file!), bytes);
  expect(await flows.get(1, 0)).toBeUndefined();
  await store.put(key, neighbourFlowKind.kind, { payload: (await encodeFlow(flow)).subarray(0, 100) });
  expect(await flows.get(1, 0)).toBeUndefined();
  await flows.put(1, 0, flow);
  expect(await flows.get(1, 0)).toEqual(flow);
});
