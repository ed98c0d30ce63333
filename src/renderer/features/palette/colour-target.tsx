import type { ReactNode } from 'react';
import { counted } from '../../../shared/counted.ts';
import type { Swatch } from '../../../shared/model/document.ts';
import { shotAt } from '../../document/project-mirror.ts';
import { wholeGroup } from '../../editor/group-edits.ts';
import { swatchUse } from '../../editor/swatch-links.ts';
import { useDocument, useSession } from '../../editor/editor-context.ts';
import { selectionOf } from '../../session/session-store.ts';

/** Target of the next colour choice: the next hint, the selected hints, or a swatch. */
export function ColourTarget({ edited }: { readonly edited: Swatch | undefined }): ReactNode {
  const isSelected = useSession((session) => session.nextHint !== null);
  const count = useSession((session) => selectionOf(session).length);
  const isLocked = useSession((session) => selectionOf(session).length > 0 && selectionOf(session).every((id) => session.lockedHints.has(id)));
  const swatchId = useSession((session) => session.swatch);
  const linked = useDocument((document) => document.swatches.find((swatch) => swatch.id === swatchId));
  const hints = useDocument((document) => (linked === undefined ? 0 : swatchUse(document, linked.id).hints));
  const frame = useSession((session) => session.frame);
  const clipId = useSession((session) => session.clipId);
  const selectedGroup = useSession((session) => session.selectedGroup);
  const group = useDocument((document) => wholeGroup(shotAt(document, clipId, frame), { selectedGroup }));
  const name = linked === undefined ? '' : ` · ${linked.name}${isSelected ? `, ${counted(hints, 'hint')}` : ''}`;
  const text = edited !== undefined ? `Swatch · ${edited.name}` : group !== undefined ? `Group “${group.name}”${group.locked === true ? ', locked' : ''}` : isSelected ? `${count > 1 ? `${count} selected hints` : 'Selected hint'}${isLocked ? ', locked' : ''}${name}` : `Next hint${name}`;
  return <b data-testid="colour-target" title={`A colour that you choose now goes to: ${text}`}>{text}</b>;
}
