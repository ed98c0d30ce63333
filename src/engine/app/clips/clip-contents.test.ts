import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, copyFile, open, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Clip } from '../../../shared/model/clip.ts';
import { frameRange } from '../../../shared/model/frame.ts';
import { passFileTime } from '../../../../test/support/file-times.ts';
import { contentHash } from '../../media/index.ts';
import { type ClipContents, type ContentMemory, createClipContents, type KnownContent } from './clip-contents.ts';

let directory: string;
let hashes: Map<string, { stamp: string; hash: string }>;
let known: Map<string, KnownContent>;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tintype-contents-'));
  hashes = new Map();
  known = new Map();
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const store = { fileHash: (path: string) => hashes.get(path), setFileHash: (path: string, stamp: string, hash: string) => { hashes.set(path, { stamp, hash }); } };
const memory: ContentMemory = { get: (clip) => known.get(clip.contentHash), set: (clip, value) => { known.set(clip.contentHash, value); } };
/** As after a restart of the program; `readAtOnceBytes: 0` makes every file a large one. */
const contents = (options: { readonly readAtOnceBytes?: number } = {}): ClipContents => createClipContents(store, { memory, ...options });

type Source = Pick<Clip, 'contentHash' | 'source' | 'frameCount'>;
/** Larger than what the quick hash reads of it. */
const BYTES = 5 << 20;
async function film(): Promise<Source> {
  const path = join(directory, 'film.mov');
  await writeFile(path, Buffer.from(Uint8Array.from({ length: BYTES }, (_, index) => (index * 31) >> 3)));
  const source = { kind: 'file' as const, path };
  return { source, frameCount: 10, contentHash: await contentHash(source, 0) };
}
async function sequence(): Promise<Source> {
  for (let number = 0; number < 12; number++) await writeFile(join(directory, `f_${number}.png`), `image ${String(number).padStart(2)}`);
  const source = { kind: 'sequence' as const, pattern: join(directory, 'f_%d.png'), firstNumber: 0 };
  return { source, frameCount: 12, contentHash: await contentHash(source, 12) };
}
const pathOf = ({ source }: Source): string => (source.kind === 'file' ? source.path : source.pattern);

/** Changes a byte in place, at a later time of the disk than the last change; the time of the last change is put back, as some tools do. */
async function flip(path: string, at: number, options: { readonly keepTime: boolean }): Promise<void> {
  passFileTime(path);
  const { atime, mtime } = await stat(path);
  const file = await open(path, 'r+');
  try {
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, at);
    byte[0] = byte[0]! ^ 1;
    await file.write(byte, 0, 1, at);
  } finally {
    await file.close();
  }
  if (options.keepTime) await utimes(path, atime, mtime);
}

test('a changed byte at any offset changes the content identity, also with the modification time restored; changed back it is the same again', async () => {
  const clip = await film();
  const first = contents();
  expect(await first.check(clip)).toBe('same');
  expect(await first.verify(clip)).toBe('same');
  await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: BYTES - 1 }), fc.boolean(), async (at, keepTime) => {
    await flip(pathOf(clip), at, { keepTime });
    const later = contents();
    expect(await later.check(clip)).toBe('changed');
    expect(later.of(clip)).not.toBe(clip.contentHash);
    await flip(pathOf(clip), at, { keepTime });
    expect(await contents().check(clip)).toBe('same');
  }), { numRuns: 8 });
});

test('a replaced image of a sequence, of the same size, changes the content identity', async () => {
  const clip = await sequence();
  const first = contents();
  await first.check(clip);
  await first.verify(clip);
  await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 11 }), async (number) => {
    const path = join(directory, `f_${number}.png`);
    const before = await readFile(path);
    passFileTime(path);
    await writeFile(path, 'image XX');
    const later = contents();
    expect(await later.check(clip)).toBe('changed');
    passFileTime(path);
    await writeFile(path, before);
    expect(await later.check(clip)).toBe('same');
  }), { numRuns: 12 });
});

test('a large file that may have changed counts as changed until it has been read; then it is the same, or another', async () => {
  const clip = await film();
  const large = { readAtOnceBytes: 0 };
  const first = contents(large);
  await first.check(clip);
  await first.verify(clip);
  const { mtimeMs } = await stat(pathOf(clip));
  await utimes(pathOf(clip), new Date(), new Date(mtimeMs + 5_000));
  const touched = contents(large);
  const heard: string[] = [];
  touched.subscribe((_clip, state) => heard.push(state));
  expect(await touched.check(clip)).toBe('unverified');
  expect(touched.of(clip)).not.toBe(clip.contentHash);
  expect(await touched.verify(clip)).toBe('same');
  expect(touched.of(clip)).toBe(clip.contentHash);
  await flip(pathOf(clip), 3_000_000, { keepTime: false });
  expect(await touched.check(clip)).toBe('unverified');
  expect(await touched.verify(clip)).toBe('changed');
  const name = touched.of(clip);
  expect(heard).toEqual(['unverified', 'same', 'unverified', 'changed']);
  // What it holds now keeps its name, in the next session too, without reading it again.
  const next = contents(large);
  expect(await next.check(clip)).toBe('changed');
  expect(next.of(clip)).toBe(name);
});

