import type { ShotColour } from '../../../shared/contract/propagate.ts';
import { counted } from '../../../shared/counted.ts';
import type { Keyframe, ProjectDocument, Shot } from '../../../shared/model/document.ts';
import { rangeIncludes, rangeLength } from '../../../shared/model/frame.ts';
import type { ShotId } from '../../../shared/model/ids.ts';
import { keyframesOf } from '../../document/project-mirror.ts';
import { type ShotStatus, statusOf, type ShotState } from '../../document/shot-colours.ts';

export type BinSort = 'order' | 'lowConfidence' | 'state';

/** A shot as the bin lists it. */
export interface BinRow {
  readonly shot: Shot;
  /** Frame of the poster: the keyframe nearest to the middle, which has colour first; without one, the middle. */
  readonly posterFrame: number;
  readonly keys: number;
  readonly status: ShotStatus;
}

/** Unfinished states come first. */
const STATE_ORDER: readonly ShotState[] = ['lowConfidence', 'stale', 'partial', 'empty', 'coloured'];

/** Pure: those of some shots that match a search, sorted. Shots without a known confidence come last when sorted by it. */
export function binRows(document: ProjectDocument, shots: readonly Shot[], { colours, text, sort }: { readonly colours: ReadonlyMap<ShotId, ShotColour>; readonly text: string; readonly sort: BinSort }): readonly BinRow[] {
  const wanted = text.trim().toLowerCase();
  const finds = wanted === '' ? () => true : finder(document, wanted);
  const rows = shots.filter(finds).map((shot): BinRow => {
    const keyframes = keyframesOf(document, shot.id);
    const keys = keyframes.length;
    return { shot, keys, posterFrame: posterFrame(shot, keyframes), status: statusOf(colours.get(shot.id), shot, keys) };
  });
  switch (sort) {
    case 'order': return rows;
    case 'lowConfidence': return rows.toSorted((a, b) => (a.status.mean ?? 2) - (b.status.mean ?? 2));
    case 'state': return rows.toSorted((a, b) => STATE_ORDER.indexOf(a.status.state) - STATE_ORDER.indexOf(b.status.state));
  }
}

function posterFrame({ range }: Shot, keyframes: readonly Keyframe[]): number {
  const middle = range.first + Math.floor(rangeLength(range) / 2);
  return keyframes.map(({ frame }) => frame as number).toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0] ?? middle;
}

/** A search matches a shot's name, the text of its markers, and the swatches that its hints follow. */
function finder(document: ProjectDocument, wanted: string): (shot: Shot) => boolean {
  const has = (text: string): boolean => text.toLowerCase().includes(wanted);
  const notes = document.notes.filter((note) => has(note.text));
  const swatches = new Set(document.swatches.filter((swatch) => has(swatch.name) || has(swatch.note)).map((swatch) => swatch.id));
  return (shot) => has(shot.name)
    || notes.some((note) => note.clipId === shot.clipId && rangeIncludes(shot.range, note.frame))
    || (swatches.size > 0 && keyframesOf(document, shot.id).some(({ hints }) => hints.some((hint) => 'swatch' in hint && hint.swatch !== undefined && swatches.has(hint.swatch))));
}

/** Text of a row about its shot's state. */
export function rowText({ shot, keys, status }: BinRow): string {
  const length = `${rangeLength(shot.range)} fr`;
  switch (status.state) {
    case 'empty': return `${length} · no keyframe`;
    case 'stale': return `${length} · stale`;
    case 'partial': return `${length} · ${counted(keys, 'keyframe')}`;
    case 'lowConfidence': return `${length} · confidence ${Math.round((status.lowest ?? 0) * 100)} %`;
    case 'coloured': return `${length} · coloured`;
  }
}
