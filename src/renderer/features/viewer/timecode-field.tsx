import { type ReactNode, useRef, useState } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { timecodeOf } from '../../../shared/model/timecode.ts';
import { frameOfEntry } from '../../../shared/model/timecode-entry.ts';
import { goTo } from '../../commands/play-commands.ts';
import { useEditor, useSession } from '../../editor/editor-context.ts';

const FORMS = '01:00:10:05 or 1005: a timecode · +10, -1:00: from here · f120: a frame of the clip';

/** The timecode at the playhead; a press makes it a field in which a position is typed. */
export function TimecodeField({ clip }: { readonly clip: Clip }): ReactNode {
  const { session } = useEditor();
  const frame = useSession((now) => now.frame);
  const typing = useSession((now) => now.typingTimecode);
  const words = timecodeOf(clip, frame);
  if (typing) return <Entry clip={clip} />;
  return (
    <button type="button" className="timecode" title={`Go to timecode: ${FORMS}`} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { session.setState({ typingTimecode: true }); }}>
      <strong data-testid="timecode">{words}</strong>
    </button>
  );
}

function Entry({ clip }: { readonly clip: Clip }): ReactNode {
  const editor = useEditor();
  const { frame: from } = editor.session.getState();
  const [text, setText] = useState(() => timecodeOf(clip, from));
  const [fault, setFault] = useState<string>();
  const isOver = useRef(false);
  const close = (): void => {
    isOver.current = true;
    editor.session.setState({ typingTimecode: false });
  };
  const go = (): void => {
    const frame = frameOfEntry(text, clip, editor.session.getState().frame);
    if (frame === undefined) setFault(`Not a position. ${FORMS}`);
    else if (frame < 0 || frame >= clip.frameCount) setFault(`The clip goes from ${timecodeOf(clip, 0)} to ${timecodeOf(clip, clip.frameCount - 1)}.`);
    else {
      editor.playback.pause();
      goTo(editor, frame);
      close();
    }
  };
  return (
    <div className="timecode-entry">
      <input
        className="field" aria-label="Timecode" aria-invalid={fault !== undefined} title={FORMS} value={text} autoFocus spellCheck={false}
        onFocus={(event) => { event.currentTarget.select(); }} onBlur={() => { if (!isOver.current) close(); }}
        onChange={(event) => {
          setText(event.target.value);
          setFault(undefined);
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter') go();
          if (event.key === 'Escape') close();
        }}
      />
      {fault === undefined ? null : <span className="fault" role="alert">{fault}</span>}
    </div>
  );
}
