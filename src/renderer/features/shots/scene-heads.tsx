import type { CSSProperties, MouseEvent, ReactNode } from 'react';
import { counted } from '../../../shared/counted.ts';
import type { SceneId, ShotId } from '../../../shared/model/ids.ts';
import type { BoardRow, HeadPart } from './board-model.ts';
import { type SceneSelection, sceneSelection, withScene } from './selected-shots.ts';

const TITLES = { none: 'Add the shots of this scene to the selection', some: 'Add the other shots of this scene to the selection', all: 'Take the shots of this scene out of the selection' } as const satisfies Record<SceneSelection, string>;

interface SceneHeadsProps {
  readonly parts: readonly HeadPart[];
  readonly style: CSSProperties;
  /** All shots of the board. */
  readonly rows: readonly BoardRow[];
  readonly chosen: ReadonlySet<ShotId>;
  readonly over: SceneId | 'none' | null;
  readonly drop: (sceneId: SceneId | undefined) => object;
  readonly onSelect: (shotIds: ReadonlySet<ShotId>) => void;
}

/**
 * Heads of the scenes of a line. A press on one selects its shots, one on its box adds them to the selection or takes them out of it. By keyboard the batch bar has
 * *Select all of the scene*: a list of options can hold no other control.
 */
export function SceneHeads({ parts, style, rows, chosen, over, drop, onSelect }: SceneHeadsProps): ReactNode {
  return (
    <div role="presentation" className="scene-heads" style={style}>
      {parts.map(({ head: { scene, shots, frames, approved }, column, span }) => {
        const own = rows.filter(({ shot }) => shot.sceneId === scene?.id).map(({ shot }) => shot.id);
        const state = sceneSelection(chosen, own);
        const onBox = (event: MouseEvent): void => {
          event.stopPropagation();
          onSelect(withScene(chosen, own));
        };
        return (
          <div key={scene?.id ?? 'none'} role="presentation" className="scene-head" style={{ gridColumn: `${column + 1} / span ${span}` }} data-over={over === (scene?.id ?? 'none')} onClick={() => { onSelect(new Set(own)); }} {...drop(scene?.id)}>
            {own.length === 0 ? null : <span className="scene-box" aria-hidden="true" data-state={state} title={TITLES[state]} onClick={onBox} />}
            <b>{scene?.name ?? 'No scene'}</b>
            <span>{counted(shots, 'shot')}, {frames.toLocaleString('en-GB')} frames{approved > 0 ? `, ${approved} approved` : ''}</span>
          </div>
        );
      })}
    </div>
  );
}
