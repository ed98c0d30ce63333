import { type RefObject, useEffect, useRef } from 'react';

/**
 * Handles the wheel over an element and prevents the browser's defaults: page zoom with Ctrl (also a pinch) and swipe navigation. React's
 * own listener is passive and cannot prevent them.
 */
export function useWheel(element: RefObject<HTMLElement | null>, onWheel: (event: WheelEvent) => void): void {
  const newest = useRef(onWheel);
  useEffect(() => { newest.current = onWheel; });
  useEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const hear = (event: WheelEvent): void => {
      event.preventDefault();
      newest.current(event);
    };
    target.addEventListener('wheel', hear, { passive: false });
    return () => { target.removeEventListener('wheel', hear); };
  }, [element]);
}
