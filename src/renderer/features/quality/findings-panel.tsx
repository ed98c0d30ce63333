import { type ReactNode, useState } from 'react';
import type { KeptQuality } from '../../../shared/contract/quality.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { AcceptanceId, newId } from '../../../shared/model/ids.ts';
import { timecodeOf } from '../../../shared/model/timecode.ts';
import { goTo } from '../../commands/play-commands.ts';
import { pixelsOf } from '../../document/project-mirror.ts';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { thumbnailUrlOf } from '../../session/frame-cache.ts';
import { FINDING_NAMES, type FindingRow } from '../../../shared/finding-rows.ts';
import { fixFinding, remedyOf } from './fix-finding.ts';
import { showFinding } from './show-quality.ts';
import { worstValues } from './worst-values.ts';

/** Findings beyond the limits. A click goes to the frame; a finding can be accepted with a note. */
export function FindingsPanel({ clip, quality, rows }: { readonly clip: Clip; readonly quality: KeptQuality; readonly rows: readonly FindingRow[] }): ReactNode {
  const selected = useSession((session) => session.finding);
  const [withAccepted, setWithAccepted] = useState(true);
  const open = rows.filter(({ accepted }) => accepted === undefined).length;
  const shown = rows.filter(({ accepted }) => withAccepted || accepted === undefined);
  return (
    <section className="panel findings" aria-label="Findings">
      <h2>Findings <span>{rows.length === 0 ? '' : `${open} open${rows.length > open ? ` · ${rows.length - open} accepted` : ''}`}</span></h2>
      {rows.length > open ? <label className="check"><input type="checkbox" checked={withAccepted} onChange={(event) => { setWithAccepted(event.target.checked); }} />Show accepted</label> : null}
      {rows.length === 0 ? <p className="empty-note">Nothing lies beyond the limits.</p> : null}
      <ul className="quiet-scroll" aria-label="Findings of the report">
        {shown.map((row) => <Row key={row.index} clip={clip} row={row} isSelected={row.index === selected} />)}
      </ul>
      <WorstFrames clip={clip} quality={quality} />
    </section>
  );
}

/** Frames to check, also when all is within the limits. */
function WorstFrames({ clip, quality }: { readonly clip: Clip; readonly quality: KeptQuality }): ReactNode {
  const editor = useEditor();
  const values = worstValues(quality);
  const pixels = pixelsOf(editor.project.getState(), clip.id);
  if (values.length === 0) return null;
  return (
    <div className="worst">
      <h2>Worst frames</h2>
      <ul aria-label="Worst frames">
        {values.map(({ name, text, frame, picture }) => (
          <li key={name}><button type="button" onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { goTo(editor, frame); }}><span>{name}</span><b>{text}</b><span className="at">{timecodeOf(clip, frame)}</span>
            {picture === undefined ? null : <span className="pair"><img src={thumbnailUrlOf(pixels, frame)} alt={`Frame ${frame} of the source`} /><img src={picture} alt={`Frame ${frame} as delivered`} /></span>}
          </button></li>
        ))}
      </ul>
    </div>
  );
}

function Row({ clip, row, isSelected }: { readonly clip: Clip; readonly row: FindingRow; readonly isSelected: boolean }): ReactNode {
  const editor = useEditor();
  const { finding, frame, accepted } = row;
  return (
    <li data-selected={isSelected} data-accepted={accepted !== undefined}>
      <button type="button" className="finding" aria-pressed={isSelected} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { showFinding(editor, row); }}>
        <i aria-hidden="true" />
        <b>{FINDING_NAMES[finding.kind]}</b>
        <span className="at" title={row.frames === undefined ? 'The whole file' : `Frames ${row.frames.first} to ${row.frames.last} of the clip`}>{frame === undefined ? 'whole file' : timecodeOf(clip, frame)}</span>
        <span className="sentence">{finding.sentence}</span>
      </button>
      {accepted === undefined ? null : <p className="accepted">Accepted{accepted.note === '' ? '.' : `: ${accepted.note}`}</p>}
      {isSelected ? <RowActions clip={clip} row={row} /> : null}
    </li>
  );
}

function RowActions({ clip, row }: { readonly clip: Clip; readonly row: FindingRow }): ReactNode {
  const { finding, frames, frame, accepted } = row;
  const editor = useEditor();
  const [note, setNote] = useState('');
  const fix = <>
    {frame === undefined ? null : <Button look="plain" onClick={() => { editor.session.setState({ page: 'colour' }); }}>Open in Colour</Button>}
    <Button look="plain" title="Goes to the frame, with what is suggested for this finding chosen (Alt F8)" onClick={() => { fixFinding(editor, row); }}>{remedyOf(finding.kind).label}</Button>
  </>;
  if (accepted !== undefined) {
    return <div className="row-actions">{fix}<Button onClick={() => { editor.edits.apply({ kind: 'withdrawAcceptance', acceptanceId: accepted.id }).catch(editor.report); }}>Withdraw acceptance</Button></div>;
  }
  function accept(): void {
    const { kind, subject, value } = finding;
    editor.edits.apply({ kind: 'acceptFinding', acceptance: {
      id: newId(AcceptanceId), clipId: clip.id, kind, note: note.trim(), acceptedAt: new Date().toISOString(),
      ...(frames === undefined ? {} : { frames }), ...(subject === undefined ? {} : { subject }), ...(value === undefined ? {} : { value }),
    } }).catch(editor.report);
  }
  return (
    <form className="row-actions" onSubmit={(event) => {
      event.preventDefault();
      accept();
    }}>
      <input className="field" aria-label="Note" placeholder="Note, e.g. the lamp does flicker" value={note} onChange={(event) => { setNote(event.target.value); }} />
      {fix}
      <Button type="submit">Accept</Button>
    </form>
  );
}
