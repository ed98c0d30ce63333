import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ArtefactKey, artefactKey } from './artefact-kind.ts';
import type { ArtefactStore } from './artefact-store.ts';
import { blendedPlaneKind, spanKind } from './kinds.ts';
import { openArtefactStore } from './open-artefact-store.ts';

const span = artefactKey(spanKind, { clip: 'a', network: 'n' });
const keyOf = (frame: number): ArtefactKey => artefactKey(blendedPlaneKind, { span, frame });

test('machines that share a folder find what each of them has put, and none evicts the work of another', async () => {
  const home = await mkdtemp(join(tmpdir(), 'tintype-shared-'));
  const open = (machine: string, budget: number): Promise<ArtefactStore> => openArtefactStore({ directory: join(home, 'store'), budget, shared: { indexPath: join(home, `${machine}.sqlite`) } });
  const [desk, other] = [await open('desk', 1e9), await open('other', 1)];
  try {
    const payload = new Uint8Array(1000).fill(7);
    await desk.put(keyOf(1), blendedPlaneKind.kind, { payload, meta: { group: span, frame: 1, confidence: 0.5 } });
    expect(other.find(keyOf(1))).toMatchObject({ frame: 1, confidence: 0.5 });
    await desk.put(keyOf(2), blendedPlaneKind.kind, { payload, meta: { group: span, frame: 2 } });
    expect(other.group(span).map(({ frame }) => frame)).toEqual([1]);
    await other.discover([keyOf(1), keyOf(2), keyOf(3)]);
    expect(other.group(span).map(({ frame }) => frame)).toEqual([1, 2]);
    // Its budget of one byte would leave nothing.
    await other.put(keyOf(4), blendedPlaneKind.kind, { payload, meta: { group: span, frame: 4 } });
    expect(await Promise.all([1, 2, 4].map(async (frame) => (await desk.get(keyOf(frame)))?.payload.byteLength))).toEqual([1000, 1000, 1000]);
    // What one removes is gone for the other, too.
    await desk.remove(keyOf(4));
    expect(other.find(keyOf(4))).toBeUndefined();
  } finally {
    await desk.close();
    await other.close();
    await rm(home, { recursive: true, force: true });
  }
});
