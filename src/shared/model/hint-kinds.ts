import { effectiveAb, type Swatch } from './document.ts';
import { type AutoHint, type BoundaryHint, type Hint, type ImagePoint, inChromaRange, type PointHint, type StrokeHint } from './hint.ts';

type HintKind = Hint['kind'];

/** Meaning of a hint: a colour, automatic colour, or a boundary. */
type HintRole = 'colour' | 'automatic' | 'boundary';

/** Properties of a kind of hint, except how it is drawn: into planes by `hintPlanes`, on the screen by the viewer's overlay. */
interface HintKindInfo<Of extends Hint> {
  /** In cards and lists. */
  readonly label: string;
  /** In the label of a step: “Add point”. */
  readonly noun: string;
  readonly role: HintRole;
  /** One position, or a path of several. */
  readonly shape: 'position' | 'path';
  /** A path with fewer points is invalid. */
  readonly fewestPositions: number;
  /** Factor of the current radius for a new hint. */
  readonly radiusFactor: number;
  /** Whether its path can snap to edges of the picture. */
  readonly followsEdges: boolean;
  /** The overlay that it belongs to. */
  readonly overlay: 'hints' | 'boundaries';
  positions(hint: Of): readonly ImagePoint[];
  /** @param positions as many as {@link positions} returned */
  withPositions(hint: Of, positions: readonly ImagePoint[]): Of;
}

const position = {
  shape: 'position', fewestPositions: 1, followsEdges: false, overlay: 'hints',
  positions: ({ at }: { readonly at: ImagePoint }): readonly ImagePoint[] => [at],
  withPositions: <Of extends { readonly at: ImagePoint }>(hint: Of, [at = hint.at]: readonly ImagePoint[]): Of => ({ ...hint, at }),
} as const;

const path = {
  shape: 'path', radiusFactor: 1,
  positions: (hint: { readonly path: readonly ImagePoint[] }): readonly ImagePoint[] => hint.path,
  withPositions: <Of extends { readonly path: readonly ImagePoint[] }>(hint: Of, positions: readonly ImagePoint[]): Of => ({ ...hint, path: positions }),
} as const;

/** One record per kind, so that a new kind of hint without one does not compile. */
export const hintKinds: { readonly [Kind in HintKind]: HintKindInfo<Extract<Hint, { readonly kind: Kind }>> } = {
  point: { ...position, label: 'Point', noun: 'point', role: 'colour', radiusFactor: 1 } satisfies HintKindInfo<PointHint>,
  stroke: { ...path, label: 'Brush stroke', noun: 'stroke', role: 'colour', fewestPositions: 1, followsEdges: false, overlay: 'hints' } satisfies HintKindInfo<StrokeHint>,
  boundary: { ...path, label: 'Boundary', noun: 'boundary', role: 'boundary', fewestPositions: 2, followsEdges: true, overlay: 'boundaries' } satisfies HintKindInfo<BoundaryHint>,
  auto: { ...position, label: 'Automatic colour', noun: 'auto hint', role: 'automatic', radiusFactor: 2 } satisfies HintKindInfo<AutoHint>,
};

/** A hint with a colour. */
export type ColourHint = Extract<Hint, { readonly ab: unknown }>;
/** A hint with several positions. */
export type PathHint = Extract<Hint, { readonly path: unknown }>;

export function kindOf<Of extends Hint>(hint: Of): HintKindInfo<Of> {
  return hintKinds[hint.kind] as unknown as HintKindInfo<Of>;
}

/** The positions of a hint, as fractions of the picture; a point has one. */
export function positionsOf(hint: Hint): readonly ImagePoint[] {
  return kindOf(hint).positions(hint);
}

/** The hint with its positions replaced. @param positions as many as it has */
export function withPositions<Of extends Hint>(hint: Of, positions: readonly ImagePoint[]): Of {
  return kindOf(hint).withPositions(hint, positions);
}

export function isPathHint(hint: Hint): hint is PathHint {
  return kindOf(hint).shape === 'path';
}

export function isColourHint(hint: Hint): hint is ColourHint {
  return kindOf(hint).role === 'colour';
}

/** A hint with its present colour: its swatch's, if it follows one. */
export function withEffectiveAb<Of extends Hint>(hint: Of, swatches: readonly Swatch[]): Of {
  return isColourHint(hint) ? { ...hint, ab: effectiveAb(hint, swatches) } : hint;
}

/** A hint in its present colour, as it may be stored: a swatch may have a chroma that no hint can have. */
export function presentHint<Of extends Hint>(hint: Of, swatches: readonly Swatch[]): Of {
  const present = withEffectiveAb(hint, swatches);
  return isColourHint(present) ? { ...present, ab: inChromaRange(present.ab) } : present;
}
