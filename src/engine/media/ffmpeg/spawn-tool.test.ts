import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { constants, getPriority } from 'node:os';
import { afterAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/sample-media.ts';
import { failUnlessDone, runFfmpeg, startFfmpeg, startFfprobe, startTool } from './spawn-tool.ts';
import { stallSeconds } from './stall-watch.ts';

const directory = temporaryDirectory();
afterAll(() => directory.dispose());

const CONTEXT = { action: 'read', path: '/films/a.mov' } as const;

/** A program that runs a piece of Node in place of ffmpeg. */
async function fakeTool(name: string, script: string): Promise<string> {
  const path = directory.file(name);
  await writeFile(path, `#!${process.execPath}\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

async function outputOf(tool: ReturnType<typeof startTool>): Promise<string> {
  let output = '';
  tool.stdout.on('data', (chunk: Buffer) => { output += chunk.toString(); });
  await tool.ended;
  return output;
}

/** The priority that a tool finds itself at. */
async function priorityOf(options: { readonly background?: boolean }): Promise<number> {
  return Number(await outputOf(startTool(process.execPath, ['-e', 'process.stdout.write(String(os.getPriority()))'], options)));
}

test('background work runs at a lower priority than work that a user waits for', async () => {
  expect(await priorityOf({})).toBe(getPriority());
  expect(await priorityOf({ background: true })).toBe(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
});

test('every input of ffmpeg and ffprobe is limited to files and pipes, and the terminal is not read', async () => {
  const path = await fakeTool('echo-arguments.cjs', 'process.stdout.write(process.argv.slice(2).join(" "))');
  expect(await outputOf(startFfmpeg({ ffmpegPath: path }, ['-i', 'a', '-f', 'matroska', '-i', 'b', 'c']))).toBe('-nostdin -protocol_whitelist file,pipe -i a -f matroska -protocol_whitelist file,pipe -i b c');
  expect(await outputOf(startFfprobe({ ffprobePath: path }, ['-v', 'error', '-i', 'a']))).toBe('-v error -protocol_whitelist file,pipe -i a');
});

test('a tool that stalls is stopped after the limit, with an error that says so', async () => {
  const path = await fakeTool('hangs.cjs', 'process.stderr.write("opening the drive\\n"); setTimeout(() => undefined, 600_000)');
  const tool = startFfmpeg({ ffmpegPath: path }, [], { stallSeconds: 1 });
  tool.stdout.resume();
  const end = await tool.ended;
  expect(end).toMatchObject({ code: undefined, stalledSeconds: 1 });
  expect(() => failUnlessDone(end, tool, CONTEXT)).toThrow('ffmpeg made no progress for 1 seconds while reading "a.mov" and was stopped.');
  await expect(runFfmpeg({ ffmpegPath: path }, [], { stallSeconds: 1, context: CONTEXT })).rejects.toMatchObject({ code: 'ffmpeg.stalled', details: 'opening the drive' });
});

test('a tool that is ended from outside is told as such; one that was ended here is not', async () => {
  const path = await fakeTool('ended.cjs', 'process.stdout.write(String(process.pid)); setTimeout(() => undefined, 600_000)');
  const start = async (): Promise<{ readonly tool: ReturnType<typeof startFfmpeg>; readonly pid: number }> => {
    const tool = startFfmpeg({ ffmpegPath: path }, []);
    const [said] = await once(tool.stdout, 'data') as [Buffer];
    return { tool, pid: Number(said.toString()) };
  };
  const { tool: here } = await start();
  here.kill();
  expect(await here.ended).toMatchObject({ code: undefined, endedBy: undefined });
  const { tool: outside, pid } = await start();
  process.kill(pid, 'SIGKILL');
  const end = await outside.ended;
  expect(end).toMatchObject({ code: undefined, endedBy: 'SIGKILL' });
  expect(() => failUnlessDone(end, outside, CONTEXT)).toThrow('ffmpeg was ended from outside (SIGKILL) while reading "a.mov".');
});

// One beside the other: they wait for seconds.
test('a tool that computes without output, one whose output is not read, and one that waits for input are not stopped', async () => {
  const computing = async (): Promise<void> => {
    const busy = await fakeTool('busy.cjs', 'const end = Date.now() + 3000; while (Date.now() < end); process.stdout.write("done")');
    expect(await outputOf(startFfmpeg({ ffmpegPath: busy }, [], { stallSeconds: 1 }))).toBe('done');
  };
  const unread = async (): Promise<void> => {
    const writes = await fakeTool('writes.cjs', 'process.stdout.write(Buffer.alloc(4_000_000))');
    const tool = startFfmpeg({ ffmpegPath: writes }, [], { stallSeconds: 1 });
    let bytes = 0;
    for await (const chunk of tool.stdout as AsyncIterable<Buffer>) {
      // Reading pauses after the first chunk.
      if (bytes === 0) await new Promise((resolve) => setTimeout(resolve, 3000));
      bytes += chunk.length;
    }
    expect(bytes).toBe(4_000_000);
    expect((await tool.ended).stalledSeconds).toBeUndefined();
  };
  const waiting = async (): Promise<void> => {
    const copies = await fakeTool('copies.cjs', 'process.stdin.pipe(process.stdout)');
    const tool = startFfmpeg({ ffmpegPath: copies }, [], { stallSeconds: 1, stdin: 'pipe' });
    const output = outputOf(tool);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    tool.stdin!.end('late');
    expect(await output).toBe('late');
  };
  await Promise.all([computing(), unread(), waiting()]);
});

test('the stall limit is set by the environment; a value that is not a number is ignored, 0 turns it off', async () => {
  expect(stallSeconds({})).toBe(120);
  expect(stallSeconds({ TINTYPE_FFMPEG_STALL_SECONDS: '30' })).toBe(30);
  expect(stallSeconds({ TINTYPE_FFMPEG_STALL_SECONDS: 'soon' })).toBe(120);
  const path = await fakeTool('slow.cjs', 'setTimeout(() => process.stdout.write("at last"), 2500)');
  expect(await outputOf(startFfmpeg({ ffmpegPath: path }, [], { stallSeconds: 0 }))).toBe('at last');
});

test('no other module of the engine or the command line starts ffmpeg', () => {
  const root = new URL('../../../..', import.meta.url).pathname;
  const found = spawnSync('grep', ['-rlE', String.raw`(spawn|execFile|execFileSync|spawnSync|startTool)\((tools|options\.tools)?\.?(ffmpegPath|ffprobePath)`, 'src', '--include=*.ts'], { cwd: root, encoding: 'utf8' }).stdout;
  expect(found.split('\n').filter((name) => name !== '' && !/\.test\.ts$|spawn-tool\.ts$/.test(name))).toEqual([]);
});
