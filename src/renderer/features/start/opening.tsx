import type { ReactNode } from 'react';
import type { OpeningClip } from '../../session/session-store.ts';

/** The page while the frames of a film are counted: its first picture, and what is waited for. */
export function Opening({ opening: { name, picture } }: { readonly opening: OpeningClip }): ReactNode {
  return (
    <section className="opening" aria-label="Opening">
      <h1 className="visually-hidden">{`Opening ${name}`}</h1>
      <img src={picture} alt={`First frame of ${name}`} />
      <p role="status"><b>Reading {name}…</b> Its frames are counted and checked once. You can work on it then.</p>
    </section>
  );
}
