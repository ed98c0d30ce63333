import { type BuiltGraph, type BuiltNode, onnxFile } from './onnx-builder.ts';

/**
 * Small models for automatic colour, one of each usual form, whose answer is known. They state the colour of a pixel from its gray alone:
 * ab = (12, 24) · gray, or RGB = gray · (1, 0.9, 0.8), so that a wrong form is seen in the answer.
 */
const WARM_AB = [12, 24] as const;
const WARM_RGB = [1.05, 0.99, 0.87] as const;
const MEAN = [0.485, 0.456, 0.406] as const;
const DEVIATION = [0.229, 0.224, 0.225] as const;

interface Sides {
  readonly sides?: readonly (number | string)[];
}

const scalar = (value: number) => ({ dims: [1], floats: [value] });
const perChannel = (values: readonly number[]) => ({ dims: [1, values.length, 1, 1], floats: values });

/** As DDColor is exported: gray RGB 0…1 in, plain ab out. @param options `ab`: of white */
export function ddcolorLike({ sides = [64, 64], ab = WARM_AB }: Sides & { readonly ab?: readonly number[] } = {}): Uint8Array {
  return onnxFile({
    inputs: [{ name: 'input', shape: [1, 3, ...sides] }], outputs: [{ name: 'output', shape: [1, 2, ...sides] }],
    nodes: [{ op: 'Conv', inputs: ['input', 'weights'], outputs: ['output'] }],
    // Of the three equal channels each gives a third.
    constants: { weights: { dims: [2, 3, 1, 1], floats: ab.flatMap((value) => [value / 3, value / 3, value / 3]) } },
    metadata: { license: 'Apache-2.0' },
  });
}

/** As DeOldify is exported: ImageNet-normalised gray RGB in, the same normalised RGB out. */
export function deoldifyLike({ sides = ['h', 'w'] }: Sides = {}): Uint8Array {
  return onnxFile(rgbModel({ sides, toUnit: [{ op: 'Mul', inputs: ['input', 'deviation'], outputs: ['scaled'] }, { op: 'Add', inputs: ['scaled', 'mean'], outputs: ['unit'] }], fromUnit: [{ op: 'Sub', inputs: ['colour', 'mean'], outputs: ['centred'] }, { op: 'Div', inputs: ['centred', 'deviation'], outputs: ['output'] }] }));
}

/** Gray RGB 0…255 in and RGB 0…255 out. */
export function byteModel({ sides = ['h', 'w'] }: Sides = {}): Uint8Array {
  return onnxFile(rgbModel({ sides, toUnit: [{ op: 'Div', inputs: ['input', 'byte'], outputs: ['unit'] }], fromUnit: [{ op: 'Mul', inputs: ['colour', 'byte'], outputs: ['output'] }] }));
}

/** Gray RGB 0…1 in, RGB 0…1 out, sides in multiples of 16: what is beyond them is not given back. */
export function multiplesOf16(): Uint8Array {
  const graph = rgbModel({ sides: ['h', 'w'], toUnit: [{ op: 'Identity', inputs: ['input'], outputs: ['unit'] }], fromUnit: [{ op: 'AveragePool', inputs: ['colour'], outputs: ['small'], attributes: { kernel_shape: [16, 16], strides: [16, 16] } }, { op: 'Resize', inputs: ['small', '', 'sixteen'], outputs: ['output'], attributes: { mode: 'nearest', nearest_mode: 'floor', coordinate_transformation_mode: 'asymmetric' } }] });
  return onnxFile({ ...graph, constants: { ...graph.constants, sixteen: { dims: [4], floats: [1, 1, 16, 16] } } });
}

/** L/50 − 1 in one channel, ab divided by 110 out, any size. */
export function pix2pixLike(): Uint8Array {
  return onnxFile({
    inputs: [{ name: 'gray', shape: ['n', 1, 'h', 'w'] }], outputs: [{ name: 'ab', shape: ['n', 2, 'h', 'w'] }],
    nodes: [{ op: 'Add', inputs: ['gray', 'one'], outputs: ['up'] }, { op: 'Conv', inputs: ['up', 'weights'], outputs: ['ab'] }],
    // L/50 of at most 2: gray is half of it.
    constants: { one: scalar(1), weights: { dims: [2, 1, 1, 1], floats: WARM_AB.map((value) => value / 220) } },
  });
}

/** The gray that was put in is not to be seen in its colours. */
export function wrongColours(): Uint8Array {
  return onnxFile({
    inputs: [{ name: 'input', shape: [1, 3, 64, 64] }], outputs: [{ name: 'output', shape: [1, 3, 64, 64] }],
    nodes: [{ op: 'Mul', inputs: ['input', 'zero'], outputs: ['none'] }, { op: 'Add', inputs: ['none', 'seven'], outputs: ['output'] }],
    constants: { zero: scalar(0), seven: scalar(7) },
  });
}

/** Any graph of one node from an input to an output, for the refusals. */
export function oneNode(graph: Omit<BuiltGraph, 'nodes'>): Uint8Array {
  return onnxFile({ ...graph, nodes: [{ op: 'Identity', inputs: [graph.inputs[0]!.name], outputs: [graph.outputs[0]!.name] }] });
}

function rgbModel({ sides, toUnit, fromUnit }: { readonly sides: readonly (number | string)[]; readonly toUnit: readonly BuiltNode[]; readonly fromUnit: readonly BuiltNode[] }): BuiltGraph {
  return {
    inputs: [{ name: 'input', shape: [1, 3, ...sides] }], outputs: [{ name: 'output', shape: [1, 3, ...sides] }],
    nodes: [
      ...toUnit,
      // A network answers with a picture, whatever it was given.
      { op: 'Clip', inputs: ['unit', 'nought', 'unity'], outputs: ['gray'] },
      { op: 'Mul', inputs: ['gray', 'tint'], outputs: ['tinted'] },
      { op: 'Clip', inputs: ['tinted', 'nought', 'unity'], outputs: ['colour'] },
      ...fromUnit,
    ],
    constants: { nought: { dims: [], floats: [0] }, unity: { dims: [], floats: [1] }, byte: scalar(255), mean: perChannel(MEAN), deviation: perChannel(DEVIATION), tint: perChannel(WARM_RGB) },
  };
}
