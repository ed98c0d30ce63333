import { type DragEvent, memo, type MouseEvent, type ReactNode } from 'react';
import { approvalChangesText } from '../../../shared/model/approval.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { rangeLength } from '../../../shared/model/frame.ts';
import { LOW_CONFIDENCE } from '../../document/shot-colours.ts';
import { stageLabel } from '../../../shared/model/shot-stage.ts';
import { contextOf } from '../../editor/context-target.ts';
import type { BoardRow, ShotWork } from './board-model.ts';
import { cardState } from './card-state.ts';
import { ScrubPoster } from './scrub-poster.tsx';
import { boardIcons, FlagMark, flagLabel, StageMark } from './stage-icons.tsx';

const WORK = { propagating: 'Propagating', updating: 'Updating', queued: 'Queued', paused: 'Paused' } as const satisfies Record<ShotWork, string>;

interface ShotCardProps {
  readonly clip: Clip;
  /** Where shots of several clips are shown. */
  readonly clipLabel: string | undefined;
  readonly row: BoardRow;
  readonly place: { readonly index: number; readonly count: number };
  readonly selected: boolean;
  /** Where the keyboard is. */
  readonly lead: boolean;
  readonly wide: boolean;
  readonly onPress: (row: BoardRow, event: MouseEvent) => void;
  readonly onOpen: (row: BoardRow) => void;
  readonly onDragStart: (row: BoardRow, event: DragEvent) => void;
}

/** A shot on the board, or with `wide` a line of the list. */
export const ShotCard = memo(function ShotCard({ clip, clipLabel, row, place, selected, lead, wide, onPress, onOpen, onDragStart }: ShotCardProps): ReactNode {
  const { shot, status, keys, stage, stale, notes, changes, work, version } = row;
  const frames = rangeLength(shot.range);
  const state = cardState(status, { frames, keys });
  return (
    <div
      id={`card-${shot.id}`} className="shot-card" role="option" aria-selected={selected} aria-posinset={place.index + 1} aria-setsize={place.count} data-stage={stage} data-stale={stale} data-lead={lead} data-wide={wide} {...contextOf('shot', shot.id)}
      draggable onDragStart={(event) => { onDragStart(row, event); }} onClick={(event) => { onPress(row, event); }} onDoubleClick={() => { onOpen(row); }}
    >
      <div className="shot-line"><b>{shot.name}</b>{clipLabel === undefined ? null : <span className="clip-label" title={clipLabel}>{clipLabel}</span>}{version === undefined ? null : <span className="version-mark" title={`Version ${version} is shown`}><span className="visually-hidden">version </span>{version}</span>}<StageMark stage={stage} /><span className="visually-hidden">{stageLabel(stage)}{changes.length === 0 ? '' : `, changed since: ${approvalChangesText(changes, shot.range.first)}`}</span></div>
      <div className="shot-line figures">
        <span className="bar" data-low={status.lowest !== null && status.lowest < LOW_CONFIDENCE} data-says={state.says}><i style={{ width: `${100 * state.share}%` }} /></span>
        <span>{state.says === 'confidence' ? <span className="visually-hidden">confidence </span> : null}{state.text}</span>{state.says === 'made' ? null : <span>{`${frames} fr`}</span>}
      </div>
      {/* Last, so that a reader hears the name first; CSS puts it on top. */}
      <div className="still">
        <ScrubPoster clip={clip} frame={row.posterFrame} range={shot.range} />
        <span className="marks">{work === undefined ? null : <span className="work-mark">{work === 'paused' ? boardIcons.paused : boardIcons.stale}{WORK[work]}</span>}{stale && work === undefined ? <span className="stale-mark">{boardIcons.stale}Stale</span> : null}{changes.length > 0 ? <span className="changed-mark" title={`Changed since it was approved: ${approvalChangesText(changes, shot.range.first)}`}>{boardIcons.changed}Changed</span> : null}{shot.flag === undefined ? null : <span className="flag-mark"><FlagMark colour={shot.flag} />{flagLabel(shot.flag)}<span className="visually-hidden"> flag</span></span>}{notes > 0 ? <span className="note-mark">{boardIcons.notes}{notes}<span className="visually-hidden"> {notes === 1 ? 'note' : 'notes'}</span></span> : null}</span>
      </div>
    </div>
  );
});
