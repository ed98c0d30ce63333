import { open, type FileHandle } from 'node:fs/promises';

/** Fields of ModelProto (onnx.proto3 of https://github.com/onnx/onnx): the graph is the large one and is passed over. */
const METADATA_PROPS = 14;
/** Larger values of metadata are passed over. */
const LARGEST_ENTRY = 65_536;

/**
 * `metadata_props` of an ONNX file, read field by field without the graph: a model may have gigabytes. Empty for bytes that are no protobuf.
 */
export async function onnxMetadata(path: string): Promise<ReadonlyMap<string, string>> {
  const entries = new Map<string, string>();
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    let at = 0;
    while (at < size) {
      const field = await fieldAt(file, at);
      if (field === undefined) break;
      if (field.number === METADATA_PROPS && field.length <= LARGEST_ENTRY) {
        const entry = stringFields(await bytesAt(file, field.start, field.length));
        const key = entry.get(1);
        if (key !== undefined) entries.set(key, entry.get(2) ?? '');
      }
      at = field.start + field.length;
    }
  } finally {
    await file.close();
  }
  return entries;
}

/** The licence that a model's metadata states, under any of the names in use. */
export function statedLicence(metadata: ReadonlyMap<string, string>): string | undefined {
  for (const [key, value] of metadata) {
    if (/^(.*[._/-])?licen[cs]e$/i.test(key) && value.trim() !== '') return value.trim().slice(0, 200);
  }
  return undefined;
}

interface Field {
  readonly number: number;
  readonly start: number;
  readonly length: number;
}

/** Longest tag and length. */
const HEAD = 20;

async function fieldAt(file: FileHandle, at: number): Promise<Field | undefined> {
  const head = await bytesAt(file, at, HEAD);
  const tag = varint(head, 0);
  if (tag === undefined) return undefined;
  const number = Math.floor(tag.value / 8);
  switch (tag.value % 8) {
    case 0: {
      const value = varint(head, tag.end);
      return value === undefined ? undefined : { number, start: at + value.end, length: 0 };
    }
    case 1: return { number, start: at + tag.end, length: 8 };
    case 2: {
      const length = varint(head, tag.end);
      return length === undefined ? undefined : { number, start: at + length.end, length: length.value };
    }
    case 5: return { number, start: at + tag.end, length: 4 };
    default: return undefined;
  }
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}

function varint(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let index = start; index < bytes.length && index < start + 10; index++) {
    value += (bytes[index]! & 127) * 2 ** (7 * (index - start));
    if (bytes[index]! < 128) return { value, end: index + 1 };
  }
  return undefined;
}

/** Fields of a message whose fields are all strings. */
function stringFields(bytes: Uint8Array): ReadonlyMap<number, string> {
  const fields = new Map<number, string>();
  for (let at = 0; at < bytes.length;) {
    const tag = varint(bytes, at);
    const length = tag === undefined ? undefined : varint(bytes, tag.end);
    if (tag === undefined || length === undefined || tag.value % 8 !== 2) break;
    fields.set(Math.floor(tag.value / 8), new TextDecoder().decode(bytes.subarray(length.end, length.end + length.value)));
    at = length.end + length.value;
  }
  return fields;
}
