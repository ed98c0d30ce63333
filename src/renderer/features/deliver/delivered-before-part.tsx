import type { MouseEvent, ReactNode } from 'react';
import type { DeliveredBefore } from '../../../shared/contract/deliver.ts';
import { rangeLength } from '../../../shared/model/frame.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';
import { splitPath } from '../browse/file-place.ts';
import { openInColour } from '../shots/board-edits.ts';
import { beforeText, differingText, filesToWriteAgain } from './delivered-text.ts';

/** Files that are listed. */
const MOST_ROWS = 100;

interface DeliveredBeforePartProps {
  readonly before: readonly DeliveredBefore[] | undefined;
  /** Files that are to be written. */
  readonly count: number;
  /** Leaves out what is as it was delivered; `undefined` where there is only one file to choose. */
  readonly onChooseFiles: ((files: readonly number[]) => void) | undefined;
}

/** What was delivered before, with a strip of the frames whose colour is another one now, and what else differs in words; nothing where nothing was. */
export function DeliveredBeforePart({ before, count, onChooseFiles }: DeliveredBeforePartProps): ReactNode {
  if (before === undefined || before.length === 0) return null;
  const again = filesToWriteAgain(before, count);
  const differs = ({ changed, differences }: DeliveredBefore): number => 2 * Number(changed.length > 0) + Number(differences.length > 0);
  const rows = before.toSorted((a, b) => differs(b) - differs(a) || a.file - b.file);
  return (
    <section className="delivery-part" aria-label="Delivered before">
      <h3>Delivered before{onChooseFiles === undefined || again.length === 0 || again.length === count ? null : <Button look="plain" onClick={() => { onChooseFiles(again); }}>{`Select the ${again.length} to write again`}</Button>}</h3>
      <p role="status">{beforeText(before, count)}</p>
      <ul className="delivered-before quiet-scroll" aria-label="Files delivered before" tabIndex={-1}>
        {rows.slice(0, MOST_ROWS).map((row) => <Row key={row.file} row={row} />)}
      </ul>
      {rows.length > MOST_ROWS ? <small>{`and ${rows.length - MOST_ROWS} more`}</small> : null}
    </section>
  );
}

function Row({ row }: { readonly row: DeliveredBefore }): ReactNode {
  const editor = useEditor();
  const { clipId, path, at, range, changed, differences } = row;
  const length = rangeLength(range);
  const [first] = changed;
  const open = (event: MouseEvent<HTMLElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    openInColour(editor, range.first + Math.min(length - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * length))), clipId);
  };
  return (
    <li title={path}>
      <span><b>{splitPath(path).file}</b><small>{new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}</small></span>
      {/* By keys the words beside it open the first frame that differs. */}
      <div className="differing" title="Open a frame" onClick={open}>{changed.map((each) => <i key={each.first} style={{ left: `${(100 * (each.first - range.first)) / length}%`, width: `${(100 * rangeLength(each)) / length}%` }} />)}</div>
      {first === undefined ? <small>{differingText(row)}</small> : <button type="button" className="differing-text" title="Open the first frame that differs" onClick={() => { openInColour(editor, first.first, clipId); }}>{differingText(row)}</button>}
      {differences.length === 0 ? null : <ul className="differences" aria-label={`What differs from ${splitPath(path).file}`}>{differences.map((each) => <li key={each}>{each}</li>)}</ul>}
    </li>
  );
}
