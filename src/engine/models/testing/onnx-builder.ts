/**
 * A small writer of ONNX files for tests: nodes, float and int64 initialisers, metadata. Field numbers are those of onnx.proto3,
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3
 */

type Attribute = number | { readonly float: number } | string | readonly number[];

export interface BuiltNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** A number is an integer, an array are integers. */
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface BuiltTensor {
  readonly dims: readonly number[];
  readonly floats: readonly number[];
}

export interface BuiltValue {
  readonly name: string;
  /** A string names a free dimension. */
  readonly shape: readonly (number | string)[];
  readonly type?: 'float32' | 'float16' | 'uint8';
}

export interface BuiltGraph {
  readonly inputs: readonly BuiltValue[];
  readonly outputs: readonly BuiltValue[];
  readonly nodes: readonly BuiltNode[];
  readonly constants?: Readonly<Record<string, BuiltTensor>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Bytes of an ONNX file, opset 17. */
export function onnxFile({ inputs, outputs, nodes, constants = {}, metadata = {} }: BuiltGraph): Uint8Array {
  const graph = [
    ...nodes.map((node) => message(1, nodeFields(node))),
    text(2, 'test'),
    ...Object.entries(constants).map(([name, tensor]) => message(5, tensorFields(name, tensor))),
    ...inputs.map((value) => message(11, valueFields(value))),
    ...outputs.map((value) => message(12, valueFields(value))),
  ];
  return joined([
    integer(1, 8), text(2, 'tintype tests'), message(7, graph), message(8, [integer(2, 17)]),
    ...Object.entries(metadata).map(([key, value]) => message(14, [text(1, key), text(2, value)])),
  ]);
}

function nodeFields({ op, inputs, outputs, attributes = {} }: BuiltNode): readonly Uint8Array[] {
  return [...inputs.map((name) => text(1, name)), ...outputs.map((name) => text(2, name)), text(4, op), ...Object.entries(attributes).map(([name, value]) => message(5, attributeFields(name, value)))];
}

function attributeFields(name: string, value: Attribute): readonly Uint8Array[] {
  if (typeof value === 'number') return [text(1, name), integer(3, value), integer(20, 2)];
  if (typeof value === 'string') return [text(1, name), text(4, value), integer(20, 3)];
  if ('float' in value) return [text(1, name), float(2, value.float), integer(20, 1)];
  return [text(1, name), ...value.map((each) => integer(8, each)), integer(20, 7)];
}

function tensorFields(name: string, { dims, floats }: BuiltTensor): readonly Uint8Array[] {
  return [...dims.map((dim) => integer(1, dim)), integer(2, 1), text(8, name), bytes(9, new Uint8Array(Float32Array.from(floats).buffer))];
}

function valueFields({ name, shape, type = 'float32' }: BuiltValue): readonly Uint8Array[] {
  const dims = shape.map((dim) => message(1, [typeof dim === 'number' ? integer(1, dim) : text(2, dim)]));
  return [text(1, name), message(2, [message(1, [integer(1, { float32: 1, uint8: 2, float16: 10 }[type]), message(2, dims)])])];
}

function varint(value: number): Uint8Array {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    out.push(rest === 0n ? low : low | 128);
  } while (rest > 0n);
  return Uint8Array.from(out);
}

function integer(field: number, value: number): Uint8Array {
  return joined([varint(field * 8), varint(value)]);
}

function float(field: number, value: number): Uint8Array {
  return joined([varint(field * 8 + 5), new Uint8Array(Float32Array.of(value).buffer)]);
}

function bytes(field: number, value: Uint8Array): Uint8Array {
  return joined([varint(field * 8 + 2), varint(value.length), value]);
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, new TextEncoder().encode(value));
}

function message(field: number, fields: readonly Uint8Array[]): Uint8Array {
  return bytes(field, joined(fields));
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
