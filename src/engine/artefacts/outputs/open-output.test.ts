import { spawn } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertOutput, type FileLock, keepOutputRegister, lockFile, openOutput, sweepOutputs, writeOutput } from './index.ts';

let home: string;
beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'tintype-outputs-')); });
afterEach(() => { rmSync(home, { recursive: true, force: true }); });

const at = (...names: readonly string[]): string => join(home, ...names);
const file = { kind: 'file', overwrite: true } as const;
const folder = { kind: 'folder', overwrite: true } as const;
const listing = (path = home): readonly string[] => readdirSync(path).toSorted();
const visible = (path: string): readonly string[] => listing(path).filter((name) => !name.startsWith('.'));

async function writeImages(place: string, names: readonly string[], text: string, overwrite = true): Promise<void> {
  await writeOutput(place, { kind: 'folder', overwrite, names }, async (scratch) => {
    for (const name of names) writeFileSync(join(scratch, name), `${text} ${name}`);
    return Promise.resolve();
  });
}

test('an older file stays until publishing replaces it completely, and nothing else is left', async () => {
  writeFileSync(at('film.mov'), 'old');
  const output = await openOutput(at('film.mov'), file);
  writeFileSync(output.scratch, 'new');
  expect(readFileSync(at('film.mov'), 'utf8')).toBe('old');
  expect(output.scratch).toMatch(/film\.[0-9a-f-]{36}\.partial\.mov$/);
  await output.publish();
  expect(readFileSync(at('film.mov'), 'utf8')).toBe('new');
  await output.discard();
  expect(listing()).toEqual(['film.mov']);
});

test('a failed check and a discard leave the older file; partial files of others are not touched', async () => {
  writeFileSync(at('film.mov'), 'old');
  writeFileSync(at('film.partial.mov'), 'of another program');
  await expect(writeOutput(at('film.mov'), { ...file, verify: () => Promise.reject(new Error('not whole')) }, (scratch) => writeFile(scratch, 'new'))).rejects.toThrow('not whole');
  expect(readFileSync(at('film.mov'), 'utf8')).toBe('old');
  expect(readFileSync(at('film.partial.mov'), 'utf8')).toBe('of another program');
  expect(listing()).toEqual(['film.mov', 'film.partial.mov']);
});

test('a file that failed its check is kept under a FAILED-CHECK name, each under its own', async () => {
  for (const mark of ['1', '2']) {
    const output = await openOutput(at('film.mov'), file);
    writeFileSync(output.scratch, mark);
    await output.keepAside('FAILED-CHECK');
  }
  expect(listing()).toEqual(['film.FAILED-CHECK-2.mov', 'film.FAILED-CHECK.mov']);
});

test('a second writer is refused at once, also by another name of the path', async () => {
  mkdirSync(at('real'));
  symlinkSync(at('real'), at('link'));
  symlinkSync(at('real', 'film.mov'), at('alias.mov'));
  const output = await openOutput(at('real', 'film.mov'), file);
  for (const name of [at('real', 'film.mov'), at('link', 'film.mov'), at('alias.mov'), at('real', '..', 'real', 'film.mov')]) {
    await expect(openOutput(name, file)).rejects.toMatchObject({ code: 'output.busy' });
    await expect(assertOutput(name, file)).rejects.toMatchObject({ code: 'output.busy' });
  }
  await output.discard();
  await (await openOutput(at('link', 'film.mov'), file)).discard();
});

test('a source is refused under every name that it has', async () => {
  const film = at('Film.mov');
  writeFileSync(film, 'the original');
  symlinkSync(film, at('symlink.mov'));
  linkSync(film, at('hard.mov'));
  for (const name of [film, at('symlink.mov'), at('hard.mov'), join(home, '.', 'Film.mov')]) {
    await expect(openOutput(name, { ...file, sources: [film] })).rejects.toMatchObject({ code: 'output.isSource' });
  }
  expect(readFileSync(film, 'utf8')).toBe('the original');
});

