import type { ReactNode } from 'react';
import type { Clip } from '../../../shared/model/clip.ts';
import { clipLabels } from '../../../shared/model/delivery-naming.ts';
import { useDocument, useEditor } from '../../editor/editor-context.ts';
import { showClip } from '../../session/show-clip.ts';

/** Chooses the clip that the window shows; hidden for a single clip. */
export function ClipChoice({ clip }: { readonly clip: Clip }): ReactNode {
  const { session } = useEditor();
  const clips = useDocument((document) => document.clips);
  if (clips.length < 2) return null;
  const names = clipLabels(clips);
  return (
    <select className="field" aria-label="Clip" value={clip.id} onChange={(event) => { showClip(session, clips.find((each) => each.id === event.target.value)?.id ?? clip.id); }}>
      {clips.map((each) => <option key={each.id} value={each.id}>{names.get(each.id) ?? each.name}</option>)}
    </select>
  );
}
