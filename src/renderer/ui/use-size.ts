import { type RefObject, useEffect, useState } from 'react';
import type { Size } from '../../shared/model/working-size.ts';

/** Size of an element in CSS px. */
export function useSize(element: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    const observer = new ResizeObserver(() => { setSize({ width: target.clientWidth, height: target.clientHeight }); });
    observer.observe(target);
    return () => { observer.disconnect(); };
  }, [element]);
  return size;
}
