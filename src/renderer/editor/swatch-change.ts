import type { ProjectCommand, ProjectDocument, Swatch } from '../../shared/model/document.ts';
import type { SwatchId } from '../../shared/model/ids.ts';
import { showDone } from '../ui/notify.ts';
import { keptWords, swatchUse } from './swatch-links.ts';

interface SwatchChangeParts {
  /** Sends a command computed from the document of that moment. */
  readonly applyInTurn: (work: (document: ProjectDocument) => ProjectCommand | undefined) => Promise<void>;
}

/** Changes fields of a swatch. Locked hints keep their colour, and that is told. */
export function createSwatchChange({ applyInTurn }: SwatchChangeParts): (id: SwatchId, part: Partial<Swatch>) => Promise<void> {
  return async (id, part) => {
    let words: string | undefined;
    await applyInTurn((document) => {
      const swatch = document.swatches.find((each) => each.id === id);
      if (swatch === undefined) return undefined;
      const kept = part.lab === undefined ? 0 : swatchUse(document, id).locked.length;
      if (kept > 0) words = keptWords(swatch, kept);
      return { kind: 'updateSwatch', swatch: { ...swatch, ...part } };
    });
    if (words !== undefined) showDone(words);
  };
}
