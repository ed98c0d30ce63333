import { AppError } from '../../../shared/errors/app-error.ts';
import type { InferenceClient } from '../inference-client.ts';
import type { InstalledModel } from '../installed-model.ts';
import { AUTOMATIC_GRAPH } from '../signature.ts';
import { abOfOutput, type GrayPicture, pictureTensor } from './picture-tensors.ts';

/**
 * The ab that a brought model gives a gray picture, at its size: all of a, then all of b, within −110…110.
 * @throws AppError `model.*`, `inference.*`
 */
export async function automaticAb(inference: InferenceClient, model: InstalledModel, picture: GrayPicture, options: { readonly signal?: AbortSignal } = {}): Promise<Float32Array> {
  const { form } = model.manifest;
  if (form === undefined) throw new AppError('model.signatureMismatch', `The model “${model.id}” is not one for automatic colour.`);
  const { fetched } = await inference.run({ model: model.id, graph: AUTOMATIC_GRAPH, inputs: { [form.input.name]: pictureTensor(picture, form) }, fetch: [form.output.name] }, options);
  const output = fetched[form.output.name];
  const [batch, channels, height = 0, width = 0] = output?.dims ?? [];
  if (output === undefined || batch !== 1 || channels !== (form.output.values.startsWith('ab') ? 2 : 3) || height * width === 0) {
    throw new AppError('model.signatureMismatch', `The model “${model.id}” gave a picture of ${picture.width}×${picture.height} the output [${output?.dims.join(', ') ?? ''}], which is not that of its form.`);
  }
  const ab = abOfOutput(output, form, picture);
  if (!ab.every(Number.isFinite)) throw new AppError('inference.failed', `The model “${model.id}” gave values that are not numbers.`);
  return ab.map((value) => Math.min(110, Math.max(-110, value)));
}
