import type { ReactNode, SyntheticEvent } from 'react';
import { useEditor, useSession } from '../../editor/editor-context.ts';

/** Chooses the picture that the result is compared with. */
export function ComparedWith(): ReactNode {
  const { session } = useEditor();
  const against = useSession((now) => now.against);
  const stop = (event: SyntheticEvent): void => { event.stopPropagation(); };
  const choices = [['original', 'Original', 'The clip before colouring'], ['keyframe', 'Nearest keyframe', 'Nearest keyframe of this shot']] as const;
  return (
    <div className="compared" onPointerDown={stop} onPointerUp={stop} onDoubleClick={stop}>
      <span>against</span>
      <div className="segments" role="group" aria-label="Compare with">
        {choices.map(([kind, label, title]) => (
          <button key={kind} type="button" title={title} aria-pressed={against.kind === kind} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { session.setState({ against: { kind } }); }}>{label}</button>
        ))}
        {against.kind === 'frame' ? <button type="button" aria-pressed="true">{against.name}</button> : null}
      </div>
    </div>
  );
}
