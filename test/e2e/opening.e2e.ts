import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ffmpeg } from '../support/clips.ts';
import { expectNoViolations } from './support/accessibility.ts';
import { EditorPage } from './support/editor-page.ts';
import { startStudio } from './support/studio.ts';

const SIZE = { width: 640, height: 360 } as const;

const FILMS = [
  // Raw, so that it is larger than what is read in a moment.
  { how: 'read', name: 'reel.mkv', frames: 210, codec: ['-c:v', 'rawvideo'] },
  { how: 'decoded', name: 'reel.mp4', frames: 440, codec: ['-c:v', 'libx264', '-preset', 'ultrafast'] },
] as const;

for (const { how, name, frames, codec } of FILMS) test(`of a film that is ${how} whole before it opens, the first picture is shown meanwhile`, async ({ browser }) => {
  const tools = mkdtempSync(join(tmpdir(), 'tintype-slow-tools-'));
  const goOn = join(tools, 'go-on');
  const real = (name: string): string => execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  const script = (tool: string, before: string): void => { writeFileSync(join(tools, tool), `#!/bin/sh\n${before}\nexec ${real(tool)} "$@"\n`, { mode: 0o755 }); };
  const waits = (words: string): string => `case "$*" in *${words}*) while [ ! -e '${goOn}' ]; do sleep 0.1; done;; esac`;
  // Lists packets, or decodes to count frames, only when it may: as of a film for which that takes long.
  script('ffprobe', how === 'read' ? waits('packet=pts') : '');
  script('ffmpeg', how === 'decoded' ? waits('wrapped_avframe') : '');
  const studio = await startStudio({ FFMPEG_BIN: join(tools, 'ffmpeg') });
  try {
    const path = join(studio.home, 'films', name);
    mkdirSync(join(studio.home, 'films'), { recursive: true });
    ffmpeg('-f', 'lavfi', '-i', `testsrc2=s=${SIZE.width}x${SIZE.height}:r=25`, '-frames:v', String(frames), ...codec, '-pix_fmt', 'yuv420p', path);
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
    const editor = new EditorPage(page, SIZE);
    await page.goto(studio.url);
    await editor.openClip(path);
    const opening = page.getByRole('region', { name: 'Opening' });
    await expect(opening.getByRole('status')).toContainText(`Reading ${name}…`);
    await expect.poll(() => opening.getByRole('img', { name: `First frame of ${name}` }).evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight])).toEqual([SIZE.width, SIZE.height]);
    await expect(editor.picture).toHaveCount(0);
    await expectNoViolations(page);
    writeFileSync(goOn, '');
    await editor.seesFrame(0);
    await expect(opening).toHaveCount(0);
    await page.context().close();
  } finally {
    await studio.close();
    rmSync(tools, { recursive: true, force: true });
  }
});
