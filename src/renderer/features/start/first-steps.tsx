import type { ReactNode } from 'react';
import { guidePictureUrl } from '../../../shared/contract/file-urls.ts';
import { startTour } from '../../commands/app-commands.ts';
import { useEditor } from '../../editor/editor-context.ts';
import { FIRST_STEPS_PREFERENCE } from '../../host/first-steps.ts';
import { Button } from '../../ui/button.tsx';
import { GuidePages } from './guide-pages.tsx';
import { TOUR } from '../tour/tour-steps.ts';

/** The first steps as pictures of the window. A press on one opens the sample film at its step. */
export function FirstSteps(): ReactNode {
  const editor = useEditor();
  const start = (at: number): void => { startTour(editor, at).catch(editor.report); };
  return (
    <section className="first-steps" aria-labelledby="first-steps">
      <div className="first-steps-head">
        <h2 id="first-steps">First steps</h2>
        <span>with the sample film, in this window</span>
        <Button look="raised" onClick={() => { start(0); }}>Start first steps</Button>
        <Button look="plain" title="They come back with Settings > Editor, and are always in the menu Help" onClick={() => { editor.preferences.setItem(FIRST_STEPS_PREFERENCE, 'off'); }}>Hide</Button>
      </div>
      <ol>
        {TOUR.map(({ title, picture }, index) => (
          <li key={title}>
            <button type="button" className="first-step" onClick={() => { start(index); }}>
              <img src={guidePictureUrl(picture)} alt="" width={480} height={270} />
              <span><b>{index + 1}</b> {title}</span>
            </button>
          </li>
        ))}
      </ol>
      <GuidePages />
    </section>
  );
}
