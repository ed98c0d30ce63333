import { type RefObject, useEffect, useRef } from 'react';

/**
 * Hears the wheel over an element and keeps it from the browser, which would zoom the page with Ctrl (so does a pinch) and leave it by a
 * swipe. React's own listener is passive and cannot.
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
