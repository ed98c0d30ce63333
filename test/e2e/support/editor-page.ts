import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Locator, type Page } from '@playwright/test';
import { srgbToLab } from '../../../src/shared/colour/srgb.ts';
import type { PictureFormat } from '../../../src/shared/model/clip.ts';
import { placePicture, resultPane, toScreen } from '../../../src/renderer/session/view.ts';
import { FILM } from './clip.ts';

const PICTURES = fileURLToPath(new URL('../../../docs/pictures', import.meta.url));
const PICTURE: PictureFormat = { width: FILM.width, height: FILM.height, sampleAspect: { num: 1, den: 1 }, rotation: 0, pixelFormat: 'yuv420p', family: 'yuv', bitDepth: 8, range: 'limited', matrix: 'bt709', scan: 'progressive' };

export type Place = readonly [number, number];
export type Rgb = readonly [number, number, number];

/** Page model of the editor window. */
export class EditorPage {
  readonly page: Page;
  readonly picture: Locator;
  readonly stage: Locator;
  readonly job: Locator;
  private readonly format: PictureFormat;

  /** @param film size of the film that is open, in samples */
  constructor(page: Page, film: { readonly width: number; readonly height: number } = FILM) {
    this.page = page;
    this.format = { ...PICTURE, width: film.width, height: film.height };
    this.picture = page.getByTestId('picture');
    this.stage = page.getByTestId('stage');
    this.job = page.getByTestId('job');
  }

  async openClip(path: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Open clip…' }).click();
    await this.page.getByLabel('Path').fill(path);
    await this.page.getByLabel('Path').press('Enter');
  }

  shots(): Locator {
    return this.page.getByRole('listbox', { name: 'Shots of the clip' }).getByRole('option');
  }

