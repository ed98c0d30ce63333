import { type ReactNode, useMemo } from 'react';
import { counted } from '../../../shared/counted.ts';
import type { Swatch } from '../../../shared/model/document.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { type NearHints, nearHints, type NearScope } from '../../editor/near-hints.ts';
import { Button } from '../../ui/button.tsx';
import { showDone } from '../../ui/notify.ts';

const WORDS: Readonly<Record<NearScope, string>> = { frame: 'this frame', shot: 'this shot', scene: 'this scene', film: 'the whole film' };

/** Offers to link the hints whose colour is near a swatch, with how many they are. */
export function NearHintsRow({ swatch }: { readonly swatch: Swatch }): ReactNode {
  const editor = useEditor();
  const document = useDocument((now) => now);
  const clipId = useSession((session) => session.clipId);
  const frame = useSession((session) => session.frame);
  const scopes = useMemo(() => nearHints(document, swatch, { clipId, frame }), [document, swatch, clipId, frame]);

  async function link({ links, hints, shots }: NearHints): Promise<void> {
    await editor.edits.apply({ kind: 'linkHints', swatchId: swatch.id, hints: links.map(({ keyframeId, hintIds }) => ({ keyframeId, hintIds: [...hintIds] })) });
    showDone(`${hintsText(hints)} of ${shots === 1 ? 'one shot' : `${shots} shots`} now ${hints === 1 ? 'follows' : 'follow'} “${swatch.name}”.`);
  }
  if (scopes.length === 0) return null;
  return (
    <div className="near-hints" role="group" aria-label={`Hints within ${swatch.tolerance} ΔE of ${swatch.name}`}>
      <span title="Hints that follow no swatch and are not locked, within the tolerance">Link hints within {swatch.tolerance} ΔE</span>
      {scopes.map((near) => (
        <Button key={near.scope} look="plain" title={`${hintsText(near.hints)} of ${near.shots === 1 ? 'one shot' : `${near.shots} shots`} take the swatch’s colour and follow it. One step to undo.`} onClick={() => { link(near).catch(editor.report); }}>
          {hintsText(near.hints)} of {WORDS[near.scope]}
        </Button>
      ))}
    </div>
  );
}

function hintsText(count: number): string {
  return counted(count, 'hint');
}
