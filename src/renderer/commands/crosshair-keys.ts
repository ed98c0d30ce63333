import type { PictureFormat } from '../../shared/model/clip.ts';
import type { ImagePoint } from '../../shared/model/hint.ts';
import type { Size } from '../../shared/model/working-size.ts';
import { clampToImage, type Placement, toImage, toScreen } from '../session/view.ts';
import type { Command } from './command.ts';
import { allOf, hasClip, needs } from './conditions.ts';

/** Id of its element, which takes the focus. */
export const CROSSHAIR_ID = 'crosshair';

/** Keys of the crosshair while it has the focus, for the list of shortcuts. They are not commands: elsewhere they have other uses. */
export const CROSSHAIR_KEYS: readonly { readonly label: string; readonly keys: readonly string[] }[] = [
  { label: 'Move crosshair', keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] },
  { label: 'Move crosshair far', keys: ['Shift+ArrowLeft', 'Shift+ArrowRight', 'Shift+ArrowUp', 'Shift+ArrowDown'] },
  { label: 'Move crosshair by a pixel', keys: ['Alt+ArrowLeft', 'Alt+ArrowRight', 'Alt+ArrowUp', 'Alt+ArrowDown'] },
  { label: 'Place, take or put down; twice: end the path', keys: ['Enter'] },
  { label: 'Take the last point back', keys: ['Backspace'] },
  { label: 'Cancel, leave the crosshair', keys: ['Escape'] },
];

const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Steps in widths of the shown picture. */
const [STEP, FAR] = [0.01, 0.05];

type Press = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>;

/**
 * The position after a press of an arrow key, in the direction that is seen; `undefined` for another key.
 * @param picture size in which the picture is shown, upright, in its own pixels
 */
export function crosshairStep(press: Press, at: ImagePoint, picture: Size & Pick<PictureFormat, 'rotation'>): ImagePoint | undefined {
  const direction = DIRECTIONS[press.key];
  if (direction === undefined || press.ctrlKey || press.metaKey) return undefined;
  const by = press.altKey ? 1 : picture.width * (press.shiftKey ? FAR : STEP);
  const placement: Placement = { left: 0, top: 0, zoom: 1, width: picture.width, height: picture.height, rotation: picture.rotation };
  const { x, y } = toScreen(at, placement);
  return clampToImage(toImage({ x: x + by * direction[0], y: y + by * direction[1] }, placement));
}

export const crosshairCommand: Command = {
  id: 'tool.crosshair', group: 'Tools', label: 'Place by keyboard', keys: ['Alt+Enter'],
  enabled: allOf(hasClip, needs('Only on the Colour page.', ({ session }) => session.getState().page === 'colour')),
  run: () => { document.querySelector<HTMLElement>(`#${CROSSHAIR_ID}`)?.focus(); },
};
