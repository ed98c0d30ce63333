import { spawnSync } from 'node:child_process';
import { copyFile, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { casesOf } from '../../../../test/support/long.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { extractSound } from '../proxy/extract-sound.ts';
import { readLumaFrame } from '../decode/read-luma.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';
import { locateFfmpeg } from '../ffmpeg/locate-ffmpeg.ts';
import { makeMedia, temporaryDirectory } from '../testing/sample-media.ts';
import { contentHash, wholeHash } from './content-hash.ts';
import { probeClip } from './probe-clip.ts';

const directory = temporaryDirectory();
let tools: FfmpegTools;
let film: string;
beforeAll(async () => {
  tools = await locateFfmpeg();
  film = await makeMedia(tools, '-f lavfi -i testsrc2=s=64x36:r=25:d=0.4 -f lavfi -i sine=d=0.4 -c:v mpeg4 -c:a aac', directory.file('film.mp4'));
});
afterAll(() => directory.dispose());

test('URLs, protocols, devices and pipes in a foreign project file are never opened', async () => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const http = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/film.mp4`;
  const pipe = directory.file('pipe.mp4');
  spawnSync('mkfifo', [pipe]);
  await symlink('/dev/zero', directory.file('zero.mp4'));
  const clip = await probeClip(film, tools);
  for (const path of [http, `concat:${film}`, `subfile,,start,0,end,0,,:${film}`, 'film.mp4', '/dev/zero', pipe, directory.file('zero.mp4')]) {
    const foreign: Clip = { ...clip, contentHash: path, source: { kind: 'file', path } };
    const refused = { code: 'file.unreadable', message: `"${path}" is not a file on this machine; only files can be opened as media.` };
    await expect(readLumaFrame(foreign, 0, tools), path).rejects.toMatchObject(refused);
    await expect(contentHash(foreign.source, 1), path).rejects.toMatchObject(refused);
    await expect(wholeHash(foreign.source, 1, { fileHash: () => undefined, setFileHash: () => undefined }), path).rejects.toMatchObject(refused);
    await expect(extractSound(foreign, tools, { out: directory.file('sound.m4a') }), path).rejects.toMatchObject(refused);
  }
  const sequence: Clip = { ...clip, source: { kind: 'sequence', pattern: `${http}/%04d.png`, firstNumber: 0 } };
  await expect(readLumaFrame(sequence, 0, tools)).rejects.toMatchObject({ code: 'file.unreadable' });
  await expect(probeClip(http, tools)).rejects.toMatchObject({ code: 'file.unreadable' });
  // A playlist is a file, but what it names is not.
  await writeFile(directory.file('list.m3u8'), `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${http.replace('.mp4', '.ts')}\n#EXT-X-ENDLIST\n`);
  await expect(probeClip(directory.file('list.m3u8'), tools)).rejects.toMatchObject({ code: 'file.unreadable' });
  server.close();
  expect(requests).toEqual([]);
});

test('file names that look like options, patterns or protocols, are long or contain line breaks are opened as files', async () => {
  for (const name of casesOf(['-film.mp4', '50% done %03d.mp4', 'concat:film.mp4', 'line\nbreak ümläut 映画.mp4'], [`${'n'.repeat(246)}.mp4`, 'a|b "c" \'d\'.mp4'])) {
    await copyFile(film, directory.file(name));
    const clip = await probeClip(directory.file(name), tools);
    expect(clip.frameCount, name).toBe(10);
    expect((await readLumaFrame(clip, 3, tools)).samples.length, name).toBe(64 * 36);
  }
  const image = await makeMedia(tools, '-f lavfi -i testsrc2=s=64x36 -frames:v 1 -update 1', directory.file('image.png'));
  for (const name of casesOf(['still %03d.png', 'all*.png'], ['what{1}.png', 'is it?.png'])) {
    await copyFile(image, directory.file(name));
    expect((await readLumaFrame(await probeClip(directory.file(name), tools), 0, tools)).width, name).toBe(64);
  }
});

test('a name that is not UTF-8 is refused with the reason', async () => {
  spawnSync('sh', ['-c', String.raw`cp "$1" "$(printf '%s/gr\374n.mp4' "$2")"`, 'sh', film, directory.path]);
  await expect(probeClip(directory.file('gr\u{FFFD}n.mp4'), tools)).rejects.toMatchObject({ code: 'file.missing', message: expect.stringContaining('not UTF-8') as string });
  expect((await readFile(film)).length).toBeGreaterThan(0);
});
