import type { ReactNode } from 'react';
import { deltaE2000 } from '../../../shared/colour/delta-e.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { Button } from '../../ui/button.tsx';

/** Offers the swatch whose tolerance contains the current colour; both are compared at one lightness. */
export function NearSwatch({ lightness }: { readonly lightness: number }): ReactNode {
  const { edits } = useEditor();
  const ab = useSession((session) => session.ab);
  const inHand = useSession((session) => session.swatch);
  const swatches = useDocument((document) => document.swatches);
  if (inHand !== null) return null;
  const [nearest] = swatches
    .map((swatch) => ({ swatch, away: deltaE2000([lightness, ...ab], [lightness, swatch.lab[1], swatch.lab[2]]) }))
    .filter(({ swatch, away }) => away <= swatch.tolerance)
    .toSorted((a, b) => a.away - b.away);
  if (nearest === undefined) return null;
  const { swatch, away } = nearest;
  return <Button look="plain" className="near" title={`Use ${swatch.name}, ${away.toFixed(1)} ΔE from the current colour; a selected hint is linked to it`} onClick={() => { edits.applyColour([swatch.lab[1], swatch.lab[2]], { settled: true, swatch: swatch.id }); }}><span>Use {swatch.name}</span> <small>{away.toFixed(1)} ΔE</small></Button>;
}
