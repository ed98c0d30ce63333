import type { ReactNode } from 'react';
import { counted } from '../../../shared/counted.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { remarksByRate } from '../../../shared/model/clip-rate.ts';
import { useEditor } from '../../editor/editor-context.ts';

/** Opens the clip report where something was assumed or is irregular; hidden where nothing is. */
export function ClipNotes({ clip }: { readonly clip: Clip }): ReactNode {
  const { session } = useEditor();
  const remarks = remarksByRate(clip);
  const count = remarks.length;
  if (count === 0) return null;
  const label = `${counted(count, 'note')} on this clip`;
  return <button type="button" className="clip-notes" title={remarks.join('\n')} onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { session.setState({ dialog: 'clipReport' }); }}>{label}</button>;
}
