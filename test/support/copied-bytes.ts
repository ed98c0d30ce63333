import type { InferenceClient } from '../../src/engine/models/index.ts';

/** An inference client that counts what its runs copy into the inference process and back. */
export interface CountingClient {
  readonly client: InferenceClient;
  /** Bytes of tensors by the names of inputs (`to`) and outputs (`from`), since the last call. Tensors under a handle are not copied. */
  take(): { readonly to: Readonly<Record<string, number>>; readonly from: Readonly<Record<string, number>> };
}

export function countingClient(inner: InferenceClient): CountingClient {
  let [to, from]: Record<string, number>[] = [{}, {}];
  const add = (sums: Record<string, number>, name: string, bytes: number): void => { sums[name] = (sums[name] ?? 0) + bytes; };
  const countInputs = ({ inputs }: Parameters<InferenceClient['run']>[0]): void => {
    for (const [name, input] of Object.entries(inputs)) {
      for (const part of 'stack' in input ? input.stack : [input]) if ('data' in part) add(to!, name, part.data.byteLength);
    }
  };
  return {
    client: {
      ...inner,
      get generation() { return inner.generation; },
      async run(request, options) {
        countInputs(request);
        const result = await inner.run(request, options);
        for (const [name, { data }] of Object.entries(result.fetched)) add(from!, name, data.byteLength);
        return result;
      },
    },
    take() {
      const taken = { to: to!, from: from! };
      [to, from] = [{}, {}];
      return taken;
    },
  };
}
