import { type ReactNode, useState } from 'react';
import type { Placement } from '../../../shared/model/edit-list.ts';

interface PlacementFieldProps {
  readonly placement: Placement | undefined;
  readonly hasTimecode: boolean;
  readonly onChange: (placement: Placement) => void;
}

/** Where the list lies over the clip. */
export function PlacementField({ placement, hasTimecode, onChange }: PlacementFieldProps): ReactNode {
  const [frame, setFrame] = useState('0');
  const kind = placement?.kind ?? 'start';
  const atFrame = (text: string): void => {
    setFrame(text);
    if (/^-?\d{1,9}$/.test(text.trim())) onChange({ kind: 'frame', frame: Number(text) });
  };
  const choose = (wanted: string): void => {
    if (wanted === 'frame') atFrame(frame);
    else onChange({ kind: wanted === 'timecode' ? 'timecode' : 'start' });
  };
  return (
    <div className="form-row"><label htmlFor="list-placement">Place by</label>
      <div className="with-button">
        <select id="list-placement" className="field" value={kind} onChange={(event) => { choose(event.target.value); }}>
          <option value="timecode" disabled={!hasTimecode}>{hasTimecode ? 'Record timecode' : 'Record timecode (the clip has none)'}</option>
          <option value="start">First event on the first frame</option>
          <option value="frame">First event on frame…</option>
        </select>
        {kind === 'frame' ? <input className="field" aria-label="Frame of the first event" inputMode="numeric" value={frame} onChange={(event) => { atFrame(event.target.value); }} /> : null}
      </div>
    </div>
  );
}
