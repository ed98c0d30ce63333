import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Job } from '../../../shared/contract/jobs.ts';
import { JobId, newId } from '../../../shared/model/ids.ts';
import { claimedPlaces, freePlaces, placesInUse } from './names-in-use.ts';

let home: string;
beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'tintype-names-')); });
afterEach(() => { rmSync(home, { recursive: true, force: true }); });

const at = (name: string): string => join(home, name);

test('a file, a full folder and the place of a waiting delivery are in use; an empty folder is not', async () => {
  writeFileSync(at('a.mov'), '');
  mkdirSync(at('empty'));
  mkdirSync(at('full'));
  writeFileSync(join(at('full'), '1.dpx'), '');
  expect(await placesInUse(['a.mov', 'empty', 'full', 'waiting.mov', 'free.mov'].map(at), new Set([at('waiting.mov')]))).toEqual([0, 2, 3]);
});

test('a name in use is numbered past what is there, what is claimed and what the delivery writes itself', async () => {
  writeFileSync(at('a.mov'), '');
  writeFileSync(at('a (2).mov'), '');
  const free = await freePlaces(['a.mov', 'a (3).mov', 'b.mov'].map(at), new Set([at('b.mov'), at('a (4).mov')]));
  expect(free).toEqual(['a (5).mov', 'a (3).mov', 'b (2).mov'].map(at));
});

test('places are claimed by deliveries that have not ended, and by no other job', () => {
  const job = (kind: string, state: Job['state']): Job => ({ id: newId(JobId), kind, label: '', state, done: 0, total: 0, secondsLeft: null, createdAt: '' });
  const all = [job('deliver', 'queued'), job('deliver', 'running'), job('deliver', 'done'), job('propagate', 'running')];
  const places = claimedPlaces({ list: () => all, params: (id) => ({ files: [{ outPath: `/out/${all.findIndex((each) => each.id === id)}.mov` }] }) });
  expect([...places]).toEqual(['/out/0.mov', '/out/1.mov']);
});