test('a file of another kind is never replaced, not even behind a link', async () => {
  writeFileSync(at('other.mov'), 'a film');
  symlinkSync(at('other.mov'), at('report.json'));
  writeFileSync(at('old.JSON'), '{}');
  const report = { ...file, endings: ['.json'] };
  for (const name of ['other.mov', 'report.json']) {
    await expect(openOutput(at(name), report)).rejects.toMatchObject({ code: 'file.exists' });
    await expect(assertOutput(at(name), report)).rejects.toMatchObject({ code: 'file.exists' });
  }
  await (await openOutput(at('old.JSON'), report)).discard();
  expect(readFileSync(at('other.mov'), 'utf8')).toBe('a film');
});

test('without overwrite nothing is replaced, not even a file that appeared during writing', async () => {
  writeFileSync(at('film.mov'), 'old');
  await expect(openOutput(at('film.mov'), { ...file, overwrite: false })).rejects.toMatchObject({ code: 'file.exists' });
  const output = await openOutput(at('late.mov'), { ...file, overwrite: false });
  writeFileSync(output.scratch, 'new');
  writeFileSync(at('late.mov'), 'of another program');
  await expect(output.publish()).rejects.toMatchObject({ code: 'file.exists' });
  expect(readFileSync(at('late.mov'), 'utf8')).toBe('of another program');
  expect(listing()).toEqual(['film.mov', 'late.mov']);
});

test('invalid names, and targets that are not files, are refused', async () => {
  for (const name of ['', '.', '..', `${home}/..`, `${home}/.`, at('a\0b'), at('x'.repeat(256)), at('con.mov'), '/']) await expect(openOutput(name, folder), name).rejects.toMatchObject({ code: 'output.name' });
  mkdirSync(at('folder'));
  await expect(openOutput(at('folder'), file)).rejects.toMatchObject({ code: 'file.exists' });
  await expect(openOutput('/dev/null', file)).rejects.toMatchObject({ code: 'file.exists' });
  await expect(openOutput(at('x'.repeat(255)), file).then((output) => output.discard())).resolves.toBeUndefined();
});

test('folders made for an output are removed when it is discarded', async () => {
  await (await openOutput(at('reel', 'shots', 'film.mov'), file)).discard();
  await (await openOutput(at('reel', 'images'), folder)).discard();
  expect(listing()).toEqual([]);
});

test('in a folder only files that were written there before are replaced or removed', async () => {
  mkdirSync(at('photos'));
  writeFileSync(at('photos', 'grandmother.png'), 'irreplaceable');
  await writeImages(at('photos'), ['a_1.png', 'a_2.png', 'a_3.png'], 'first');
  await writeImages(at('photos'), ['a_2.png', 'a_9.png'], 'second');
  expect(visible(at('photos'))).toEqual(['a_2.png', 'a_9.png', 'grandmother.png']);
  expect(readFileSync(at('photos', 'grandmother.png'), 'utf8')).toBe('irreplaceable');
  expect(readFileSync(at('photos', 'a_2.png'), 'utf8')).toBe('second a_2.png');
  expect(listing(at('photos')).filter((name) => name.includes('partial') || name.includes('lease'))).toEqual([]);
});

test('a foreign image of the same name, and one that was retouched since, are refused before anything is written', async () => {
  mkdirSync(at('photos'));
  writeFileSync(at('photos', 'a_1.png'), 'foreign');
  await expect(writeImages(at('photos'), ['a_1.png'], 'ours')).rejects.toMatchObject({ code: 'file.exists' });
  await writeImages(at('photos'), ['b_1.png'], 'ours');
  writeFileSync(at('photos', 'b_1.png'), 'retouched by hand');
  utimesSync(at('photos', 'b_1.png'), new Date(0), new Date(0));
  await expect(writeImages(at('photos'), ['b_1.png'], 'again')).rejects.toMatchObject({ code: 'file.exists' });
  expect(['a_1.png', 'b_1.png'].map((name) => readFileSync(at('photos', name), 'utf8'))).toEqual(['foreign', 'retouched by hand']);
  await expect(writeImages(at('photos'), ['c.png'], 'ours', false)).rejects.toMatchObject({ code: 'file.exists' });
});