  /** A button of a segmented control, by its label. */
  segment(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Waits until the picture, not only the playhead, is at a frame. */
  async seesFrame(frame: number): Promise<void> {
    await expect(this.picture).toHaveAttribute('data-frame', String(frame));
  }

  async seesColour(): Promise<string> {
    await expect(this.picture).toHaveAttribute('data-plane', /.+/);
    await expect(this.picture).toHaveAttribute('data-settled', 'true');
    return (await this.picture.getAttribute('data-plane')) ?? '';
  }

  /** Waits until an edit of this name is the next undo step. */
  async keeps(label: string): Promise<void> {
    // A step that changes several shots says how many.
    await expect(this.page.getByText(new RegExp(String.raw`^Undo: ${label.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?: \(\d+ shots\))?$`))).toBeVisible();
  }

  async showsColour(plane: string): Promise<void> {
    await expect(this.picture).toHaveAttribute('data-plane', plane);
  }

  async applyColour(hex: string): Promise<void> {
    await this.page.getByLabel('Colour as hex').fill(hex);
    await this.page.getByLabel('Colour as hex').press('Enter');
    await this.page.getByLabel('Colour as hex').evaluate((field: HTMLElement) => { field.blur(); });
  }

  /** Page coordinates, in pixels, of a position in the fitted picture; in the side-by-side view, of the picture on that side. */
  async screenOf(at: Place, side?: 'left' | 'right'): Promise<{ readonly x: number; readonly y: number }> {
    const box = await this.stage.boundingBox();
    if (box === null) throw new Error('There is no viewer.');
    const pane = resultPane(box, side !== undefined);
    const { x, y } = toScreen(at, placePicture(this.format, pane.size, { kind: 'fit' }));
    return { x: box.x + x + (side === 'right' ? pane.left : 0), y: box.y + y };
  }

  /** Moves the pointer to a position, presses and releases it. */
  async clickAt(at: Place): Promise<void> {
    const { x, y } = await this.screenOf(at);
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.up();
  }

  /** @param options `held`: a modifier key that is held meanwhile */
  async drag(from: Place, to: Place, { held }: { readonly held?: 'Alt' | 'Shift' } = {}): Promise<void> {
    const [start, end] = [await this.screenOf(from), await this.screenOf(to)];
    await this.page.mouse.move(start.x, start.y);
    if (held !== undefined) await this.page.keyboard.down(held);
    await this.page.mouse.down();
    await this.page.mouse.move(end.x, end.y, { steps: 6 });
    await this.page.mouse.up();
    if (held !== undefined) await this.page.keyboard.up(held);
  }

  /** Drags the colour of a swatch from the colour script onto a position of the picture. */
  async dropSwatch(name: string, at: Place): Promise<void> {
    const { x, y } = await this.screenOf(at);
    const { x: left = 0, y: top = 0 } = await this.stage.boundingBox() ?? {};
    await this.page.getByRole('button', { name: `Paint with ${name}` }).locator('[draggable]').dragTo(this.stage, { targetPosition: { x: x - left, y: y - top } });
  }

  /** Colour of the picture at a position, as it is drawn after the next screen refresh, without the marks that lie over it. */
  async pixelAt(at: Place, side?: 'left' | 'right'): Promise<Rgb> {
    const place = await this.screenOf(at, side);
    return this.picture.evaluate(async (canvas: HTMLCanvasElement, { x, y }) => {
      // What has changed is drawn in the first one.
      for (let refresh = 0; refresh < 2; refresh++) await new Promise(requestAnimationFrame);
      const box = canvas.getBoundingClientRect();
      const ratio = canvas.width / box.width;
      const context = new OffscreenCanvas(1, 1).getContext('2d');
      if (context === null) throw new Error('This browser draws nothing.');
      context.drawImage(canvas, -Math.floor((x - box.x) * ratio), -Math.floor((y - box.y) * ratio));
      const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
      return [r, g, b] as const;
    }, place);
  }

  /** As `pixelAt`, of what is on the screen: the window's own picture, with the hints hidden. Takes half a second of processor time. */
  async screenPixelAt(at: Place): Promise<Rgb> {
    const { x, y } = await this.screenOf(at);
    const hints = this.page.getByRole('button', { name: 'Hints', exact: true });
    const shown = (await hints.getAttribute('aria-pressed')) === 'true';
    if (shown) await hints.click();
    await this.page.mouse.move(5, 5);
    // What was under the pointer, and the hints, are gone in the second refresh.
    await this.page.evaluate(async () => { for (let refresh = 0; refresh < 2; refresh++) await new Promise(requestAnimationFrame); });
    const png = await this.page.screenshot({ clip: { x: Math.floor(x), y: Math.floor(y), width: 1, height: 1 } });
    if (shown) await hints.click();
    return this.page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }), { colorSpaceConversion: 'none' });
      const context = new OffscreenCanvas(1, 1).getContext('2d');
      if (context === null) throw new Error('This browser draws nothing.');
      context.drawImage(bitmap, 0, 0);
      const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
      return [r, g, b] as const;
    }, png.toString('base64'));
  }

  /** Displayed chroma ab at a position of the picture. */
  async chromaAt(at: Place): Promise<readonly [number, number]> {
    const [r, g, b] = await this.pixelAt(at);
    const [, abA, abB] = srgbToLab(r / 255, g / 255, b / 255);
    return [abA, abB];
  }

  /** Takes a screenshot for the docs when they are generated, of the window or of a part of it. */
  async photograph(name: string, part: Pick<Page, 'screenshot'> | Locator = this.page): Promise<void> {
    if (process.env.TINTYPE_PICTURES !== '1') return;
    mkdirSync(PICTURES, { recursive: true });
    await part.screenshot({ path: join(PICTURES, `${name}.jpg`), type: 'jpeg', quality: 86 });
  }

  /** A part of the window as a small picture of 480×270, where pictures are made. @param part left, top and width in pixels; it is as high as 16:9 says */
  async photographSmall(name: string, [x, y, width]: readonly [number, number, number]): Promise<void> {
    if (process.env.TINTYPE_PICTURES !== '1') return;
    mkdirSync(PICTURES, { recursive: true });
    const png = await this.page.screenshot({ clip: { x, y, width, height: (width * 9) / 16 } });
    execFileSync('ffmpeg', ['-loglevel', 'error', '-y', '-f', 'png_pipe', '-i', '-', '-vf', 'scale=480:270:flags=lanczos', '-q:v', '5', join(PICTURES, `${name}.jpg`)], { input: png });
  }
}
