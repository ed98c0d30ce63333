import type { ReactNode } from 'react';
import type { OpeningClip } from '../../session/session-store.ts';

/** The page while a film is read whole: its first picture, and what is waited for. */
export function Opening({ opening: { name, picture } }: { readonly opening: OpeningClip }): ReactNode {
  return (
    <section className="opening" aria-label="Opening">
      <img src={picture} alt={`First frame of ${name}`} />
      <p role="status"><b>Reading {name}…</b> This file has no index of its frames, so all of it is read once to count them. You can work on it then.</p>
    </section>
  );
}
