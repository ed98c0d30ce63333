import type { SessionStore } from '../session/session-store.ts';
import { showDone } from '../ui/notify.ts';
import type { Edits } from './edits.ts';
import { keptWords, swatchUse } from './swatch-links.ts';

/** Changes fields of a swatch. Locked hints keep their colour, and that is told. */
export function createSwatchChange({ applyInTurn, session }: Pick<Edits, 'applyInTurn'> & { readonly session: SessionStore }): Edits['changeSwatch'] {
  return async (id, part) => {
    let words: string | undefined;
    await applyInTurn((document) => {
      const swatch = document.swatches.find((each) => each.id === id);
      if (swatch === undefined) return undefined;
      const keeping = part.lab === undefined ? [] : swatchUse(document, id, session.getState().lockedHints).locked;
      if (keeping.length > 0) words = keptWords(swatch, keeping.length);
      return { kind: 'updateSwatch', swatch: { ...swatch, ...part }, ...(keeping.length === 0 ? {} : { keeping: [...keeping] }) };
    });
    if (words !== undefined) showDone(words);
  };
}