/** Runs a script of this room in another process and waits for a line of it. */
async function other(script: string): Promise<{ readonly kill: () => Promise<void> }> {
  const code = `import { openOutput } from ${JSON.stringify(fileURLToPath(new URL('index.ts', import.meta.url)))};
import { keepOutputRegister } from ${JSON.stringify(fileURLToPath(new URL('index.ts', import.meta.url)))};
import { writeFileSync } from 'node:fs'; import { join } from 'node:path'; const home = ${JSON.stringify(home)}; const at = (...names) => join(home, ...names);
keepOutputRegister(at('register')); ${script}; process.stdout.write('ready\\n'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => { child.stdout.once('data', () => { resolve(); }); child.once('exit', (status) => { reject(new Error(`ended with ${status}`)); }); });
  return { kill: () => new Promise((resolve) => { child.removeAllListeners('exit').once('exit', () => { resolve(); }); child.kill('SIGKILL'); }) };
}

test('a lease of another process holds while that process runs, and its leftovers are removed after it was killed', async () => {
  writeFileSync(at('film.mov'), 'old');
  const killed = await other(`const output = await openOutput(at('film.mov'), { kind: 'file', overwrite: true }); writeFileSync(output.scratch, 'half a f')`);
  await expect(openOutput(at('film.mov'), file)).rejects.toMatchObject({ code: 'output.busy' });
  await killed.kill();
  expect(listing().some((name) => name.includes('.partial.'))).toBe(true);
  const output = await openOutput(at('film.mov'), file);
  expect(listing().filter((name) => name.includes('.partial.')).length).toBe(1);
  await output.discard();
  expect(readFileSync(at('film.mov'), 'utf8')).toBe('old');
  expect(listing()).toEqual(['film.mov', 'register']);
});

test('the next start finds the leftovers of a killed program by the register, with the folders made for it', async () => {
  const killed = await other(`const output = await openOutput(at('new', 'images'), { kind: 'folder', overwrite: false }); writeFileSync(join(output.scratch, 'a.png'), 'half')`);
  await killed.kill();
  expect(existsSync(at('new', 'images'))).toBe(true);
  await sweepOutputs(at('register'));
  expect([listing(), listing(at('register'))]).toEqual([['register'], []]);
});

test('a lock file that is held while a place is written goes with the output, and after a crash with its leftovers, unless somebody else holds it', async () => {
  const path = at('film.tintype-lock');
  const heldLock = (): FileLock => {
    const outcome = lockFile(path);
    if (outcome.kind !== 'held') throw new Error(outcome.kind);
    return outcome.lock;
  };
  const lock = { name: 'film.tintype-lock', take: heldLock };
  writeFileSync(at('film.tintype'), 'old');
  for (const end of ['publish', 'discard'] as const) {
    const output = await openOutput(at('film.tintype'), { ...file, lock });
    expect(lockFile(path).kind).toBe('takenElsewhere');
    await output[end]();
    expect(existsSync(path)).toBe(false);
  }
  await expect(openOutput(at('film.tintype'), { ...file, lock: { ...lock, take: () => { throw new Error('in use'); } } })).rejects.toThrow('in use');

  const locking = `const { lockFile } = await import(${JSON.stringify(fileURLToPath(new URL('index.ts', import.meta.url)))});
const output = await openOutput(at('film.tintype'), { kind: 'file', overwrite: true, lock: { name: 'film.tintype-lock', take: () => lockFile(at('film.tintype-lock')).lock } })`;
  await (await other(locking)).kill();
  expect(existsSync(path)).toBe(true);
  await sweepOutputs(at('register'));
  expect([listing(), listing(at('register'))]).toEqual([['film.tintype', 'register'], []]);

  await (await other(locking)).kill();
  const own = heldLock();
  await sweepOutputs(at('register'));
  expect(lockFile(path).kind).toBe('takenElsewhere');
  own.release();
  expect(listing()).toEqual(['film.tintype', 'register']);
});

test.each([0, 1, 2, 3])('a folder whose publishing stopped after %d files is finished by the next writer or start', async (moved) => {
  await writeImages(at('images'), ['a.png', 'b.png', 'old.png'], 'old');
  writeFileSync(at('images', 'notes.txt'), 'mine');
  const forget = keepOutputRegister(at('register'));
  // What is left when the process ends between two renames.
  const killed = await other(`import('node:fs/promises').then(() => 0);
const output = await openOutput(at('images'), { kind: 'folder', overwrite: true, names: ['a.png', 'b.png', 'c.png'] });
for (const name of ['a.png', 'b.png', 'c.png']) writeFileSync(join(output.scratch, name), 'new ' + name);
const { writeSidecar } = await import(${JSON.stringify(fileURLToPath(new URL('folder-contents.ts', import.meta.url)))});
const { renameSync } = await import('node:fs');
await writeSidecar(output.scratch);
const token = output.scratch.match(/[0-9a-f]{8}-[0-9a-f-]{27}/)[0];
writeFileSync(at('images', '.tintype-output.journal.json'), JSON.stringify({ version: 1, token, written: ['a.png', 'b.png', 'old.png'] }));
for (const name of ['a.png', 'b.png', 'c.png'].slice(0, ${moved})) renameSync(join(output.scratch, name), at('images', name))`);
  await killed.kill();
  await sweepOutputs(at('register'));
  forget();
  expect(visible(at('images'))).toEqual(['a.png', 'b.png', 'c.png', 'notes.txt']);
  expect(['a.png', 'b.png', 'c.png', 'notes.txt'].map((name) => readFileSync(at('images', name), 'utf8'))).toEqual(['new a.png', 'new b.png', 'new c.png', 'mine']);
  expect(listing(at('images')).filter((name) => name.startsWith('.'))).toEqual(['.tintype-output.json']);
  // The list is the new one: the next delivery may replace them.
  await writeImages(at('images'), ['a.png'], 'newest');
  expect(visible(at('images'))).toEqual(['a.png', 'notes.txt']);
});

test('a vanished folder is reported, and nothing is left behind', async () => {
  mkdirSync(at('gone'));
  const output = await openOutput(at('gone', 'film.mov'), file);
  rmSync(at('gone'), { recursive: true });
  await expect(output.publish()).rejects.toMatchObject({ code: 'file.notWritable' });
  await output.discard();
  expect(listing()).toEqual([]);
});

test('a foreign file named like a lease is not treated as a leftover of a crash', async () => {
  const names = ['.tintype-0123456789abcdef.lease', '.tintype-fedcba9876543210.lease.0b9c1f0e-7a55-4d0a-9d2b-3f1f5b1f0a11'];
  for (const name of names) {
    writeFileSync(at(name), 'irreplaceable');
    utimesSync(at(name), new Date(0), new Date(0));
  }
  await (await openOutput(at('film.mov'), file)).publish();
  expect(names.map((name) => readFileSync(at(name), 'utf8'))).toEqual(['irreplaceable', 'irreplaceable']);
});

test('a lease that could not be removed when its writing ended (a disk that had become read-only) does not block the path', async () => {
  const first = await openOutput(at('film.mov'), file);
  const [lease] = listing().filter((name) => name.endsWith('.lease'));
  const text = readFileSync(at(lease!), 'utf8');
  await first.discard();
  writeFileSync(at(lease!), text);
  writeFileSync(first.scratch, 'could not be removed either');
  await (await openOutput(at('film.mov'), file)).publish();
  expect(listing()).toEqual(['film.mov']);
});
