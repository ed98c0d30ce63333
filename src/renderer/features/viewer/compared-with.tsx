import type { ReactNode, SyntheticEvent } from 'react';
import { versionsOf } from '../../../shared/model/version.ts';
import { shotAt } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import type { Against } from '../../session/session-store.ts';

interface Choice {
  readonly against: Against;
  readonly label: string;
  readonly title: string;
}

const ALWAYS: readonly Choice[] = [
  { against: { kind: 'original' }, label: 'Original', title: 'The clip before colouring' },
  { against: { kind: 'keyframe' }, label: 'Nearest keyframe', title: 'Nearest keyframe of this shot' },
];

/** Chooses the picture that the result is compared with. */
export function ComparedWith(): ReactNode {
  const { session } = useEditor();
  const against = useSession((now) => now.against);
  const clipId = useSession((now) => now.clipId);
  const frame = useSession((now) => now.frame);
  // One string, so that the component is drawn anew only when it is another one.
  const letters = useDocument((document) => {
    const shot = shotAt(document, clipId, frame);
    return shot === undefined ? '' : versionsOf(document, shot.id).map(({ name }) => name).join(' ');
  });
  const versions = letters.split(' ').filter((name) => name !== '').map((name): Choice => ({ against: { kind: 'version', name }, label: `Version ${name}`, title: `Version ${name} of this shot` }));
  const stop = (event: SyntheticEvent): void => { event.stopPropagation(); };
  return (
    <div className="compared" onPointerDown={stop} onPointerUp={stop} onDoubleClick={stop}>
      <span>against</span>
      <div className="segments" role="group" aria-label="Compare with">
        {[...ALWAYS, ...versions].map(({ against: choice, label, title }) => (
          <button key={label} type="button" title={title} aria-pressed={isSame(against, choice)} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { session.setState({ against: choice }); }}>{label}</button>
        ))}
        {against.kind === 'frame' ? <button type="button" aria-pressed="true">{against.name}</button> : null}
      </div>
    </div>
  );
}

function isSame(a: Against, b: Against): boolean {
  return a.kind === b.kind && (a.kind !== 'version' || b.kind !== 'version' || a.name === b.name);
}
