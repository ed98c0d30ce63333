import { type RefObject, useLayoutEffect } from 'react';
import type { Size } from '../../shared/model/working-size.ts';

const MARGIN_PX = 12;

/** Messages are shown over the lower left of an element while it is there, where they cover no control. @param size of the element, which tells that it may have moved @param footPx height of what stands at its foot, CSS px */
export function useToastPlace(element: RefObject<HTMLElement | null>, { size, footPx = 0 }: { readonly size: Size; readonly footPx?: number }): void {
  useLayoutEffect(() => {
    const box = element.current?.getBoundingClientRect();
    if (box === undefined || size.width === 0) return undefined;
    const { style } = document.documentElement;
    style.setProperty('--toast-left', `${box.left + MARGIN_PX}px`);
    style.setProperty('--toast-bottom', `${window.innerHeight - box.bottom + footPx + MARGIN_PX}px`);
    return () => {
      style.removeProperty('--toast-left');
      style.removeProperty('--toast-bottom');
    };
  }, [element, size, footPx]);
}
