/** A matrix profile of version 2 as bytes, or one of gray where `columns` is absent. Columns are X, Y, Z under D50. */
export function iccBytes(name: string, { columns, gamma }: { readonly columns?: readonly (readonly [number, number, number])[]; readonly gamma: number }): Buffer {
  const word = (value: number): Buffer => { const bytes = Buffer.alloc(4); bytes.writeInt32BE(Math.round(value)); return bytes; };
  const text = (value: string): Buffer => Buffer.from(value, 'latin1');
  const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  const xyz = (values: readonly number[]): Buffer => Buffer.concat([text('XYZ '), word(0), ...values.map((value) => word(value * 65_536))]);
  const curve = Buffer.concat([text('curv'), word(0), word(1), Buffer.of(Math.floor(gamma), Math.round((gamma % 1) * 256))]);
  const desc = Buffer.concat([text('desc'), word(0), word(name.length + 1), text(`${name}\0`), Buffer.alloc(78)]);
  const tags: readonly (readonly [string, Buffer])[] = [['desc', desc], ...(columns === undefined ? [['kTRC', curve] as const] : columns.flatMap((column, index) => [[`${'rgb'[index]!}XYZ`, xyz(column)], [`${'rgb'[index]!}TRC`, curve]] as const))];
  const bodies = tags.map(([, body]) => padded(body));
  const start = 128 + 4 + 12 * tags.length;
  const offsets = bodies.map((_, index) => start + bodies.slice(0, index).reduce((sum, { length }) => sum + length, 0));
  const header = Buffer.alloc(128);
  header.write('mntr', 12, 'latin1');
  header.write(columns === undefined ? 'GRAY' : 'RGB ', 16, 'latin1');
  header.write('XYZ ', 20, 'latin1');
  header.write('acsp', 36, 'latin1');
  return Buffer.concat([header, word(tags.length), ...tags.flatMap(([tag, body], index) => [text(tag), word(offsets[index]!), word(body.length)]), ...bodies]);
}

/** Columns of well-known colour spaces under D50, as their makers' profiles have them. */
export const ICC_COLUMNS = {
  adobe: [[0.60974, 0.31111, 0.01947], [0.20528, 0.62567, 0.06087], [0.14919, 0.06322, 0.74457]],
  p3: [[0.51512, 0.2412, -0.00105], [0.29198, 0.69225, 0.04189], [0.1571, 0.06657, 0.78407]],
  srgb: [[0.43607, 0.22249, 0.01392], [0.38515, 0.71687, 0.09708], [0.14307, 0.06061, 0.7141]],
} as const;
