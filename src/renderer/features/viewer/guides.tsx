import { Fragment, type ReactNode } from 'react';
import { useSession } from '../../editor/editor-context.ts';
import { type Placement, toScreen } from '../../session/view.ts';
import { gridLines } from './grid-lines.ts';

/** Share of width and height inside each area, EBU R 95. */
const AREAS = [['Action safe', 0.93], ['Graphics safe', 0.9]] as const;
const CROSS_PX = 10;
const THIRDS = [1 / 3, 2 / 3] as const;

/** Safe areas with the centre of the picture, its thirds, and a grid. */
export function Guides({ placement }: { readonly placement: Placement }): ReactNode {
  const { safeAreas, thirds, grid } = useSession((session) => session.guides);
  const shown = [safeAreas ? 'Safe areas' : '', thirds ? 'thirds' : '', grid ? 'grid' : ''].filter((each) => each !== '');
  if (shown.length === 0) return null;
  const { left, top, width, height } = placement;
  const lines = grid ? gridLines({ width, height }) : undefined;
  const label = shown.join(', ');
  return (
    <svg className="overlay guides" role="img" aria-label={`${label.charAt(0).toUpperCase()}${label.slice(1)}`}>
      {lines === undefined ? null : (
        <g className="grid-lines">
          {lines.x.map((x) => <path key={`x ${x}`} d={`M${left + x} ${top}v${height}`} />)}
          {lines.y.map((y) => <path key={`y ${y}`} d={`M${left} ${top + y}h${width}`} />)}
        </g>
      )}
      {!thirds ? null : THIRDS.map((share) => <Fragment key={share}><path d={`M${left + share * width} ${top}v${height}`} /><path d={`M${left} ${top + share * height}h${width}`} /></Fragment>)}
      {!safeAreas ? null : <SafeAreas placement={placement} />}
    </svg>
  );
}

function SafeAreas({ placement }: { readonly placement: Placement }): ReactNode {
  const middle = toScreen([0.5, 0.5], placement);
  return (
    <>
      {AREAS.map(([name, share]) => {
        const [from, to] = [toScreen([(1 - share) / 2, (1 - share) / 2], placement), toScreen([(1 + share) / 2, (1 + share) / 2], placement)];
        return <rect key={name} x={Math.min(from.x, to.x)} y={Math.min(from.y, to.y)} width={Math.abs(to.x - from.x)} height={Math.abs(to.y - from.y)} />;
      })}
      <path d={`M${middle.x - CROSS_PX} ${middle.y}h${2 * CROSS_PX}M${middle.x} ${middle.y - CROSS_PX}v${2 * CROSS_PX}`} />
    </>
  );
}
