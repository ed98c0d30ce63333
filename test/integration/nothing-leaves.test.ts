import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Keyframe } from '../../src/shared/model/document.ts';
import { frameIndex } from '../../src/shared/model/frame.ts';
import { HintId, KeyframeId, newId } from '../../src/shared/model/ids.ts';
import { makeSmallClip } from '../support/clips.ts';
import { isLong } from '../support/long.ts';
import { connectWire } from '../support/wire-client.ts';

const BIN = fileURLToPath(new URL('../../bin/tintype.mjs', import.meta.url));

/** Why this machine cannot watch system calls, or `undefined` when it can. */
function whyNot(): string | undefined {
  try {
    execFileSync('strace', ['-f', '-qq', '-e', 'trace=none', '-o', '/dev/null', process.execPath, '-e', ''], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'SKIPPED: strace is not here or may not trace; nothing watches what the program opens and writes.';
  }
}
const blocked = whyNot();
if (blocked !== undefined) console.log(blocked);

let home: string;
beforeAll(async () => { home = await mkdtemp(join(tmpdir(), 'tintype-leaves-')); });
afterAll(() => rm(home, { recursive: true, force: true }));

/** Of an `strace` log: addresses beyond loopback that a socket was connected or sent to, and files opened for writing or made, that lie outside `allowed`. */
function strayCalls(log: string, allowed: readonly string[]): { readonly addresses: readonly string[]; readonly files: readonly string[] } {
  const addresses = [...log.matchAll(/(?:sin_addr=inet_addr\("|sin6_addr=inet_pton\(AF_INET6, "|inet_pton\(AF_INET6, ")([^"]+)"/g)].map(([, address]) => address!).filter((address) => !/^(127\.|0\.0\.0\.0$|::1?$|::ffff:127\.)/.test(address));
  const written = log.split('\n').filter((line) => !/= -1 E/.test(line)).flatMap((line) => {
    const opened = /open(?:at)?\((?:AT_FDCWD, )?"([^"]+)", [^)]*O_(?:WRONLY|RDWR|CREAT)/.exec(line) ?? /(?:mkdir|creat|mknod)(?:at)?\((?:AT_FDCWD, )?"([^"]+)"/.exec(line) ?? /(?:rename|link)[a-z0-9]*\(.*"([^"]+)"(?:, \w+)?\)/.exec(line);
    return opened?.[1] === undefined ? [] : [opened[1]];
  });
  const isAllowed = (path: string): boolean => !path.startsWith('/') || /^\/(dev|proc|sys)\//.test(path) || allowed.some((folder) => path === folder || path.startsWith(`${folder}/`) || folder.startsWith(`${path}/`));
  return { addresses: [...new Set(addresses)], files: [...new Set(written.filter((path) => !isAllowed(path)))] };
}

function childrenOf(pid: number): readonly number[] {
  return execFileSync('sh', ['-c', `cat /proc/${pid}/task/*/children 2>/dev/null || true`], { encoding: 'utf8' }).split(' ').filter((each) => each.trim() !== '').map(Number);
}

/** A zombie that nobody waits for has ended as well. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return false;
  }
}

test('stray connections and files are found in a log', () => {
  const log = ['1 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("20.0.0.1")}, 16) = 0', '1 connect(3, {sa_family=AF_INET, sin_port=htons(1), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
    '1 openat(AT_FDCWD, "/home/x/.cache/Microsoft/deviceid", O_RDWR|O_CREAT, 0600) = 3', '1 openat(AT_FDCWD, "/home/x/.cache/tintype/a", O_WRONLY|O_CREAT, 0600) = 3', '1 openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3', '1 openat(AT_FDCWD, "/etc/shadow", O_RDWR) = -1 EACCES (Permission denied)'].join('\n');
  expect(strayCalls(log, ['/home/x/.cache/tintype'])).toEqual({ addresses: ['20.0.0.1'], files: ['/home/x/.cache/Microsoft/deviceid'] });
});

test.skipIf(blocked !== undefined)('a studio in which a film is opened, painted and propagated makes no outside connection and writes into its own folders alone', async () => {
  const user = join(home, 'user');
  const films = join(home, 'films');
  const temporary = join(home, 'temporary');
  for (const folder of [user, films, temporary]) await mkdir(folder);
  const { film } = makeSmallClip(films);
  const trace = join(home, 'trace');
  const environment: NodeJS.ProcessEnv = { PATH: process.env.PATH, HOME: user, TMPDIR: temporary, ...(process.env.FFMPEG_BIN === undefined ? {} : { FFMPEG_BIN: process.env.FFMPEG_BIN }), ...(process.env.FFPROBE_BIN === undefined ? {} : { FFPROBE_BIN: process.env.FFPROBE_BIN }) };
  // The Node that runs this test, as the one of the command line.
  const child = spawn('strace', ['-f', '-qq', '-e', 'trace=network,openat,open,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat', '-o', trace, process.execPath, BIN, 'serve'], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => { child.once('exit', resolve); });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  try {
    await expect.poll(() => said, { timeout: 200_000, interval: 100 }).toMatch(/sign-in\/\S+/);
    const { client, close } = await connectWire(/http:\S+/.exec(said)![0]);
    await client.project.create({ path: join(films, 'work.tintype') });
    await client.media.openClip({ path: film });
    await expect.poll(async () => (await client.project.current())?.document.shots.length, { timeout: 200_000, interval: 200 }).toBe(2);
    const { document, revision } = (await client.project.current())!;
    const shot = document.shots[0]!;
    const keyframe: Keyframe = { id: newId(KeyframeId), shotId: shot.id, frame: frameIndex(0), approved: false, hints: [{ kind: 'point', id: newId(HintId), at: [0.8, 0.2], radius: 0.03, ab: [-5, -28] }] };
    await client.project.apply({ baseRevision: revision, command: { kind: 'addKeyframe', keyframe } });
    await client.colorize.keyframe({ keyframeId: keyframe.id });
    const { jobId } = await client.propagate.run({ shotId: shot.id });
    await expect.poll(async () => (await client.jobs.list()).find((job) => job.id === jobId)?.state, { timeout: 200_000, interval: 500 }).toBe('done');
    // Telemetry would be sent some seconds after the networks were loaded.
    await wait(5_000);
    close();
  } finally {
    const studio = childrenOf(child.pid!);
    child.kill('SIGTERM');
    for (const pid of studio) try { process.kill(pid, 'SIGTERM'); } catch { /* it has ended */ }
    await ended;
    // strace ends before what it has traced.
    await expect.poll(() => studio.filter(isRunning)).toEqual([]);
  }
  const own = [join(user, '.cache', 'tintype'), join(user, '.local', 'share', 'tintype'), films];
  expect(strayCalls(await readFile(trace, 'utf8'), [...own, temporary])).toEqual({ addresses: [], files: [] });
  // Files are left only in the program's own folders.
  expect([await readdir(join(user, '.cache')), await readdir(join(user, '.local', 'share')), (await readdir(user)).toSorted(), await readdir(temporary)]).toEqual([['tintype'], ['tintype'], ['.cache', '.local'], []]);
  if (existsSync('/proc')) {
    const modes = execFileSync('find', [...own.slice(0, 2), '-perm', '/077'], { encoding: 'utf8' });
    expect(modes.split('\n').filter((path) => path !== '' && !path.includes('node-compile-cache'))).toEqual([]);
  }
}, 900_000);

