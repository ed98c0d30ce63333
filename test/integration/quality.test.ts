import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FfmpegTools, locateFfmpeg, probeClip } from '../../src/engine/media/index.ts';
import { type AskedColour, checkQuality } from '../../src/engine/quality/index.ts';
import type { Clip } from '../../src/shared/model/clip.ts';
import { QualityLimits, QualityReport } from '../../src/shared/model/quality-report.ts';
import { ffmpeg } from '../support/clips.ts';
import { isLong } from '../support/long.ts';
import { tintype } from '../support/tintype.ts';

const FRAMES = 60;
const TAGS = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'] as const;

let home: string;
let tools: FfmpegTools;
let source: string;
let clean: string;
const clips = new Map<string, Promise<Clip>>();
/** Files by what was done to the clean film, and reports by what was asked: several tests look at the same ones. */
const files = new Map<string, string>();
const reports = new Map<string, Promise<QualityReport>>();
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tintype-quality-'));
  tools = await locateFfmpeg();
  [source, clean] = [join(home, 'source.mkv'), join(home, 'clean.mkv')];
  // Two shots with things that move, grain, and sound that never repeats itself.
  const shot = (ground: string, thing: string, speed: number, seed: number): string =>
    `color=${ground}:s=320x180:r=24,noise=alls=10:all_seed=${seed},gblur=1[g${seed}];color=${thing}:s=70x70:r=24,noise=alls=10:all_seed=${seed + 5}[t${seed}];[g${seed}][t${seed}]overlay=x=30+${speed}*n:y=50:shortest=0,trim=end_frame=${FRAMES / 2},setpts=PTS-STARTPTS[s${seed}]`;
  ffmpeg('-f', 'lavfi', '-i', 'anoisesrc=r=48000:seed=3:c=pink,tremolo=f=0.7:d=0.9', '-filter_complex', `${shot('0x6f86a4', '0xb23c30', 4, 1)};${shot('0xc8a878', '0x2f7048', -1, 2)};[s1][s2]concat=n=2,format=yuv422p[v]`,
    '-map', '[v]', '-map', '0:a', '-shortest', '-frames:v', String(FRAMES), '-c:v', 'ffv1', '-c:a', 'pcm_s16le', ...TAGS, clean);
  ffmpeg('-i', clean, '-vf', 'lutyuv=u=128:v=128', '-c:v', 'ffv1', '-c:a', 'copy', ...TAGS, source);
});
afterAll(async () => { await rm(home, { recursive: true, force: true }); });

/** The clean film with something done to it. */
function spoiled(name: string, ...how: readonly string[]): string {
  const known = files.get(how.join(' '));
  if (known !== undefined) return known;
  const path = join(home, `${name}.mkv`);
  files.set(how.join(' '), path);
  ffmpeg('-i', clean, ...how, '-c:v', 'ffv1', ...(how.includes('-af') ? ['-c:a', 'pcm_s16le'] : ['-c:a', 'copy']), ...(how.includes('-color_primaries') ? [] : TAGS), path);
  return path;
}

/** Of a film that does not change any more. */
function probed(path: string): Promise<Clip> {
  const known = clips.get(path) ?? probeClip(path, tools);
  clips.set(path, known);
  return known;
}

interface ReportOptions {
  readonly asked?: readonly AskedColour[];
  readonly first?: number;
}

function reportOf(path: string, options: ReportOptions = {}): Promise<QualityReport> {
  const question = JSON.stringify([path, options]);
  const known = reports.get(question) ?? checked(path, options);
  reports.set(question, known);
  return known;
}

async function checked(path: string, options: ReportOptions): Promise<QualityReport> {
  const [delivered, from] = [await probed(path), await probed(source)];
  return checkQuality({
    delivered, source: from, limits: QualityLimits.parse({}),
    ...(options.asked === undefined ? {} : { project: { path: 'film.tintype', asked: options.asked, keyframes: [] } }), ...(options.first === undefined ? {} : { firstSourceFrame: options.first }),
  }, { tools });
}

const found = (report: QualityReport): readonly string[] => report.findings.map(({ kind, frames }) => (frames === undefined ? kind : `${kind} ${frames.first}–${frames.last}`));

