import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useState } from 'react';
import { CROSSHAIR_ID, crosshairStep } from '../../commands/crosshair-keys.ts';
import type { Editor } from '../../editor/editor.ts';
import { useEditor, useSession } from '../../editor/editor-context.ts';
import { shownSize, toScreen } from '../../session/view.ts';
import { createCrosshair, type Crosshair as Hands, spokenPlace } from '../../tools/crosshair.ts';
import { type Ground, pointerAt } from './pointer-at.ts';

/** The position that keys place at: reached by Tab or Alt Enter, seen while it has the focus. */
export function Crosshair({ ground }: { readonly ground: Ground }): ReactNode {
  const editor = useEditor();
  const { session } = editor;
  const at = useSession((now) => now.crosshair);
  const [said, setSaid] = useState('');
  const [isSeen, setIsSeen] = useState(false);
  const place = toScreen(at, ground.placement);
  const [{ hands, standOn }] = useState(() => crosshairOf(editor, ground));
  useLayoutEffect(() => { standOn(ground); }, [standOn, ground]);
  // The tools drop what they draw when the frame or the tool changes; see editor.ts.
  useEffect(() => session.subscribe((now, before) => { if (now.frame !== before.frame || now.tool !== before.tool || now.clipId !== before.clipId) hands.forget(); }), [session, hands]);

  function onKey(event: KeyboardEvent<HTMLElement>): void {
    const size = shownSize(ground.clip.picture);
    const to = crosshairStep(event, at, { ...size, rotation: ground.clip.picture.rotation });
    if (to !== undefined) {
      session.setState({ crosshair: to, cursor: to });
      hands.move(to);
      setSaid(spokenPlace(to));
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) setSaid(hands.press(at));
    else if (event.key === 'Backspace') setSaid(hands.back(at) ?? 'Nothing to take back.');
    else if (event.key === 'Escape') {
      const cancelled = hands.cancel();
      if (cancelled === undefined) event.currentTarget.blur();
      else setSaid(cancelled);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return (
    <>
      <div
        id={CROSSHAIR_ID} className="crosshair" role="application" tabIndex={0} aria-label="Crosshair" aria-roledescription="crosshair" aria-describedby="crosshair-keys" style={{ transform: `translate(${place.x}px, ${place.y}px)` }}
        onKeyDown={onKey} onFocus={() => {
          setIsSeen(true);
          session.setState({ cursor: at });
          setSaid(spokenPlace(at));
        }} onBlur={() => {
          setIsSeen(false);
          hands.cancel();
          session.setState({ cursor: null });
        }}
      >{isSeen ? <svg viewBox="-40 -40 80 80" aria-hidden="true"><path d="M-40 0H-9M9 0H40M0 -40V-9M0 9V40" /><circle r="1.2" /></svg> : null}</div>
      <span id="crosshair-keys" hidden>Arrow keys move it by one percent of the picture, with Shift by five, with Alt by one pixel. Enter places with the tool in hand, or takes and puts down what is there. A second Enter at one position ends a path. Backspace takes the last point back, Escape cancels and leaves.</span>
      <span className="visually-hidden" role="status">{isSeen ? said : ''}</span>
    </>
  );
}

/** A gesture outlives a render, and asks for what is under it now. */
function crosshairOf(editor: Editor, first: Ground): { readonly hands: Hands; readonly standOn: (ground: Ground) => void } {
  let ground = first;
  const hands = createCrosshair({
    tool: () => editor.tool(), context: editor.edits.context,
    pointerAt: (point) => {
      const { x, y } = toScreen(point, ground.placement);
      return pointerAt(editor, ground, { x: x + ground.pane.left, y });
    },
  });
  return { hands, standOn: (next) => { ground = next; } };
}
