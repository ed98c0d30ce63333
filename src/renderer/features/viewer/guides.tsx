import type { ReactNode } from 'react';
import { useSession } from '../../editor/editor-context.ts';
import { type Placement, toScreen } from '../../session/view.ts';

/** Share of width and height inside each area, EBU R 95. */
const AREAS = [['Action safe', 0.93], ['Graphics safe', 0.9]] as const;
const CROSS_PX = 10;

/** Safe areas and the centre of the picture. */
export function Guides({ placement }: { readonly placement: Placement }): ReactNode {
  const shown = useSession((session) => session.guides);
  if (!shown) return null;
  const middle = toScreen([0.5, 0.5], placement);
  return (
    <svg className="overlay guides" role="img" aria-label="Safe areas">
      {AREAS.map(([name, share]) => {
        const [from, to] = [toScreen([(1 - share) / 2, (1 - share) / 2], placement), toScreen([(1 + share) / 2, (1 + share) / 2], placement)];
        return <rect key={name} x={Math.min(from.x, to.x)} y={Math.min(from.y, to.y)} width={Math.abs(to.x - from.x)} height={Math.abs(to.y - from.y)} />;
      })}
      <path d={`M${middle.x - CROSS_PX} ${middle.y}h${2 * CROSS_PX}M${middle.x} ${middle.y - CROSS_PX}v${2 * CROSS_PX}`} />
    </svg>
  );
}
