import { useEffect, useState } from 'react';
import { onMac } from '../../commands/command.ts';
import { heldLayer } from '../../commands/keymap.ts';

/** The layer whose modifiers are held on the keyboard; `undefined` while none is. */
export function useHeldLayer(): string | undefined {
  const [held, setHeld] = useState('');
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      // Alt alone would move the focus to the browser's menu.
      if (event.key === 'Alt') event.preventDefault();
      setHeld(heldLayer(event, onMac()));
    };
    const leave = (): void => { setHeld(''); };
    window.addEventListener('keydown', hear, { capture: true });
    window.addEventListener('keyup', hear, { capture: true });
    window.addEventListener('blur', leave);
    return () => {
      window.removeEventListener('keydown', hear, { capture: true });
      window.removeEventListener('keyup', hear, { capture: true });
      window.removeEventListener('blur', leave);
    };
  }, []);
  return held === '' ? undefined : held;
}