// In `npm test` the studio above paints by the same processes.
if (isLong) test.skipIf(blocked !== undefined)('painting a still on the command line writes nothing but its picture', async () => {
  const user = join(home, 'painter');
  await mkdir(join(home, 'out'));
  await mkdir(user);
  const image = join(home, 'still.png');
  execFileSync(process.env.FFMPEG_BIN ?? 'ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc2=s=128x96,hue=s=0', '-frames:v', '1', image]);
  await writeFile(join(home, 'hints.json'), JSON.stringify([{ kind: 'point', at: [0.4, 0.5], radius: 0.05, ab: [10, 20] }]));
  const trace = join(home, 'trace-paint');
  execFileSync('strace', ['-f', '-qq', '-e', 'trace=network,openat,mkdir,rename', '-o', trace, process.execPath, BIN, 'paint', image, '--hints', join(home, 'hints.json'), '--out', join(home, 'out', 'painted.png')], { env: { PATH: process.env.PATH, HOME: user, TMPDIR: user }, stdio: 'ignore' });
  const own = [join(user, '.cache', 'tintype'), join(user, '.local', 'share', 'tintype')];
  expect(strayCalls(readFileSync(trace, 'utf8'), [...own, join(home, 'out')])).toEqual({ addresses: [], files: [] });
});
