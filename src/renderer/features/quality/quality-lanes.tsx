import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { KeptQuality } from '../../../shared/contract/quality.ts';
import { counted } from '../../../shared/counted.ts';
import type { FindingKind } from '../../../shared/model/quality-report.ts';
import { goTo } from '../../commands/play-commands.ts';
import { shotsOf } from '../../document/project-mirror.ts';
import { LOW_CONFIDENCE } from '../../document/shot-colours.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import type { Editor } from '../../editor/editor.ts';
import { useSize } from '../../ui/use-size.ts';
import type { FindingRow } from '../../../shared/finding-rows.ts';
import { confidenceOf } from './confidence-of.ts';
import { drawOver, drawStrip, LANE_COLOURS } from './lane-marks.ts';
import { type StripRun, stripOf } from './luma-strip.ts';

/** One graph: a line for each figure of a frame. */
export interface Lane {
  readonly title: string;
  readonly unit: string;
  readonly kinds: readonly FindingKind[];
  readonly lines: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
  readonly limit: number | null;
  /** The scale reaches to this at least, so that nothing is not drawn as much. */
  readonly scale: number;
  /** Instead of lines: a bar of the frames by their state. */
  readonly strip?: readonly StripRun[];
}

const LANE_PX = 58;
const STRIP_PX = 40;

/** Pure: the graphs of a report; figures without values are left out. @param confidence 0…1 of each of its frames, of the colour that the project has now */
function lanesOf({ report: { limits, luma }, figures }: Pick<KeptQuality, 'report' | 'figures'>, confidence: readonly (number | null)[]): readonly Lane[] {
  const percent = (values: readonly number[]): readonly number[] => values.map((value) => 100 * value);
  const lanes: readonly Lane[] = [
    { title: 'Flicker', unit: 'Lab units', kinds: ['flicker'], lines: [{ label: 'colour', values: figures.flicker }, { label: 'light of the source', values: figures.sourceFlicker }], limit: limits.flicker, scale: 1 },
    { title: 'Coverage', unit: '% of the picture', kinds: ['uncoloured'], lines: [{ label: 'coloured', values: percent(figures.coverage) }], limit: null, scale: 100 },
    { title: 'Chroma', unit: 'C*ab, mean', kinds: ['saturationDrift', 'hint', 'keyframe'], lines: [{ label: 'chroma', values: figures.chroma }], limit: null, scale: 10 },
    { title: 'Out of gamut', unit: '% of the picture', kinds: ['outOfGamut'], lines: [{ label: 'outside R′G′B′', values: percent(figures.outOfGamut) }], limit: limits.outOfGamut === null ? null : 100 * limits.outOfGamut, scale: 1 },
    { title: 'Confidence', unit: '%, present colour', kinds: [], lines: [{ label: 'confidence', values: confidence.map((value) => (value === null ? null : 100 * value)) }], limit: 100 * LOW_CONFIDENCE, scale: 100 },
    { title: 'Luma proof', unit: lumaWords(luma, figures.lumaMax), kinds: ['luma'], lines: [{ label: 'largest', values: figures.lumaMax }], limit: null, scale: 1, strip: stripOf(figures.lumaMax, luma.samples > 0) },
    { title: 'Luma error', unit: `codes of ${luma.bitDepth} bit`, kinds: ['luma', 'droppedFrame', 'doubledFrame'], lines: [{ label: 'largest', values: figures.lumaMax }, { label: 'mean', values: figures.lumaMean }], limit: limits.lumaMax, scale: 1 },
    { title: 'Skin line', unit: 'degrees off', kinds: ['skin'], lines: [{ label: 'deviation', values: figures.skinDeviation }], limit: limits.skinDegrees, scale: 10 },
  ];
  return lanes.filter(({ lines }) => lines.some(({ values }) => values.some((value) => value !== null)));
}

/** “exact”, “12 of 60 differ”, “not compared”. */
function lumaWords({ samples }: KeptQuality['report']['luma'], errors: readonly number[]): string {
  const differing = errors.filter((error) => error > 0).length;
  return samples === 0 ? 'not compared' : differing === 0 ? 'every frame exact' : `${differing} of ${errors.length} differ`;
}

