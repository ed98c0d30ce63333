import { type KeyboardEvent, type PointerEvent, type ReactNode, useMemo, useRef } from 'react';
import { goTo } from '../../commands/play-commands.ts';
import { shotAt, shotsOf } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { masksShown } from '../../editor/mask-context.ts';
import { LANE_NAMES, laneSettings, LANE_PREFERENCE, setLane, TRACK_PX } from './lane-settings.ts';
import { laneTracks } from './lane-tracks.ts';
import { FOLDED_PX, LABELS_PX, LANES, type LaneId, type LaneRow } from './timeline-layout.ts';
import { shotsInSight, type TimelineFrame, type TrackLane } from './timeline-scene.ts';

interface LabelsProps {
  readonly frame: TimelineFrame;
  readonly onScroll: (lane: TrackLane, px: number) => void;
}

/** Names of the lanes beside the canvas: buttons that fold a lane, and those that choose a group of hints or a mask. */
export function LaneLabels({ frame, onScroll }: LabelsProps): ReactNode {
  return (
    <div className="lane-labels" role="group" aria-label="Lanes of the timeline" style={{ width: LABELS_PX }}>
      {LANES.map((id) => {
        const lane = frame.rows[id];
        return lane === null ? null : <LaneLabel key={id} id={id} lane={lane} frame={frame} onScroll={onScroll} />;
      })}
    </div>
  );
}

function LaneLabel({ id, lane, frame, onScroll }: { readonly id: LaneId; readonly lane: LaneRow } & LabelsProps): ReactNode {
  const { preferences } = useEditor();
  const name = LANE_NAMES[id];
  if (lane.isFixed) return lane.height < FOLDED_PX ? null : <div className="lane-label" style={{ top: lane.top, height: lane.height }}><span className="lane-fold"><i />{name}</span></div>;
  const hasTracks = (id === 'hints' || id === 'masks') && !lane.isFolded;
  return (
    <div className="lane-label" style={{ top: lane.top, height: lane.height }}>
      <button
        type="button" className="lane-fold" aria-expanded={!lane.isFolded} aria-label={`${name} lane`} title={lane.isFolded ? `Unfold ${name.toLowerCase()}` : `Fold ${name.toLowerCase()}`}
        onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { setLane(preferences, id, { isFolded: !lane.isFolded }); }}
      ><i>{lane.isFolded ? '▸' : '▾'}</i>{hasTracks || lane.height < FOLDED_PX ? null : name}</button>
      {hasTracks ? <div className="lane-tracks" onScroll={(event) => { onScroll(id, event.currentTarget.scrollTop); }}><TrackNames id={id} lane={lane} frame={frame} /></div> : null}
      {lane.isFolded ? null : <LaneHeight id={id} />}
    </div>
  );
}

function TrackNames({ id, lane, frame }: { readonly id: TrackLane; readonly lane: LaneRow } & Pick<LabelsProps, 'frame'>): ReactNode {
  const editor = useEditor();
  const document = useDocument((now) => now);
  const liveMasks = useSession((now) => now.liveMasks);
  const current = useSession((now) => shotAt(document, frame.clip.id, now.frame));
  const chosen = useSession((now): string | null => (id === 'hints' ? now.selectedGroup : now.selectedMask));
  const tracks = useMemo(() => laneTracks(document, { current, seen: shotsInSight(shotsOf(document, frame.clip.id), frame), masksOf: (shot) => masksShown(shot, { liveMasks }) }), [document, current, frame, liveMasks]);
  const { session } = editor;
  const named = id === 'hints'
    ? tracks.hints.map((track) => ({ ...track, choose: () => { session.setState({ selectedGroup: track.id ?? null }); } }))
    : tracks.masks.map((track) => ({ ...track, choose: () => { session.setState({ selectedMask: track.id }); } }));
  return (
    <>
      {named.map((track) => {
        const name = track.name === '' ? (tracks.hints.length === 1 ? 'Hints' : 'Other hints') : track.name;
        return (
          <button
            key={track.name} type="button" aria-pressed={track.id !== undefined && track.id === chosen} style={{ height: lane.trackPx }} title={name}
            onMouseDown={(event) => { event.preventDefault(); }} onClick={() => {
              if (track.shot.id !== current?.id) goTo(editor, track.shot.range.first);
              track.choose();
            }}
          >{name}</button>
        );
      })}
    </>
  );
}

/** The lower edge of a lane: dragged, or moved by arrow keys, it changes the height of the lane's tracks. */
function LaneHeight({ id }: { readonly id: LaneId }): ReactNode {
  const { preferences } = useEditor();
  const drag = useRef<{ readonly y: number; readonly px: number } | null>(null);
  const { least, most } = TRACK_PX[id];
  const now = (): number => laneSettings(preferences.getItem(LANE_PREFERENCE))[id].trackPx;
  const set = (px: number): void => { setLane(preferences, id, { trackPx: Math.min(most, Math.max(least, Math.round(px))) }); };
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    event.stopPropagation();
    set(now() + (event.key === 'ArrowDown' ? 2 : -2));
  }
  function onPointerDown(event: PointerEvent<HTMLDivElement>): void {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { y: event.clientY, px: now() };
  }
  return (
    <div
      className="lane-height" role="separator" tabIndex={0} aria-orientation="horizontal" aria-label={`Height of the ${LANE_NAMES[id].toLowerCase()} lane`} aria-valuemin={least} aria-valuemax={most} aria-valuenow={now()}
      title="Drag to size; double-click resets it" onKeyDown={onKeyDown} onPointerDown={onPointerDown} onDoubleClick={() => { set(TRACK_PX[id].usual); }}
      onPointerMove={(event) => { if (drag.current !== null) set(drag.current.px + event.clientY - drag.current.y); }} onPointerUp={() => { drag.current = null; }} onPointerCancel={() => { drag.current = null; }}
    />
  );
}
