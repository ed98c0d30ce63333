import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DeliveryReport } from '../../../shared/model/delivery-report.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import { openDeliveryRecord } from './delivery-record.ts';

let home: string;
beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'tintype-record-')); });
afterEach(() => { rmSync(home, { recursive: true, force: true }); });

const report: DeliveryReport = {
  version: 1, files: ['shot-1.mp4'], codec: 'h264', pixelFormat: 'yuv420p', clip: { name: 'film', contentHash: 'a'.repeat(64) }, range: frameRange(0, 3),
  frameCount: 4, missingFrames: 0, uncolouredFrames: [], frames: [], meanConfidence: null, reducedShare: 0, flicker: { meanAbChange: 0, conspicuousFrames: [] }, lumaCheck: null,
  bytes: 1, kept: [], remarks: [], command: '', seconds: 1,
};

async function writeFileOf(request: string | undefined): Promise<string> {
  const [scratch, outPath] = [join(home, 'scratch'), join(home, 'shot-1.mp4')];
  const record = openDeliveryRecord(home, 'id', request);
  await record.begin();
  writeFileSync(scratch, 'whole');
  await record.add(0, { outPath, scratch, report });
  renameSync(scratch, outPath);
  return outPath;
}

test('a written file counts as finished while it is unchanged', async () => {
  const outPath = await writeFileOf('first');
  expect(await openDeliveryRecord(home, 'id', 'first').finished(0, outPath)).toMatchObject({ frameCount: 4 });
  writeFileSync(outPath, 'another');
  expect(await openDeliveryRecord(home, 'id', 'first').finished(0, outPath)).toBeUndefined();
});

test('a delivery killed after its last file and before its job ended finds all files finished; requested once more it begins anew', async () => {
  const outPath = await writeFileOf('first');
  await openDeliveryRecord(home, 'id', 'first').end();
  expect(await openDeliveryRecord(home, 'id', 'first').finished(0, outPath)).toMatchObject({ frameCount: 4 });
  expect(await openDeliveryRecord(home, 'id', 'second').finished(0, outPath)).toBeUndefined();
  expect(await openDeliveryRecord(home, 'id').finished(0, outPath)).toBeUndefined();
});
