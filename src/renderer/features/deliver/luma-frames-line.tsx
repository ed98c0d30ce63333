import type { MouseEvent, ReactNode } from 'react';
import { rangeLength } from '../../../shared/model/frame.ts';
import { useDocument, useEditor } from '../../editor/editor-context.ts';
import { openInColour } from '../shots/board-edits.ts';
import { type LumaFile, lumaText, worstText } from './luma-files.ts';

interface LumaFramesLineProps {
  readonly file: LumaFile;
  /** Called before a frame is opened. */
  readonly onOpen?: () => void;
}

/** Where in a file luma is not the source's: a strip of its frames, and the frames in words; a press opens one on the page Colour. */
export function LumaFramesLine({ file, onOpen }: LumaFramesLineProps): ReactNode {
  const editor = useEditor();
  const { clipId, range, differing, worst } = file;
  // A delivery of another project, or of a clip that was removed, opens nothing.
  const isHere = useDocument(({ clips }) => clipId !== undefined && clips.some(({ id }) => id === clipId));
  const length = rangeLength(range);
  const [first] = differing;
  const open = (frame: number): void => {
    onOpen?.();
    openInColour(editor, frame, clipId);
  };
  const openAt = (event: MouseEvent<HTMLElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    open(range.first + Math.min(length - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * length))));
  };
  return (
    <div className="luma-frames">
      {/* By keys the words beside it open the first frame and the worst. */}
      <div className="differing" {...(isHere ? { title: 'Open a frame', onClick: openAt } : {})}>{differing.map((each) => <i key={each.first} style={{ left: `${(100 * (each.first - range.first)) / length}%`, width: `${(100 * rangeLength(each)) / length}%` }} />)}</div>
      {!isHere || first === undefined ? <small>{lumaText(file)}</small> : <button type="button" className="differing-text" title="Open the first frame whose luma differs" onClick={() => { open(first.first); }}>{lumaText(file)}</button>}
      {worst === null ? null : isHere
        ? <button type="button" className="differing-text" title="Open the frame whose luma differs most" onClick={() => { open(worst.frame); }}>Most: {worstText(file, worst)}</button>
        : <small>Most: {worstText(file, worst)}</small>}
    </div>
  );
}
