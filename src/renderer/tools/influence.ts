import { DEFAULT_SOFT_EDGE } from '../../shared/model/hint.ts';
import type { ColourHint } from '../../shared/model/hint-kinds.ts';

export type InfluenceId = 'strength' | 'reach' | 'softEdge';

/** Range and default of a value of a colour hint. All are shares, shown as percent. */
export const influences = {
  strength: { label: 'Strength', title: 'Share of the hint’s colour in the result', most: 1, initial: 1 },
  reach: { label: 'Reach', title: 'How far the colour goes beyond the hint; 100 % is as far as the network takes it', most: 4, initial: 1 },
  softEdge: { label: 'Soft edge', title: 'Share of the radius over which the colour fades out', most: 1, initial: DEFAULT_SOFT_EDGE },
} as const satisfies Readonly<Record<InfluenceId, { readonly label: string; readonly title: string; readonly most: number; readonly initial: number }>>;

export function influenceOf(hint: ColourHint, id: InfluenceId): number {
  return hint[id] ?? influences[id].initial;
}

/** The hint with a value of its own; the initial value is not written, as in a hint that never had another. */
export function withInfluence<Of extends ColourHint>(hint: Of, id: InfluenceId, value: number): Of {
  const { most, initial } = influences[id];
  const { [id]: _before, ...rest } = hint;
  const next = Math.round(Math.min(most, Math.max(0, value)) * 1000) / 1000;
  return (next === initial ? rest : { ...rest, [id]: next }) as Of;
}

/**
 * Several hints after a slider of the first was set: the others change in proportion, or by the same amount where the first was 0.
 * @param hints as they were at the start of the gesture
 */
export function inProportion(hints: readonly ColourHint[], id: InfluenceId, value: number): readonly ColourHint[] {
  const [primary] = hints;
  if (primary === undefined) return [];
  const before = influenceOf(primary, id);
  return hints.map((hint) => withInfluence(hint, id, hint === primary ? value : before === 0 ? influenceOf(hint, id) + value : (influenceOf(hint, id) * value) / before));
}
