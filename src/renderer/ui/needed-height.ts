/** Attribute of an element that fits itself into any height: CSS px that it needs. */
export const NEEDS_PX = 'data-needs-px';

/** Height in CSS px at which a column shows all of its content: what its scrolling parts hide is counted, its empty room is not. */
export function neededHeight(column: Element): number {
  const asked = column.getAttribute(NEEDS_PX);
  if (asked !== null) return Number(asked);
  const { overflowY, maxHeight, paddingTop, paddingBottom } = getComputedStyle(column);
  // A quiet scrollbar is there only while the pointer is: what is hidden counts, too.
  if (overflowY !== 'visible' && column.scrollHeight > column.clientHeight) return Math.min(column.scrollHeight, parseFloat(maxHeight) || Infinity);
  const padding = parseFloat(paddingTop) + parseFloat(paddingBottom);
  const boxes = [...column.children].map((child) => ({ child, box: child.getBoundingClientRect() })).filter(({ child }) => child.getClientRects().length > 0);
  if (boxes.length === 0) return padding + textHeight(column);
  const top = Math.min(...boxes.map(({ box }) => box.top));
  const bottom = Math.max(...boxes.map(({ box }) => box.bottom));
  return padding + bottom - top + boxes.reduce((more, { child, box }) => more + (isAsHighAsItsPlace(child) ? neededHeight(child) - box.height : 0), 0);
}

function isAsHighAsItsPlace(element: Element): boolean {
  return Number(getComputedStyle(element).flexGrow) > 0 || element.matches(`.quiet-scroll, .panel, [role="tabpanel"], [${NEEDS_PX}]`);
}

function textHeight(element: Element): number {
  const range = document.createRange();
  range.selectNodeContents(element);
  const { height } = range.getBoundingClientRect();
  // The range ends with the letters, not with their line.
  const line = parseFloat(getComputedStyle(element).lineHeight) || height;
  return height === 0 ? 0 : Math.ceil(height / line) * line;
}
