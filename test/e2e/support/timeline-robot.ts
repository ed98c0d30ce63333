import { expect, type Locator, type Page } from '@playwright/test';
import { stripX } from '../../../src/renderer/features/timeline/film-strip.ts';
import { TRACK_PX } from '../../../src/renderer/features/timeline/lane-settings.ts';
import { markX, timelineRows, timelineScale, xOfFrame } from '../../../src/renderer/features/timeline/timeline-layout.ts';

export type TimelineRow = 'ruler' | 'shots' | 'keys' | 'confidence' | 'film';
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Pointer actions on a timeline that shows the whole film. */
export class TimelineRobot {
  readonly box: Locator;
  private readonly page: Page;
  private readonly frameCount: number;

  constructor(page: Page, frameCount: number) {
    this.page = page;
    this.frameCount = frameCount;
    this.box = page.getByTestId('timeline');
  }

  /** Page pixels of the left edge of a frame, in a row; `share` of the row's height from its top. */
  async edgeOf(frame: number, row: TimelineRow, share = 0.5): Promise<Spot> {
    const box = await this.box.boundingBox();
    if (box === null) throw new Error('There is no timeline.');
    const { top, height } = timelineRows(box.height)[row];
    const scale = timelineScale(this.frameCount, box.width, { pxPerFrame: null, start: 0 });
    return { x: box.x + (row === 'film' ? stripX : xOfFrame)(frame, scale), y: box.y + top + height * share };
  }

  /** Page pixels of a frame's mark in the row of keyframes. */
  async markOf(frame: number): Promise<Spot> {
    const [{ y }, box] = [await this.edgeOf(frame, 'keys'), await this.box.boundingBox()];
    return { x: (box?.x ?? 0) + markX(frame, timelineScale(this.frameCount, box?.width ?? 0, { pxPerFrame: null, start: 0 })), y };
  }

  /** Drags from the edge of one frame to the edge of another. */
  async drag(from: number, to: number, options: { readonly row?: TimelineRow; readonly share?: number; readonly before?: () => Promise<void> } = {}): Promise<void> {
    const [start, end] = [await this.edgeOf(from, options.row ?? 'shots', options.share), await this.edgeOf(to, options.row ?? 'shots', options.share)];
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move(end.x, end.y, { steps: 8 });
    await options.before?.();
    await this.page.mouse.up();
  }

  async click(frame: number, row: TimelineRow): Promise<void> {
    const [left, right] = [await this.edgeOf(frame, row), await this.edgeOf(frame + 1, row)];
    await this.page.mouse.click((left.x + Math.min(right.x, left.x + 24)) / 2, left.y);
  }

  /** Page pixels of a frame's mark in a lane; `track` counts from the lane's first. */
  async markIn(frame: number, lane: 'Hints' | 'Masks' | 'Propagation', track = 0): Promise<Spot> {
    const [box, label] = [await this.box.boundingBox(), await this.page.getByRole('button', { name: `${lane} lane` }).boundingBox()];
    if (box === null || label === null) throw new Error(`There is no lane of ${lane.toLowerCase()}.`);
    const scale = timelineScale(this.frameCount, box.width, { pxPerFrame: null, start: 0 });
    return { x: box.x + markX(frame, scale), y: label.y + (track + 0.5) * TRACK_PX.masks.usual };
  }

  async standsAt(frame: number): Promise<void> {
    await expect(this.box).toHaveAttribute('aria-valuenow', String(frame));
  }
}
