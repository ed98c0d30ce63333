import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { superviseEngine } from './engine-supervisor.ts';

/** A stand-in for the engine: counts its starts in a file, greets, and dies or stays as it is told. */
async function standIn(body: string): Promise<{ readonly script: string; readonly starts: () => Promise<number> }> {
  const folder = await mkdtemp(join(tmpdir(), 'tintype-supervisor-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const script = join(folder, 'engine.mjs');
  await writeFile(script, `import { appendFileSync, readFileSync } from 'node:fs';\nconst log = ${JSON.stringify(join(folder, 'starts'))};\nappendFileSync(log, 'x');\nconst start = readFileSync(log, 'utf8').length;\n${body}`);
  return { script, starts: async () => (await readFile(join(folder, 'starts'), 'utf8')).length };
}

const GREET = 'console.log(JSON.stringify({ url: `http://127.0.0.1:${4000 + start}/sign-in/c` }));';
const STAY = "process.stdin.on('end', () => process.exit(0)).resume();";

test('the address of an engine is reported, and the engine ends with the shell', async () => {
  const { script, starts } = await standIn(`console.log('loading');${GREET}${STAY}`);
  const url = await new Promise<string>((resolve) => {
    const supervisor = superviseEngine({ command: process.execPath, arguments: [script], environment: process.env, onReady: (ready) => { void supervisor.close().then(() => { resolve(ready); }); }, onGone: () => undefined });
  });
  expect(url).toBe('http://127.0.0.1:4001/sign-in/c');
  expect(await starts()).toBe(1);
});

test('a crashed engine is started again, with its last output reported and a longer pause each time', async () => {
  const { script } = await standIn(`${GREET}\nif (start < 3) { console.error('out of memory'); process.exit(7); } ${STAY}`);
  const gone: { readonly code: number | null; readonly lastOutput: string; readonly retryInMs: number }[] = [];
  const url = await new Promise<string>((resolve) => {
    const supervisor = superviseEngine({
      command: process.execPath, arguments: [script], environment: process.env, firstRetryMs: 1,
      onGone: (why) => { gone.push(why); },
      onReady: (ready) => { if (ready.includes('4003')) void supervisor.close().then(() => { resolve(ready); }); },
    });
  });
  expect(url).toContain('4003');
  expect(gone.map(({ code, retryInMs }) => ({ code, retryInMs }))).toEqual([{ code: 7, retryInMs: 1 }, { code: 7, retryInMs: 2 }]);
  expect(gone[0]?.lastOutput).toContain('out of memory');
});

test('a missing command is reported like an engine that ended', async () => {
  const lastOutput = await new Promise<string>((resolve) => {
    const supervisor = superviseEngine({ command: join(tmpdir(), 'no-such-engine'), arguments: [], environment: process.env, onReady: () => undefined, onGone: (why) => { void supervisor.close().then(() => { resolve(why.lastOutput); }); } });
  });
  expect(lastOutput).toContain('ENOENT');
});

test('an engine whose own children outlive it and hold its pipes open is started again all the same, and ends with the shell', async () => {
  // The child closes when the folder of this test goes.
  const orphan = "const { spawn } = await import('node:child_process'); const { dirname } = await import('node:path'); spawn(process.execPath, ['-e', 'setInterval(() => { if (!require(\"node:fs\").existsSync(process.argv[1])) process.exit(); }, 50)', dirname(log)], { stdio: ['ignore', 'inherit', 'inherit'] }).unref();";
  const { script } = await standIn(`${orphan}\n${GREET}\nif (start < 2) process.exit(7); ${STAY}`);
  const url = await new Promise<string>((resolve) => {
    const supervisor = superviseEngine({
      command: process.execPath, arguments: [script], environment: process.env, firstRetryMs: 1, onGone: () => undefined,
      onReady: (ready) => { if (ready.includes('4002')) void supervisor.close().then(() => { resolve(ready); }); },
    });
  });
  expect(url).toContain('4002');
});
