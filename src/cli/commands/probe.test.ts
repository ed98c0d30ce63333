import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { locateFfmpeg } from '../../engine/media/index.ts';
import { parseCoding } from '../../shared/model/clip-coding.ts';
import { ClipReport } from '../../shared/model/clip-report.ts';
import type { ProbeCommandOptions } from '../command-options.ts';
import { createOutput } from '../output.ts';
import { probe } from './probe.ts';

let folder: string;
let film: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tintype-probe-'));
  film = join(folder, 'untagged.mkv');
  execFileSync((await locateFfmpeg()).ffmpegPath, ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=64x48:r=25', '-frames:v', '3', '-c:v', 'ffv1', '-pix_fmt', 'yuv422p10le', film]);
});
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

/** What the command prints, as the report that `--json` has. */
async function reportOf(options: ProbeCommandOptions): Promise<{ readonly report: ClipReport; readonly text: string }> {
  let seen: { readonly report: ClipReport; readonly text: string } | undefined;
  const output = { ...createOutput({ json: true }), result: (report: unknown, text: string) => { seen = { report: ClipReport.parse(report), text }; } };
  await probe(film, options, { output, signal: new AbortController().signal } as never);
  return seen!;
}

test('with --coding the report says what was set, and shows the clip by it', async () => {
  const plain = await reportOf({});
  const fact = ({ report }: Awaited<ReturnType<typeof reportOf>>, id: string): unknown => report.facts.find((each) => each.id === id);
  expect(fact(plain, 'transfer')).toMatchObject({ how: 'assumed' });
  const set = await reportOf({ coding: { coding: parseCoding('pq,full') } });
  expect(fact(set, 'transfer')).toMatchObject({ value: 'smpte2084', how: 'setting' });
  expect(fact(set, 'primaries')).toMatchObject({ value: 'bt2020', how: 'setting' });
  expect(fact(set, 'range')).toMatchObject({ value: 'full', how: 'setting' });
  expect(set.text).toContain('set by you');
  // What was assumed of these tags is not said of a clip whose coding was set.
  expect(set.report.remarks.join(' ')).not.toMatch(/assumed/);
});
