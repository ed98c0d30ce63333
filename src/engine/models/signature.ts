import type { GraphValues, Layout, ModelManifest, ModelTask } from './manifest.ts';

/** One input or output as the loaded graph itself states it: names or numbers by dimension. */
export interface StatedValue {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (string | number)[];
}

interface GraphSignature {
  readonly inputs: GraphValues;
  readonly outputs: GraphValues;
}

type Signatures = Readonly<Record<string, GraphSignature>>;

const FEATURES_LAYOUT: Signatures = {
  encode: {
    inputs: { luma: ['1', '1', 'H', 'W'] },
    outputs: { f4: ['1', '*', 'H/4', 'W/4'], f8: ['1', '*', 'H/8', 'W/8'], f16: ['1', '*', 'H/16', 'W/16'], up: ['1', '144', 'H/4', 'W/4'] },
  },
  paint: {
    inputs: {
      f4: ['1', '*', 'H/4', 'W/4'], f8: ['1', '*', 'H/8', 'W/8'], f16: ['1', '*', 'H/16', 'W/16'], up: ['1', '144', 'H/4', 'W/4'],
      hint_ab: ['1', '2', 'H', 'W'], hint_mask: ['1', '1', 'H', 'W'], boundary: ['1', '1', 'H', 'W'], global: ['1', '316'],
    },
    outputs: { ab: ['1', '2', 'H', 'W'], context: ['1', '*', 'H/4', 'W/4'] },
  },
  suggest: { inputs: { context: ['1', '*', 'H/4', 'W/4'] }, outputs: { bins: ['1', '313', 'H/4', 'W/4'] } },
};

const CONTEXT_OF_LUMA: GraphValues = {
  c8: ['1', '*', 'H/8', 'W/8'], c16: ['1', '*', 'H/16', 'W/16'], p4: ['1', '*', 'H/4', 'W/4'], query: ['1', '*', 'H/8', 'W/8'], around: ['1', '43', 'H/4', 'W/4'],
  up: ['1', '144', 'H/4', 'W/4'],
};
const AUTOMATIC: GraphValues = { base8: ['1', '*', 'H/8', 'W/8'], auto8: ['1', '2', 'H/8', 'W/8'] };

const PAINT: GraphSignature = {
  inputs: {
    p4: CONTEXT_OF_LUMA.p4!, query: CONTEXT_OF_LUMA.query!, around: CONTEXT_OF_LUMA.around!, up: CONTEXT_OF_LUMA.up!, ...AUTOMATIC,
    hint_ab: ['1', '2', 'H', 'W'], hint_mask: ['1', '1', 'H', 'W'], hint_reach: ['1', '1', 'H', 'W'], boundary: ['1', '1', 'H', 'W'],
  },
  outputs: { ab: ['1', '2', 'H', 'W'], context: ['1', '*', 'H/4', 'W/4'], confidence: ['1', '1', 'H/4', 'W/4'] },
};

const TOKENS_LAYOUT: Signatures = {
  encode: { inputs: { luma: ['1', '1', 'H', 'W'] }, outputs: CONTEXT_OF_LUMA },
  base: { inputs: { c8: CONTEXT_OF_LUMA.c8!, c16: CONTEXT_OF_LUMA.c16!, global: ['1', '316'], vividness: ['1', '2'] }, outputs: AUTOMATIC },
  paint: PAINT,
  // In place of `paint` where boundary marks are drawn.
  paint_marked: PAINT,
  suggest: { inputs: { context: ['1', '*', 'H/4', 'W/4'] }, outputs: { bins: ['1', '313', 'H/4', 'W/4'] } },
};

const MADE_COLOUR: GraphValues = { ab: ['1', '2', 'H/4', 'W/4'], confidence: ['1', '1', 'H/4', 'W/4'] };
const FUSED_COLOUR: GraphValues = { fused_ab: MADE_COLOUR.ab!, fused_confidence: MADE_COLOUR.confidence! };

