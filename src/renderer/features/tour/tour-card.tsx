import { type ReactNode, useEffect } from 'react';
import { useStore } from 'zustand';
import { useDocument, useEditor, useJobs, useSession } from '../../editor/editor-context.ts';
import { Button, CommandButton } from '../../ui/button.tsx';
import { TOUR, type TourFacts } from './tour-steps.ts';

/** The guided tour: a card that follows the user's steps, covers no control that they need, and closes with Esc. */
export function TourCard(): ReactNode {
  const editor = useEditor();
  const at = useSession((session) => session.tour);
  const dialog = useSession((session) => session.dialog);
  const page = useSession((session) => session.page);
  const keyframes = useDocument((document) => document.keyframes.length);
  const coloured = useStore(editor.colours, ({ shots }) => [...shots.values()].some(({ frames }) => frames.every(({ key, stale }) => key !== null && !stale)));
  const lowConfidence = useSession((session) => session.overlays.lowConfidence);
  const delivered = useJobs().some(({ kind, state }) => kind === 'deliver' && state === 'done');
  const step = at === null ? undefined : TOUR[at];
  const isShown = step !== undefined && dialog === null && page === 'colour';
  useEffect(() => {
    if (!isShown) return undefined;
    const leave = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      editor.session.setState({ tour: null });
    };
    window.addEventListener('keydown', leave, { capture: true });
    return () => { window.removeEventListener('keydown', leave, { capture: true }); };
  }, [editor, isShown]);
  if (!isShown || at === null) return null;
  const facts: TourFacts = { keyframes, coloured, lowConfidence, delivered };
  const go = (to: number): void => { editor.session.setState({ tour: to < TOUR.length ? to : null }); };
  return (
    <aside className="tour-card" aria-label="First steps">
      <ol aria-label="Steps">{TOUR.map(({ title, isDone }, index) => <li key={title} aria-current={index === at ? 'step' : undefined} data-done={isDone(facts)}>{index + 1}<span className="visually-hidden"> {title}{isDone(facts) ? ', done' : ''}</span></li>)}</ol>
      <h2>{step.title}</h2>
      <p aria-live="polite">{step.text}</p>
      <div className="tour-commands">{step.commands.map((id) => <CommandButton key={id} id={id} look="raised" />)}</div>
      <div className="tour-ways">
        <Button look="plain" onClick={() => { editor.session.setState({ tour: null }); }}>Leave (Esc)</Button>
        {at > 0 ? <Button look="plain" onClick={() => { go(at - 1); }}>Back</Button> : null}
        <Button look={step.isDone(facts) ? 'main' : 'raised'} onClick={() => { go(at + 1); }}>{at === TOUR.length - 1 ? 'Finish' : 'Next'}</Button>
      </div>
    </aside>
  );
}
