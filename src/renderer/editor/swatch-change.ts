import type { ProjectCommand, ProjectDocument, Swatch } from '../../shared/model/document.ts';
import type { SwatchId } from '../../shared/model/ids.ts';
import type { SessionStore } from '../session/session-store.ts';
import { showDone } from '../ui/notify.ts';
import { keptWords, swatchUse } from './swatch-links.ts';

interface SwatchChangeParts {
  /** Sends a command computed from the document of that moment. */
  readonly applyInTurn: (work: (document: ProjectDocument) => ProjectCommand | undefined) => Promise<void>;
  readonly session: SessionStore;
}

/** Changes fields of a swatch. Locked hints keep their colour, and that is told. */
export function createSwatchChange({ applyInTurn, session }: SwatchChangeParts): (id: SwatchId, part: Partial<Swatch>) => Promise<void> {
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