test('a clean pair has no findings, and its luma is compared sample by sample', async () => {
  const report = await reportOf(clean, { asked: [{ frame: 4, at: [0.22, 0.45], ab: await abAt(clean, 4, [0.22, 0.45]) }] });
  expect(found(report)).toEqual([]);
  expect(report.luma).toMatchObject({ result: 'exact', differingSamples: 0, samples: FRAMES * 320 * 180 });
  expect(report.soundOffset).toBe(0);
  expect(report.shots.map(({ first, last }) => [first, last])).toEqual([[0, 29], [30, 59]]);
  expect(report.hints).toHaveLength(1);
  QualityReport.parse(JSON.parse(JSON.stringify(report)));
});

describe('each fault is found at its frames, without other findings', () => {
  test('one gray frame', async () => { expect(found(await reportOf(spoiled('gray', '-vf', `hue=s=0:enable=eq(n\\,20)`)))).toEqual(['uncoloured 20–20', expect.stringMatching(/^flicker (19|20)–(20|21)$/)]); });
  test('a flicker of ΔE 3 over ten frames', async () => {
    const report = await reportOf(spoiled('flicker', '-vf', `lutyuv=u=val+4:enable=between(n\\,10\\,19)*mod(n\\,2)`));
    expect(found(report)).toEqual([expect.stringMatching(/^flicker (10|11)–(19|20)$/)]);
  });
  test('a dropped frame', async () => { expect(found(await reportOf(spoiled('dropped', '-vf', `select=not(eq(n\\,20)),setpts=N/24/TB`)))).toEqual(['frameCount', 'droppedFrame 20–20']); });
  if (isLong) test('a doubled frame', async () => { expect(found(await reportOf(spoiled('doubled', '-filter_complex', '[0:v]split[p][q];[p]trim=end_frame=21[a];[q]trim=start_frame=20,setpts=PTS-STARTPTS[b];[a][b]concat=n=2[v]', '-map', '[v]', '-map', '0:a')))).toEqual(['frameCount', 'doubledFrame 21–21']); });
  if (isLong) test('sound that is 40 ms late', async () => {
    const report = await reportOf(spoiled('late', '-af', 'adelay=40:all=1'));
    expect(found(report)).toEqual(['soundOffset']);
    expect(report.soundOffset).toBeCloseTo(40, 0);
  });
  test('a changed luma code', async () => { expect(found(await reportOf(spoiled('luma', '-vf', `drawbox=x=100:y=60:w=1:h=1:color=white:t=fill:enable=eq(n\\,44)`)))).toEqual(['luma 44–44']); });
  test('another picture in all frames, which none of them stands out by', async () => {
    const report = await reportOf(spoiled('foreign', '-vf', 'lutyuv=y=val/2'));
    expect(found(report)).toContain('luma 0–59');
    expect(report.findings.find(({ kind }) => kind === 'luma')?.sentence).toMatch(/^Frames 0–59: not the source's picture; luma codes lie \d+\.\d off it on average, up to \d+\.$/);
  });
  test('brighter and flatter luma of all frames, which is no coding noise', async () => {
    const sentences = async (name: string, luma: string): Promise<readonly string[]> => (await reportOf(spoiled(name, '-frames:v', '8', '-vf', `lutyuv=y=${luma}`))).findings.filter(({ kind }) => kind === 'luma').map(({ sentence }) => sentence);
    expect(await sentences('brighter', 'val+3')).toEqual(['Frames 0–7: luma lies 3.0 codes above the source\'s on average: the picture is brighter, by more than coding noise.']);
    expect(await sentences('flatter', '126+(val-126)*0.9')).toEqual([expect.stringMatching(/^Frames 0–7: luma .* by more than coding noise\.$/)]);
  });
  test('luma that is noisy from coding alone has no finding', async () => {
    const path = join(home, 'coded.mp4');
    ffmpeg('-i', clean, '-frames:v', '8', '-an', '-c:v', 'libx264', '-crf', '36', '-pix_fmt', 'yuv420p', ...TAGS, path);
    const report = await reportOf(path);
    expect(report.luma.psnr).toBeLessThan(42);
    expect(report.findings.filter(({ kind }) => kind === 'luma')).toEqual([]);
  });
  if (isLong) test('a wrong tag', async () => {
    const report = await reportOf(spoiled('tag', '-color_primaries', 'bt2020', '-colorspace', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'));
    expect(found(report)).toEqual(['tag']);
    expect(report.findings[0]?.sentence).toContain('primaries');
  });
  test('a hint that is not obeyed', async () => {
    const [a, b] = await abAt(clean, 4, [0.22, 0.45]);
    expect(found(await reportOf(clean, { asked: [{ frame: 4, at: [0.22, 0.45], ab: [a, b] }, { frame: 4, at: [0.22, 0.5], ab: [-a, 30] }] }))).toEqual(['hint 4–4']);
  });
});

/** Something done to an area of the picture, which is 80 samples wide and 60 high and begins at (160, 60). */
const inArea = (how: string): readonly string[] => ['-filter_complex', `[0:v]split[all][part];[part]crop=80:60:160:60,${how}[done];[all][done]overlay=160:60,format=yuv422p[v]`, '-map', '[v]', '-map', '0:a'];
/** That area in a report: blocks 8 to 11 of 16 across, 3 to 5 of 9 down. */
const AREA = [0.5, 3 / 9, 0.75, 6 / 9];

test('a report says where in the picture a fault is, on its worst frame', async () => {
  const placesOf = async (path: string): Promise<readonly unknown[]> => (await reportOf(path)).findings.map(({ kind, place }) => [kind, place?.frame, place?.box]);
  expect(await placesOf(spoiled('flicker-there', ...inArea(`lutyuv=u=val+40:enable=eq(n\\,12)`)))).toEqual([['flicker', 12, AREA]]);
  expect(await placesOf(spoiled('gamut-there', ...inArea(`lutyuv=u=240:v=240`)))).toEqual(expect.arrayContaining([['outOfGamut', expect.any(Number), AREA]]));
  expect(await placesOf(spoiled('luma-there', '-vf', `drawbox=x=100:y=60:w=1:h=1:color=white:t=fill:enable=eq(n\\,44)`))).toEqual([['luma', 44, [5 / 16, 3 / 9, 6 / 16, 4 / 9]]]);
  // The coloured thing of the first shot moves by four samples a frame: on frame 20 it is 110 from the left, 70 wide and high.
  const [gray] = (await reportOf(spoiled('gray-there', '-vf', `hue=s=0:enable=eq(n\\,20)`))).findings;
  expect(gray).toMatchObject({ kind: 'uncoloured', place: { frame: 20 } });
  const [left, top, right, bottom] = gray!.place!.box;
  expect([left <= 130 / 320, right >= 160 / 320, top <= 70 / 180, bottom >= 100 / 180]).toEqual([true, true, true, true]);
  // What has no place says none.
  expect((await reportOf(spoiled('dropped-there', '-vf', `select=not(eq(n\\,20)),setpts=N/24/TB`))).findings.map(({ place }) => place)).toEqual([undefined, undefined]);
});

test('a report from before there were places is read', async () => {
  const { findings, ...report } = await reportOf(spoiled('earlier', ...inArea(`lutyuv=u=240:v=240`)));
  expect(findings.length).toBeGreaterThan(0);
  const earlier = QualityReport.parse(JSON.parse(JSON.stringify({ ...report, findings: findings.map(({ place: _, ...finding }) => finding) })));
  expect(earlier.findings.map(({ place }) => place)).toEqual(findings.map(() => undefined));
});

test('a part of a clip without timecode is found in it by its pictures', async () => {
  const part = join(home, 'part.mkv');
  ffmpeg('-i', clean, '-vf', 'trim=start_frame=33:end_frame=53,setpts=PTS-STARTPTS', '-af', 'atrim=start=1.375:end=2.2083333,asetpts=PTS-STARTPTS', '-c:v', 'ffv1', '-c:a', 'pcm_s16le', ...TAGS, part);
  const report = await reportOf(part);
  expect(report.firstSourceFrame).toBe(33);
  expect(found(report)).toEqual([]);
  expect(report.luma.result).toBe('exact');
});

test('a part with timecode is found by it where all pictures are alike; a timecode that does not fit the pictures is not used', async () => {
  // Twenty dark frames, then the same picture forty times: only the timecode says where among them the part was.
  const [still, part, wrong] = ['still.mov', 'still-part.mov', 'still-wrong.mov'].map((name) => join(home, name)) as [string, string, string];
  const coded = ['-c:v', 'prores_ks', '-profile:v', '3', '-r', '24', ...TAGS] as const;
  ffmpeg('-i', clean, '-filter_complex', '[0:v]trim=end_frame=1,loop=59:1,setpts=N/24/TB,drawbox=t=fill:c=black:enable=lt(n\\,20)[v]', '-map', '[v]', '-timecode', '01:00:00:00', ...coded, still);
  for (const [path, timecode] of [[part, '01:00:01:07'], [wrong, '01:00:00:03']] as const) ffmpeg('-i', still, '-vf', 'trim=start_frame=31:end_frame=43,setpts=PTS-STARTPTS', '-timecode', timecode, ...coded, path);
  const source = await probeClip(still, tools);
  const firstOf = async (path: string): Promise<number> => (await checkQuality({ delivered: await probeClip(path, tools), source, limits: QualityLimits.parse({}) }, { tools })).firstSourceFrame;
  expect(await firstOf(part)).toBe(31);
  expect(await firstOf(wrong)).toBeGreaterThanOrEqual(20);
});

test('a cancelled check ends at once', async () => {
  const [delivered, from] = [await probed(clean), await probed(source)];
  const life = new AbortController();
  let compared = 0;
  await expect(checkQuality({ delivered, source: from, limits: QualityLimits.parse({}) }, { tools, signal: life.signal, report: ({ done }) => {
    compared = done;
    life.abort();
  } })).rejects.toMatchObject({ name: 'AbortError' });
  expect(compared).toBeLessThan(FRAMES);
});

test('the command writes a page, JSON and CSV with a line for each frame; a passed limit exits with 1', async () => {
  const out = ['report.html', 'report.json', 'report.csv'].map((name) => join(home, name));
  const flags = out.flatMap((path) => ['--out', path]);
  const good = await tintype(['qc', clean, '--source', source, ...flags, '--json'], { home });
  expect(good.stderr).not.toContain('tintype:');
  expect(good.code).toBe(0);
  const [page, report, lines] = await Promise.all(out.map((path) => readFile(path, 'utf8')));
  expect(page).toContain('Nothing lies beyond the limits');
  expect(page).not.toMatch(/(src|href)="(?!data:)/);
  expect(QualityReport.parse(JSON.parse(report!)).frameCount).toBe(FRAMES);
  expect(lines!.trim().split('\r\n')).toHaveLength(FRAMES + 1);

  const limits = join(home, 'limits.json');
  await writeFile(limits, '{"flicker": 0.5}');
  const bad = await tintype(['qc', join(home, 'flicker.mkv'), '--source', source, '--limits', limits], { home });
  expect(bad.code).toBe(1);
  expect(bad.stdout).toMatch(/Frames 1[01]–(19|20)/);
  const taken = await tintype(['qc', clean, '--source', source, '--out', out[0]!], { home });
  expect(taken.code).toBe(1);
  expect(taken.stderr).toContain('report.html');
  const overLimits = await tintype(['qc', clean, '--source', source, '--limits', limits, '--out', limits, '--overwrite'], { home });
  expect([overLimits.code, overLimits.stderr]).toEqual([1, expect.stringMatching(/limits\.json" is .* and is not written over/)]);
  expect(await readFile(limits, 'utf8')).toBe('{"flicker": 0.5}');
});

/** The colour that a film has at a place, as the report measures it. */
async function abAt(path: string, frame: number, at: readonly [number, number]): Promise<readonly [number, number]> {
  return (await reportOf(path, { asked: [{ frame, at, ab: [0, 0] }] })).hints[0]!.delivered;
}
