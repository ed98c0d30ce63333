import type { ReactNode } from 'react';
import { labToHex } from '../../../shared/colour/srgb.ts';
import { effectiveAb } from '../../../shared/model/document.ts';
import type { Hint, ImagePoint } from '../../../shared/model/hint.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import { swatchUse } from '../../editor/swatch-links.ts';
import { useDocument, useSession } from '../../editor/editor-context.ts';
import { type Placement, toScreen } from '../../session/view.ts';

const WIDTH_PX = 158;
const HEIGHT_PX = 46;
const AWAY_PX = 22;

/** Beside the chosen hint: which swatch it follows and its colour. It does not catch the pointer. */
export function HintCard({ hints, placement, size }: { readonly hints: readonly Hint[]; readonly placement: Placement; readonly size: Size }): ReactNode {
  const selected = useSession((session) => session.selected);
  const lightness = useSession((session) => session.lightness);
  const document = useDocument((now) => now);
  const hint = hints.find((each) => each.id === selected);
  if (hint === undefined || !('ab' in hint)) return null;
  const swatch = document.swatches.find((each) => each.id === hint.swatch);
  const [a, b] = effectiveAb(hint, document.swatches);
  const hex = labToHex(swatch?.lab[0] ?? lightness, a, b);
  const { x, y } = toScreen(placeOf(hint), placement);
  const left = x + AWAY_PX + WIDTH_PX > size.width ? x - AWAY_PX - WIDTH_PX : x + AWAY_PX;
  const use = swatch === undefined ? undefined : swatchUse(document, swatch.id);
  return (
    <div className="hint-card" style={{ left, top: Math.min(size.height - HEIGHT_PX - 4, Math.max(4, y - HEIGHT_PX / 2)), width: WIDTH_PX, height: HEIGHT_PX }} data-testid="hint-card">
      <i style={{ background: hex }} />
      <span>{swatch?.name ?? (hint.kind === 'point' ? 'Point' : 'Brush stroke')}<br /><small>{hex}{use === undefined ? '' : ` · ${use.hints} ${use.hints === 1 ? 'hint' : 'hints'}`}</small></span>
    </div>
  );
}

function placeOf(hint: Extract<Hint, { readonly ab: unknown }>): ImagePoint {
  return hint.kind === 'point' ? hint.at : hint.path[hint.path.length >> 1]!;
}