const READER_LAYOUT: Signatures = {
  encode: {
    inputs: { luma: ['1', '1', 'H', 'W'] },
    outputs: { coarse: ['1', '*', 'H/16', 'W/16'], fine: ['1', '*', 'H/4', 'W/4'], context: ['1', '*', 'H/4', 'W/4'] },
  },
  read: {
    inputs: {
      coarse: ['1', '*', 'H/16', 'W/16'], fine: ['1', '*', 'H/4', 'W/4'], context: ['1', '*', 'H/4', 'W/4'],
      memory_coarse: ['M', '*', 'H/16', 'W/16'], memory_fine: ['M', '*', 'H/4', 'W/4'], memory_ab: ['M', '2', 'H/4', 'W/4'],
      memory_confidence: ['M', '1', 'H/4', 'W/4'], memory_time: ['M'],
      hint_ab: ['1', '2', 'H/4', 'W/4'], hint_mask: ['1', '1', 'H/4', 'W/4'], boundary: ['1', '1', 'H/4', 'W/4'],
    },
    outputs: MADE_COLOUR,
  },
  fuse: {
    inputs: { ...MADE_COLOUR, carried_ab: ['1', '2', 'H/4', 'W/4'], evidence: ['1', '4', 'H/4', 'W/4'], luma: ['1', '1', 'H/4', 'W/4'], distance: ['1'] },
    outputs: FUSED_COLOUR,
  },
};

const TOKENS_OF_LUMA: GraphValues = { fine: ['1', '*', 'H/4', 'W/4'], coarse: ['1', '*', 'H/16', 'W/16'], context: ['1', '*', 'H/4', 'W/4'], context8: ['1', '*', 'H/8', 'W/8'] };

const INTERPOLATE: GraphSignature = {
  inputs: {
    luma: ['1', '1', 'H/4', 'W/4'], source_ab: ['2', '2', 'H/4', 'W/4'], source_confidence: ['2', '1', 'H/4', 'W/4'],
    source_place: ['2', '2', 'H/4', 'W/4'], source_evidence: ['2', '3', 'H/4', 'W/4'], source_time: ['2'],
  },
  outputs: MADE_COLOUR,
};

const SOURCES_LAYOUT: Signatures = {
  tokens: { inputs: { luma: ['1', '1', 'H', 'W'] }, outputs: TOKENS_OF_LUMA },
  paint: {
    inputs: {
      ...TOKENS_OF_LUMA,
      source_fine: ['M', '*', 'H/4', 'W/4'], source_coarse: ['M', '*', 'H/16', 'W/16'], source_ab: ['M', '2', 'H/4', 'W/4'], source_confidence: ['M', '1', 'H/4', 'W/4'],
      source_place: ['M', '2', 'H/4', 'W/4'], source_evidence: ['M', '3', 'H/4', 'W/4'], source_time: ['M'], source_is_key: ['M'],
    },
    outputs: MADE_COLOUR,
  },
};

/** The graph of an added model. */
export const AUTOMATIC_GRAPH = 'automatic';

interface TaskSignatures {
  /** What the task asks of a model. `*` stands for a size that is the model's own. A graph has exactly these inputs and at least these outputs. */
  readonly required: Signatures;
  /** Graphs that it may have besides. */
  readonly optional?: Signatures;
}

/** By layout; the first is meant where a manifest names none. Names and shapes of an added model are free: `form` of its manifest defines them. */
const LAYOUTS: Record<Exclude<ModelTask, 'automatic'>, Partial<Record<Layout, TaskSignatures>>> = {
  colorize: { features: { required: FEATURES_LAYOUT }, tokens: { required: TOKENS_LAYOUT } },
  propagate: {
    reader: {
      required: READER_LAYOUT,
      optional: {
        fuse_between: {
          inputs: {
            ...MADE_COLOUR, left_ab: ['1', '2', 'H/4', 'W/4'], left_evidence: ['1', '4', 'H/4', 'W/4'],
            right_ab: ['1', '2', 'H/4', 'W/4'], right_evidence: ['1', '4', 'H/4', 'W/4'], luma: ['1', '1', 'H/4', 'W/4'], distance: ['1', '2'],
          },
          outputs: FUSED_COLOUR,
        },
      },
    },
    sources: { required: SOURCES_LAYOUT, optional: { interpolate: INTERPOLATE } },
  },
};

