import type { ShotStage } from '../../../shared/model/shot-stage.ts';
import { COLOURS } from './timeline-colours.ts';

const MARK_PX = 9;
const WORD_PX = 15;
/** Least width of a shot whose status is drawn beside its name, and of one that says *Stale* or *Paused*. */
const ROOM_FOR_STAGE_PX = 64;
const ROOM_FOR_WORD_PX = { Stale: 52, Paused: 64 } as const;

interface ShotBox {
  readonly left: number;
  readonly width: number;
  readonly top: number;
  /** Middle of the line with the shot's name. */
  readonly labelY: number;
}

/** Status of a shot by shape, at the right end of the line with its name, and *Stale* (dashed) or *Paused* over its picture. Nothing for a shot that is not started. */
export function drawShotMarks(context: CanvasRenderingContext2D, { stage, word }: { readonly stage: ShotStage; readonly word: keyof typeof ROOM_FOR_WORD_PX | undefined }, { left, width, top, labelY }: ShotBox): void {
  if (stage !== 'notStarted' && width >= ROOM_FOR_STAGE_PX) drawStage(context, stage, { x: left + width - MARK_PX / 2 - 6, y: labelY });
  if (word !== undefined && width >= ROOM_FOR_WORD_PX[word]) drawWord(context, word, { left: left + 4, top: top + 4 });
}

function drawStage(context: CanvasRenderingContext2D, stage: Exclude<ShotStage, 'notStarted'>, { x, y }: { readonly x: number; readonly y: number }): void {
  const radius = MARK_PX / 2;
  context.strokeStyle = COLOURS.text;
  context.fillStyle = COLOURS.text;
  context.lineWidth = 1.2;
  context.beginPath();
  switch (stage) {
    case 'inProgress':
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.stroke();
      context.beginPath();
      context.arc(x, y, radius, -Math.PI / 2, Math.PI / 2);
      context.fill();
      return;
    case 'review':
      context.fillStyle = COLOURS.stage.review;
      context.fillRect(x - radius, y - radius, 1.4, MARK_PX);
      context.moveTo(x - radius + 1, y - radius);
      context.lineTo(x + radius, y - radius);
      context.lineTo(x + radius - 2, y - radius / 3);
      context.lineTo(x + radius, y + radius / 3);
      context.lineTo(x - radius + 1, y + radius / 3);
      context.fill();
      return;
    case 'approved':
      context.arc(x, y, radius + 0.5, 0, 2 * Math.PI);
      context.fill();
      context.strokeStyle = COLOURS.ground;
      context.lineWidth = 1.5;
      context.beginPath();
      context.moveTo(x - 2.4, y + 0.2);
      context.lineTo(x - 0.6, y + 2);
      context.lineTo(x + 2.5, y - 1.8);
      context.stroke();
  }
}

function drawWord(context: CanvasRenderingContext2D, word: keyof typeof ROOM_FOR_WORD_PX, { left, top }: { readonly left: number; readonly top: number }): void {
  const width = context.measureText(word).width + 10;
  context.fillStyle = COLOURS.shade;
  context.fillRect(left, top, width, WORD_PX);
  context.strokeStyle = COLOURS.stale;
  context.lineWidth = 1;
  context.setLineDash(word === 'Stale' ? [3, 2] : []);
  context.strokeRect(left + 0.5, top + 0.5, width - 1, WORD_PX - 1);
  context.setLineDash([]);
  context.fillStyle = COLOURS.text;
  context.fillText(word, left + 5, top + WORD_PX / 2 + 0.5);
}