/** Figures along the frames of the clip, one lane under another. A press goes to the frame, a drag zooms in, a double press shows all. */
export function QualityLanes({ quality, rows }: { readonly quality: KeptQuality; readonly rows: readonly FindingRow[] }): ReactNode {
  const editor = useEditor();
  const box = useRef<HTMLDivElement>(null);
  const { width } = useSize(box);
  const clipId = useSession((session) => session.clipId);
  const shots = useDocument((document) => shotsOf(document, clipId));
  const colours = useStore(editor.colours, (now) => now.shots);
  const lanes = useMemo(() => lanesOf(quality, confidenceOf(quality.figures.sourceFrame, { shots, colours })), [quality, shots, colours]);
  return (
    <div className="lanes quiet-scroll" ref={box} role="region" aria-label="Figures, frame by frame" tabIndex={0}>
      {width === 0 ? null : lanes.map((lane) => <LaneGraph key={lane.title} lane={lane} frames={quality.figures.sourceFrame} rows={rows} width={width} />)}
    </div>
  );
}

function LaneGraph({ lane, frames, rows, width }: { readonly lane: Lane; readonly frames: readonly number[]; readonly rows: readonly FindingRow[]; readonly width: number }): ReactNode {
  const editor = useEditor();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => (place.current === null ? undefined : showLane(editor, lane, { place: place.current, frames, rows, width })), [editor, lane, frames, rows, width]);
  const passed = rows.some(({ finding, accepted }) => accepted === undefined && lane.kinds.includes(finding.kind) && finding.frames !== undefined);
  return (
    <div className="lane" data-passed={passed}>
      <div className="lane-name"><b>{lane.title}</b><small>{lane.unit}</small></div>
      <div ref={place} role="img" aria-label={lane.strip === undefined ? `${lane.title}, ${lane.unit}, of ${counted(frames.length, 'frame')}` : `${lane.title}: ${lane.unit}`} />
    </div>
  );
}

const NAME_PX = 116;
/** A press that moved further than this is a drag. */
const DRAG_PX = 3;

function showLane(editor: Editor, lane: Lane, { place, frames, rows, width }: { readonly place: HTMLElement; readonly frames: readonly number[]; readonly rows: readonly FindingRow[]; readonly width: number }): () => void {
  const marks = drawOver(editor, rows.filter(({ finding }) => lane.kinds.includes(finding.kind)), lane.limit);
  const { strip } = lane;
  const plot = new uPlot({
    width: width - NAME_PX - 10, height: strip === undefined ? LANE_PX : STRIP_PX, legend: { show: false }, padding: [8, 6, 0, 0],
    cursor: { sync: { key: 'quality', scales: ['x', null] }, drag: { x: true, y: false, setScale: true }, points: { show: false } },
    scales: { x: { time: false }, y: { range: (_plot, _least, most) => [0, 1.08 * Math.max(most, lane.limit ?? 0, lane.scale)] } },
    axes: [
      { size: 18, gap: 2, stroke: LANE_COLOURS.dim, font: '10px sans-serif', grid: { show: false }, ticks: { show: false } },
      { size: 38, gap: 3, ...(strip === undefined ? {} : { values: (_plot, splits) => splits.map(() => '') }), stroke: LANE_COLOURS.dim, font: '10px sans-serif', space: 26, grid: { show: strip === undefined, stroke: LANE_COLOURS.line, width: 1 }, ticks: { show: false } },
    ],
    series: [{}, ...lane.lines.map(({ label }, index): uPlot.Series => ({ label, stroke: index === 0 ? LANE_COLOURS.first : LANE_COLOURS.second, width: 1, spanGaps: false, show: strip === undefined, points: { show: false } }))],
    hooks: { drawClear: [...(strip === undefined ? [] : [(drawn: uPlot) => { drawStrip(drawn, strip, frames); }]), marks.under], draw: [marks.over] },
  }, [[...frames], ...lane.lines.map(({ values }) => [...values])], place);
  let pressedAt = 0;
  // The graph keeps mouse events and clicks from others.
  plot.over.addEventListener('pointerdown', (event) => { pressedAt = event.clientX; });
  plot.over.addEventListener('pointerup', (event) => {
    if (Math.abs(event.clientX - pressedAt) <= DRAG_PX) goTo(editor, Math.round(plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, 'x')));
  });
  const leave = editor.session.subscribe((now, before) => { if (now.frame !== before.frame || now.finding !== before.finding) plot.redraw(false, false); });
  return () => {
    leave();
    plot.destroy();
  };
}
