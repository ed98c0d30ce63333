import type uPlot from 'uplot';
import type { Editor } from '../../editor/editor.ts';
import type { FindingRow } from '../../../shared/finding-rows.ts';
import type { StripRun } from './luma-strip.ts';

/** Colours of tokens.css for the graphs: gray, and red for values beyond a limit. */
export const LANE_COLOURS = { dim: '#a0a0a0', line: '#2a2a2a', first: '#c8c8c8', second: '#6f6f6f', limit: '#8a8a8a', playhead: '#f2f2f2', beyond: '#d9827a', accepted: '#6f6f6f' } as const;

const LEAST_BAND_PX = 3;

/** Marks under and over the lines of a lane: the frames of its findings, its limit, the playhead. */
export function drawOver({ session }: Pick<Editor, 'session'>, rows: readonly FindingRow[], limit: number | null): { readonly under: (plot: uPlot) => void; readonly over: (plot: uPlot) => void } {
  return {
    under: (plot) => {
      const { ctx, bbox } = plot;
      const { finding: selected } = session.getState();
      ctx.save();
      for (const { index, frames, accepted } of rows) {
        if (frames === undefined) continue;
        const [from, to] = [plot.valToPos(frames.first - 0.5, 'x', true), plot.valToPos(frames.last + 0.5, 'x', true)];
        const width = Math.max(LEAST_BAND_PX * devicePixelRatio, to - from);
        const left = Math.max(bbox.left, (from + to - width) / 2);
        ctx.globalAlpha = index === selected ? 0.45 : 0.25;
        ctx.fillStyle = accepted === undefined ? LANE_COLOURS.beyond : LANE_COLOURS.accepted;
        ctx.fillRect(left, bbox.top, Math.max(0, Math.min(width, bbox.left + bbox.width - left)), bbox.height);
      }
      ctx.restore();
    },
    over: (plot) => {
      const { ctx, bbox } = plot;
      ctx.save();
      ctx.lineWidth = devicePixelRatio;
      if (limit !== null) line(ctx, LANE_COLOURS.limit, { from: [bbox.left, plot.valToPos(limit, 'y', true)], to: [bbox.left + bbox.width, plot.valToPos(limit, 'y', true)], dash: [4 * devicePixelRatio, 4 * devicePixelRatio] });
      const x = plot.valToPos(session.getState().frame, 'x', true);
      if (x >= bbox.left && x <= bbox.left + bbox.width) line(ctx, LANE_COLOURS.playhead, { from: [x, bbox.top], to: [x, bbox.top + bbox.height], dash: [] });
      ctx.restore();
    },
  };
}

/** Share of the lane's height of a bar, and of the part of it that is drawn for frames that differ. */
const BAR = 0.5;
const LOW_BAR = 0.2;

/** A bar of frames: whole where luma is exact, low where it differs, an outline where it was not compared. @param frames of the clip, one for each place */
export function drawStrip(plot: uPlot, runs: readonly StripRun[], frames: readonly number[]): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  const bottom = bbox.top + bbox.height * (0.5 + BAR / 2);
  for (const { first, last, state } of runs) {
    const [from, to] = [plot.valToPos(frames[first]! - 0.5, 'x', true), plot.valToPos(frames[last]! + 0.5, 'x', true)];
    const height = bbox.height * (state === 'differs' ? LOW_BAR : BAR);
    ctx.fillStyle = state === 'exact' ? LANE_COLOURS.first : LANE_COLOURS.second;
    if (state !== 'unknown') ctx.fillRect(from, bottom - height, Math.max(1, to - from), height);
    else {
      ctx.strokeStyle = LANE_COLOURS.second;
      ctx.lineWidth = devicePixelRatio;
      ctx.setLineDash([3 * devicePixelRatio, 2 * devicePixelRatio]);
      ctx.strokeRect(from + 1, bottom - height, to - from - 2, height);
    }
  }
  ctx.restore();
}

type Place = readonly [x: number, y: number];

function line(ctx: CanvasRenderingContext2D, colour: string, { from, to, dash }: { readonly from: Place; readonly to: Place; readonly dash: readonly number[] }): void {
  ctx.beginPath();
  ctx.strokeStyle = colour;
  ctx.setLineDash([...dash]);
  ctx.moveTo(...from);
  ctx.lineTo(...to);
  ctx.stroke();
}
