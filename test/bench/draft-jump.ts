import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { colourJump } from '../../scripts/colour-jump.ts';
import { SHIPPED_SAMPLE } from '../../scripts/sample-film/shipped-sample.ts';
import type { DraftReader, KeyPlane, Propagator } from '../../src/engine/propagate/index.ts';
import { type FrameRange, frameRange } from '../../src/shared/model/frame.ts';
import type { Size } from '../../src/shared/model/working-size.ts';
import { lumasOf, type TrueFrame, trueFrames } from '../support/real-clip.ts';
import type { BenchRow } from './bench.ts';

/** Frames 52…78, a street with people. */
const STREET = frameRange(52, 78);
/** Distances in frames from the first one, spread over the shot. */
const DRAFTED = [1, 4, 8, 12, 16, 20, 24];

/** Frames of the sample film in their true colours. */
function sampleFrames({ first, last }: FrameRange, size: Size): readonly TrueFrame[] {
  const folder = mkdtempSync(join(tmpdir(), 'tintype-true-colour-'));
  try {
    const file = join(folder, 'true.mkv');
    const part = (input: number): string => `[${input}:v]trim=start_frame=${first}:end_frame=${last + 1},setpts=PTS-STARTPTS,scale=${size.width}:${size.height}:flags=area,format=yuv444p`;
    execFileSync(process.env['FFMPEG_BIN'] ?? 'ffmpeg', ['-v', 'error', '-i', SHIPPED_SAMPLE.filmPath, '-i', SHIPPED_SAMPLE.chromaPath,
      '-filter_complex', `${part(0)},extractplanes=y[y];${part(1)},extractplanes=u+v[u][v];[y][u][v]mergeplanes=0x001020:yuv444p[true]`, '-map', '[true]', '-c:v', 'ffv1', file]);
    return trueFrames(file, { ...size, count: last - first + 1 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a viewer sees change when the final frame takes the place of its draft, in a shot of the sample film whose first frame (and last) has its true colours. */
export async function draftJump({ drafts, propagator, size }: { readonly drafts: DraftReader; readonly propagator: Propagator; readonly size: Size }): Promise<readonly BenchRow[]> {
  const frames = sampleFrames(STREET, size);
  const key = (frame: number): KeyPlane => ({ frame, plane: frames[frame]!.plane });
  const last = frames.length - 1;
  const rows: BenchRow[] = [];
  for (const [count, keys] of [['one keyframe', [key(0)]], ['two', [key(0), key(last)]]] as const) {
    const right = keys[1];
    const jumps = [];
    for await (const { frame, plane } of propagator.propagateSpan({ range: frameRange(1, DRAFTED.at(-1)!), left: keys[0], ...(right === undefined ? {} : { right }), lumas: lumasOf(frames), frameCount: frames.length })) {
      if (!DRAFTED.includes(frame)) continue;
      const draft = await drafts.draft({ frame, keys, content: 'street', luma: (wanted) => Promise.resolve(frames[wanted]!.luma) });
      jumps.push(colourJump(frames[frame]!.luma, draft.plane, plane));
    }
    rows.push(
      { name: `from a draft to the final frame, ${count}: over the frame`, median: jumps.reduce((sum, { mean }) => sum + mean, 0) / jumps.length, unit: 'ΔE2000' },
      { name: 'of the frame that changes most', median: Math.max(...jumps.map(({ mean }) => mean)), unit: 'ΔE2000' },
      { name: 'at its places that change most (one in a hundred, any frame)', median: Math.max(...jumps.map(({ most }) => most)), unit: 'ΔE2000' },
    );
  }
  return rows;
}