test('a film that was copied to another folder with its time is the same; the cache’s index may be lost', async () => {
  const clip = await film();
  const first = contents();
  await first.check(clip);
  await first.verify(clip);
  hashes.clear();
  expect(await contents({ readAtOnceBytes: 0 }).check(clip)).toBe('same');
  await mkdir(join(directory, 'elsewhere'));
  const path = join(directory, 'elsewhere', 'film.mov');
  await copyFile(pathOf(clip), path);
  const moved: Source = { ...clip, source: { kind: 'file', path } };
  expect(await contents({ readAtOnceBytes: 0 }).check(moved)).toBe('unverified');
  expect(await contents().check(moved)).toBe('same');
  hashes.clear();
  await flip(path, 3_000_000, { keepTime: false });
  expect(await contents().check(moved)).toBe('changed');
});

test('a file changed before it was ever read whole has another content identity, whichever check comes first', async () => {
  for (const look of ['check', 'verify'] as const) {
    hashes.clear();
    known.clear();
    const clip = await film();
    const first = contents();
    expect(await first.check(clip)).toBe('same');
    await flip(pathOf(clip), 3_000_000, { keepTime: true });
    expect(await first[look](clip), look).toBe('changed');
  }
});

test('a file is read whole once for each time that it changes', async () => {
  const clip = await film();
  const first = contents();
  await first.check(clip);
  await first.verify(clip);
  const record = hashes.get(pathOf(clip));
  hashes.set(pathOf(clip), { ...record!, hash: 'f'.repeat(64) });
  // The hash that is kept is believed for as long as the file’s stamp stays.
  expect(await contents().verify(clip)).toBe('changed');
});

/** Whether image files can be mounted, which needs Linux and root. */
function canMount(): boolean {
  try {
    execFileSync('bash', ['-c', 'd=$(mktemp -d) && truncate -s 4M $d/a && mkfs.ext4 -q $d/a && mkdir $d/m && mount -o loop $d/a $d/m && umount $d/m && rm -r $d'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.runIf(canMount())('a drive that is mounted again under another number holds the same film, also one that was never read whole; one changed meanwhile does not', async () => {
  const [image, other, at, elsewhere] = [join(directory, 'drive'), join(directory, 'other'), join(directory, 'at'), join(directory, 'elsewhere')];
  const sh = (command: string): void => { execFileSync('bash', ['-c', command], { stdio: 'ignore' }); };
  sh(`truncate -s 16M ${image} && mkfs.ext4 -q ${image} && truncate -s 4M ${other} && mkfs.ext4 -q ${other} && mkdir ${at} ${elsewhere} && mount -o loop ${image} ${at}`);
  try {
    await copyFile(pathOf(await film()), join(at, 'film.mov'));
    const source = { kind: 'file' as const, path: join(at, 'film.mov') };
    const clip: Source = { source, frameCount: 10, contentHash: await contentHash(source, 0) };
    const large = { readAtOnceBytes: 0 };
    const first = contents(large);
    expect(await first.check(clip)).toBe('same');
    const { dev } = await stat(source.path);
    // The other image takes the number that the drive had.
    sh(`umount ${at} && mount -o loop ${other} ${elsewhere} && mount -o loop ${image} ${at}`);
    expect((await stat(source.path)).dev).not.toBe(dev);
    expect(await first.check(clip)).toBe('same');
    expect(await contents(large).check(clip)).toBe('same');
    expect(await first.verify(clip)).toBe('same');
    await flip(source.path, 3_000_000, { keepTime: true });
    expect(await first.check(clip)).toBe('unverified');
    expect(await first.verify(clip)).toBe('changed');
  } finally {
    for (const each of [at, elsewhere]) sh(`umount -l ${each} || true`);
  }
});

test('what is made from a film that is decoded as a damaged one has a name of its own', async () => {
  const clip = await film();
  const name = contents().of(clip);
  expect(contents().of({ ...clip, damaged: [] })).not.toBe(name);
  expect(contents().of({ ...clip, damaged: [] })).toBe(contents().of({ ...clip, damaged: [frameRange(3, 4)] }));
});
