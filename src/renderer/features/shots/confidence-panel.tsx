import { type MouseEvent, type ReactNode, useMemo } from 'react';
import { useStore } from 'zustand';
import type { Shot } from '../../../shared/model/document.ts';
import { LOW_CONFIDENCE } from '../../document/shot-colours.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { openInColour } from './board-edits.ts';
import { type CurvePoint, confidenceCurve, frameAlong } from './confidence-curve.ts';

/** Points of the curve: a pixel or so each. */
const STEPS = 240;
const [WIDTH, HEIGHT] = [240, 48];
/** Names that have room below the curve, and shots of which the curve shows where they begin. */
const [MOST_NAMES, MOST_BEGINS] = [4, 40];

/** Confidence over the selected shots, one after the other; a press opens the frame. Nothing where none of them has colour. */
export function ConfidencePanel({ shots }: { readonly shots: readonly Shot[] }): ReactNode {
  const editor = useEditor();
  const colours = useStore(editor.colours, (now) => now.shots);
  const { points, shots: begins, lowest, frames, coloured } = useMemo(() => confidenceCurve(shots, colours, STEPS), [shots, colours]);
  if (lowest === undefined) return null;
  const open = (event: MouseEvent<HTMLElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const found = frameAlong(shots, (event.clientX - box.left) / box.width);
    if (found !== undefined) openInColour(editor, found.frame);
  };
  const percent = Math.round(lowest.confidence * 100);
  return (
    <>
      <h2>Confidence <button type="button" className="lowest-frame" data-low={lowest.confidence < LOW_CONFIDENCE} title="Open this frame" onClick={() => { openInColour(editor, lowest.frame); }}>{`${coloured < frames ? `${coloured} of ${frames} fr coloured, ` : ''}lowest ${percent} % at ${shots.length === 1 ? '' : `${lowest.shot.name}, `}frame ${lowest.frame - lowest.shot.range.first + 1}`}</button></h2>
      {/* The lowest frame is a button of its own; the timeline of the page Colour has every frame by keys. */}
      <div className="confidence-curve" title="Open a frame" onClick={open}>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={`Confidence over the selected shots, lowest ${percent} %`}>
          <line className="limit" x1={0} x2={WIDTH} y1={yOf(LOW_CONFIDENCE)} y2={yOf(LOW_CONFIDENCE)} />
          {begins.slice(1, begins.length > MOST_BEGINS ? 1 : undefined).map(({ id, at }) => <line key={id} x1={at * WIDTH} x2={at * WIDTH} y1={0} y2={HEIGHT} />)}
          {runsOf(points).map((run) => <polyline key={run[0]?.at} points={lineOf(run)} />)}
        </svg>
      </div>
      {begins.length === 1 || begins.length > MOST_NAMES ? null : <div className="curve-names" aria-hidden="true">{begins.map(({ id, name, at }, index) => <small key={id} title={name} style={{ left: `${100 * at}%`, width: `${100 * ((begins[index + 1]?.at ?? 1) - at)}%` }}>{name}</small>)}</div>}
    </>
  );
}

/** Room for the width of the line at 0 and at 100 %. */
const MARGIN = 4;

function yOf(confidence: number): number {
  return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * confidence;
}

/** Points of one run; a single one as a short line, so that it is seen. */
function lineOf(run: readonly CurvePoint[]): string {
  const text = ({ at, confidence }: CurvePoint, byPx = 0): string => `${(at * WIDTH + byPx).toFixed(1)},${yOf(confidence ?? 0).toFixed(1)}`;
  const [only] = run;
  return run.length === 1 && only !== undefined ? `${text(only, -0.5)} ${text(only, 0.5)}` : run.map((point) => text(point)).join(' ');
}

/** Stretches of points that have colour. */
function runsOf(points: readonly CurvePoint[]): readonly (readonly CurvePoint[])[] {
  const runs: CurvePoint[][] = [[]];
  for (const point of points) {
    if (point.confidence !== null) runs.at(-1)?.push(point);
    else if (runs.at(-1)?.length !== 0) runs.push([]);
  }
  return runs.filter((run) => run.length > 0);
}