/** What keeps a manifest from serving its task, in words; empty when nothing does. */
export function manifestDifferences(manifest: ModelManifest): readonly string[] {
  if (manifest.task === 'automatic') return automaticDifferences(manifest);
  const layouts = LAYOUTS[manifest.task];
  const layout = manifest.layout === undefined ? Object.values(layouts)[0] : layouts[manifest.layout];
  if (layout === undefined) return [`its layout "${manifest.layout!}" is not one of ${Object.keys(layouts).join(', ')}`];
  const optional = Object.entries(layout.optional ?? {}).filter(([name]) => name in manifest.graphs);
  return [...Object.entries(layout.required), ...optional].flatMap(([name, required]) => {
    const graph = manifest.graphs[name];
    if (graph === undefined) return [`graph "${name}" is not there`];
    return [
      ...differences(`input`, name, required.inputs, graph.inputs, { extra: 'refused' }),
      ...differences(`output`, name, required.outputs, graph.outputs, { extra: 'allowed' }),
    ];
  });
}

function automaticDifferences({ form, graphs }: ModelManifest): readonly string[] {
  const graph = graphs[AUTOMATIC_GRAPH];
  if (form === undefined) return ['its form is not stated'];
  if (graph === undefined) return [`graph "${AUTOMATIC_GRAPH}" is not there`];
  return [
    ...(form.input.name in graph.inputs ? [] : [`input "${form.input.name}" of graph "${AUTOMATIC_GRAPH}" is not there`]),
    ...(form.output.name in graph.outputs ? [] : [`output "${form.output.name}" of graph "${AUTOMATIC_GRAPH}" is not there`]),
  ];
}

/** Description of the difference between a loaded graph and its manifest; empty when they match. */
export function graphDifferences(graphName: string, manifest: GraphSignature, stated: { readonly inputs: readonly StatedValue[]; readonly outputs: readonly StatedValue[] }): readonly string[] {
  return [
    ...statedDifferences('input', graphName, manifest.inputs, stated.inputs, { extra: 'refused' }),
    ...statedDifferences('output', graphName, manifest.outputs, stated.outputs, { extra: 'allowed' }),
  ];
}

type Kind = 'input' | 'output';
interface Strictness {
  readonly extra: 'refused' | 'allowed';
}

function statedDifferences(kind: Kind, graph: string, manifest: GraphValues, stated: readonly StatedValue[], strictness: Strictness): readonly string[] {
  const types = stated.filter((value) => value.type !== 'float32' && (value.name in manifest || strictness.extra === 'refused'));
  const shapes = Object.fromEntries(stated.map((value) => [value.name, value.shape.map(String)]));
  return [...types.map((value) => `${kind} "${value.name}" of graph "${graph}" is ${value.type}, not float32`), ...differences(kind, graph, manifest, shapes, strictness)];
}

function differences(kind: Kind, graph: string, required: GraphValues, given: GraphValues, { extra }: Strictness): readonly string[] {
  const found: string[] = [];
  for (const [name, dims] of Object.entries(required)) {
    const there = given[name];
    if (there === undefined) found.push(`${kind} "${name}" of graph "${graph}" is not there`);
    else if (!sameDims(dims, there)) found.push(`${kind} "${name}" of graph "${graph}" is [${there.join(', ')}], not [${dims.join(', ')}]`);
  }
  if (extra === 'refused') {
    for (const name of Object.keys(given)) if (!(name in required)) found.push(`${kind} "${name}" of graph "${graph}" is not known`);
  }
  return found;
}

function sameDims(required: readonly string[], given: readonly string[]): boolean {
  return required.length === given.length && required.every((dim, index) => dim === '*' || sameDim(dim, given[index]!));
}

/** Exporters name free dimensions as they like, so any name stands for any other; a number must be that number. */
function sameDim(required: string, given: string): boolean {
  const isNumber = (dim: string): boolean => /^\d+$/.test(dim);
  return isNumber(required) ? required === given || !isNumber(given) : !isNumber(given);
}
