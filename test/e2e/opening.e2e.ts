import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { ffmpeg } from '../support/clips.ts';
import { expectNoSeriousViolations } from './support/accessibility.ts';
import { EditorPage } from './support/editor-page.ts';
import { startStudio } from './support/studio.ts';

const SIZE = { width: 640, height: 360 } as const;

test('of a film that is read whole before it opens, the first picture is shown meanwhile', async ({ browser }) => {
  const tools = mkdtempSync(join(tmpdir(), 'tintype-slow-tools-'));
  const goOn = join(tools, 'go-on');
  const real = (name: string): string => execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
  const script = (name: string, before: string): void => { writeFileSync(join(tools, name), `#!/bin/sh\n${before}\nexec ${real(name)} "$@"\n`, { mode: 0o755 }); };
  script('ffmpeg', '');
  // Lists packets only when it may: as of a file that takes minutes to read.
  script('ffprobe', `case "$*" in *packet=pts*) while [ ! -e '${goOn}' ]; do sleep 0.1; done;; esac`);
  const studio = await startStudio({ FFMPEG_BIN: join(tools, 'ffmpeg') });
  try {
    const path = join(studio.home, 'films', 'reel.mkv');
    mkdirSync(join(studio.home, 'films'), { recursive: true });
    // Raw, so that it is larger than what is read in a moment.
    ffmpeg('-f', 'lavfi', '-i', `testsrc2=s=${SIZE.width}x${SIZE.height}:r=25`, '-frames:v', '210', '-c:v', 'rawvideo', '-pix_fmt', 'yuv420p', path);
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
    const editor = new EditorPage(page, SIZE);
    await page.goto(studio.url);
    await editor.openClip(path);
    const opening = page.getByRole('region', { name: 'Opening' });
    await expect(opening.getByRole('status')).toContainText('Reading reel.mkv…');
    await expect.poll(() => opening.getByRole('img', { name: 'First frame of reel.mkv' }).evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight])).toEqual([SIZE.width, SIZE.height]);
    await expect(editor.picture).toHaveCount(0);
    await expectNoSeriousViolations(page);
    writeFileSync(goOn, '');
    await editor.seesFrame(0);
    await expect(opening).toHaveCount(0);
    await page.context().close();
  } finally {
    await studio.close();
    rmSync(tools, { recursive: true, force: true });
  }
});
