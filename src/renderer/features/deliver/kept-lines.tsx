import type { ReactNode } from 'react';
import type { KeptPart } from '../../../shared/model/delivery.ts';

const SIGNS = { kept: '✓', converted: '≈', lost: '✕', absent: '–' } as const;
const STATES = { kept: 'kept', converted: 'converted', lost: 'not kept', absent: 'not in the clip' } as const;

/** One line for each track and tag of the clip: what becomes of it in the delivered file. */
export function KeptLines({ kept }: { readonly kept: readonly KeptPart[] }): ReactNode {
  if (kept.length === 0) return null;
  return (
    <dl className="kept" aria-label="Kept from the source">
      {kept.map(({ part, state, words }) => (
        <div key={part} data-state={state}><dt><i aria-hidden="true">{SIGNS[state]}</i> {part} <span className="kept-state">{STATES[state]}</span></dt><dd>{words}</dd></div>
      ))}
    </dl>
  );
}

/** `3 kept, 1 converted, 2 not kept`. */
export function keptText(kept: readonly KeptPart[]): string {
  return (['kept', 'converted', 'lost'] as const).flatMap((state) => {
    const count = kept.filter((each) => each.state === state).length;
    return count === 0 ? [] : [`${count} ${STATES[state]}`];
  }).join(', ');
}
