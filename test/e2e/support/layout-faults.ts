import type { Page } from '@playwright/test';

/**
 * What is wrong with the window as it is laid out, one sentence each: a page that scrolls, a list that scrolls sideways, a control that lies outside the window or under
 * another element, text that is cut off without an ellipsis, or with one and without a tooltip, a control without words and tooltip. What is scrolled out of sight in a list does not count.
 */
export async function layoutFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const SLACK_PX = 1.5;
    const faults: string[] = [];
    const nameOf = (element: Element): string => `${element.tagName.toLowerCase()}${element.className === '' || typeof element.className !== 'string' ? '' : `.${element.className.trim().replaceAll(/\s+/g, '.')}`} “${(element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 40)}”`;
    const isHidden = (element: Element): boolean => !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.closest('.visually-hidden, [aria-hidden="true"]') !== null;
    /** The part of the window in which an element can be seen: within all ancestors that scroll or clip. */
    const shownIn = (element: Element): { left: number; top: number; right: number; bottom: number; scrolls: boolean } => {
      const shown = { left: 0, top: 0, right: window.innerWidth, bottom: window.innerHeight, scrolls: false };
      for (let at = element.parentElement; at !== null; at = at.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(at);
        if (overflowX === 'visible' && overflowY === 'visible') continue;
        const box = at.getBoundingClientRect();
        if (/auto|scroll/.test(`${overflowX} ${overflowY}`)) shown.scrolls = true;
        shown.left = Math.max(shown.left, box.left);
        shown.top = Math.max(shown.top, box.top);
        shown.right = Math.min(shown.right, box.right);
        shown.bottom = Math.min(shown.bottom, box.bottom);
      }
      return shown;
    };
    if (document.documentElement.scrollWidth > window.innerWidth) faults.push(`the page is ${document.documentElement.scrollWidth} px wide in a window of ${window.innerWidth} px`);
    if (document.documentElement.scrollHeight > window.innerHeight) faults.push(`the page is ${document.documentElement.scrollHeight} px high in a window of ${window.innerHeight} px`);
    for (const scroller of document.querySelectorAll('body *')) {
      const { overflowX, overflowY } = getComputedStyle(scroller);
      if (isHidden(scroller) || scroller.matches('textarea, select, input')) continue;
      if (/auto|scroll/.test(overflowX) && scroller.scrollWidth > scroller.clientWidth + SLACK_PX) faults.push(`${nameOf(scroller)} scrolls sideways: ${scroller.scrollWidth} of ${scroller.clientWidth} px`);
      // Lists scroll; what holds a page does not.
      if (/auto|scroll/.test(overflowY) && scroller.matches('main, main > *, .room') && scroller.scrollHeight > scroller.clientHeight + SLACK_PX) faults.push(`${nameOf(scroller)} scrolls: ${scroller.scrollHeight} of ${scroller.clientHeight} px`);
    }
    for (const control of document.querySelectorAll('button, input, select, textarea, [role="tab"], [role="slider"], [role="separator"][tabindex]')) {
      const box = control.getBoundingClientRect();
      if (isHidden(control) || box.width === 0 || box.height === 0) continue;
      if (control.matches('button, [role="separator"]') && control.textContent.trim() === '' && control.closest('[title]') === null) faults.push(`${nameOf(control)} has neither words nor a tooltip`);
      const shown = shownIn(control);
      const isOut = box.left < shown.left - SLACK_PX || box.top < shown.top - SLACK_PX || box.right > shown.right + SLACK_PX || box.bottom > shown.bottom + SLACK_PX;
      if (isOut && !shown.scrolls) faults.push(`${nameOf(control)} is clipped: ${Math.round(box.left)}…${Math.round(box.right)} × ${Math.round(box.top)}…${Math.round(box.bottom)}`);
      if (isOut) continue;
      const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      if (over !== null && !control.contains(over) && !over.contains(control)) faults.push(`${nameOf(control)} is covered by ${nameOf(over)}`);
    }
    for (const element of document.querySelectorAll('body *')) {
      if (isHidden(element) || element.closest('svg, canvas, option') !== null || ![...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '')) continue;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      if (parseFloat(style.fontSize) < 11) faults.push(`${nameOf(element)} has text of ${style.fontSize}`);
      // A name of the user may end with an ellipsis; a control's words may not.
      const isWord = element.matches('button, label, [role="tab"], h1, h2');
      const hasEllipsis = style.textOverflow === 'ellipsis' && !isWord;
      if (/hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + SLACK_PX && !hasEllipsis) faults.push(`${nameOf(element)} is cut: ${element.scrollWidth} of ${element.clientWidth} px`);
      if (hasEllipsis && element.scrollWidth > element.clientWidth + SLACK_PX && element.closest('[title]') === null) faults.push(`${nameOf(element)} ends with an ellipsis and has no tooltip`);
      const shown = shownIn(element);
      const hasEllipsisAround = [...(function* ancestors() { for (let at = element.parentElement; at !== null; at = at.parentElement) yield at; })()].some((at) => getComputedStyle(at).textOverflow === 'ellipsis');
      if (!shown.scrolls && !hasEllipsisAround && (box.right > shown.right + SLACK_PX || box.left < shown.left - SLACK_PX)) faults.push(`${nameOf(element)} reaches out of what shows it: ${Math.round(box.left)}…${Math.round(box.right)} in ${Math.round(shown.left)}…${Math.round(shown.right)}`);
    }
    return [...new Set(faults)];
  });
}
