import { AppError } from '../../../shared/errors/app-error.ts';
import type { Size } from '../../../shared/model/working-size.ts';
import type { Tensor } from '../graph-run.ts';
import type { StatedValue } from '../signature.ts';
import { type AutomaticForm, INPUT_VALUES, type InputValues, isAbOutput, type ModelSize, OUTPUT_VALUES, type OutputValues } from '../../../shared/model/automatic-form.ts';
import { inputValues, rgbValues } from './picture-tensors.ts';
import { trialPicture } from './trial-picture.ts';

/** A loaded graph: its stated inputs and outputs, and a run of it. */
export interface GraphOnTrial {
  readonly inputs: readonly StatedValue[];
  readonly outputs: readonly StatedValue[];
  run(input: string, tensor: Tensor, output: string): Promise<Tensor>;
}

/** The user's settings of a model's form, where it cannot be detected. */
export interface StatedForm {
  readonly input?: InputValues;
  readonly output?: OutputValues;
  readonly multiple?: number;
}

export interface DetectedForm {
  readonly form: AutomaticForm;
  /** Sentences on what could not be detected and was assumed. */
  readonly assumed: readonly string[];
}

/** Sides of the trial picture, for a model that takes any. */
const TRIAL_SIDE = 128;
const MULTIPLES = [1, 2, 4, 8, 16, 32, 64];
/** Of encoded values 0…1: by this much the gray of a model's colours may differ from the gray that was put in, on average. */
const LARGEST_GRAY_ERROR = 0.12;
/** Larger chroma does not occur in pictures. */
const LARGEST_AB = 160;

/**
 * Detects the form of a model for automatic colour: channels and size by what the graph states, the values by trials on a gray picture.
 * @throws AppError `model.signatureMismatch` with the difference, `inference.failed` where it cannot be run
 */
export async function detectForm(graph: GraphOnTrial, said: StatedForm = {}): Promise<DetectedForm> {
  const input = theInput(graph.inputs);
  const output = theOutput(graph.outputs);
  const size = input.size ?? await freeSize(graph, { input, output }, said);
  const trial = await trialOf(graph, { input, output, size });
  const channels = trial.answers.values().next().value?.dims[1];
  const found = channels === 2 ? chromaForm(trial, input.channels, said) : colourForm(trial, said);
  return { form: { input: { name: input.name, channels: input.channels, values: found.input }, output: { name: output, values: found.output }, size }, assumed: found.assumed };
}

interface ToldInput {
  readonly name: string;
  readonly channels: 1 | 3;
  /** Where it is fixed. */
  readonly size: ModelSize | undefined;
}

function theInput(inputs: readonly StatedValue[]): ToldInput {
  const [input, ...others] = inputs;
  if (input === undefined || others.length > 0) throw refusal(`it has ${inputs.length} inputs (${inputs.map(({ name }) => name).join(', ')}), not one picture`);
  const shape = `[${input.shape.join(', ')}]`;
  if (input.type !== 'float32') throw refusal(`its input “${input.name}” is ${input.type}, not float32`);
  const [batch, channels, height, width] = input.shape;
  if (input.shape.length !== 4) throw refusal(`its input “${input.name}” is ${shape}, not a picture [1, channels, height, width]`);
  if (typeof batch === 'number' && batch !== 1) throw refusal(`its input “${input.name}” is ${shape}: it takes ${batch} pictures at once, not one`);
  if (channels !== 1 && channels !== 3) {
    const last = input.shape[3] === 1 || input.shape[3] === 3 ? ' (its channels come last)' : '';
    throw refusal(`its input “${input.name}” is ${shape}${last}, and the second number must be 1 (L) or 3 (gray RGB)`);
  }
  if (typeof height === 'number' && typeof width === 'number') return { name: input.name, channels, size: { kind: 'fixed', width, height } };
  if (typeof height === 'number' || typeof width === 'number') throw refusal(`its input “${input.name}” is ${shape}: one side is fixed and the other is not`);
  return { name: input.name, channels, size: undefined };
}

/** The first output that may be a picture with two or three channels. */
function theOutput(outputs: readonly StatedValue[]): string {
  const picture = outputs.find(({ type, shape }) => type === 'float32' && shape.length === 4 && (typeof shape[1] !== 'number' || shape[1] === 2 || shape[1] === 3));
  if (picture !== undefined) return picture.name;
  const stated = outputs.map(({ name, type, shape }) => `“${name}” ${type} [${shape.join(', ')}]`).join(', ');
  throw refusal(`none of its outputs is a float32 picture [1, 2 or 3, height, width]: ${stated}`);
}

/** The smallest multiple of which a side can be, with an answer of the same proportions as the picture. */
async function freeSize(graph: GraphOnTrial, { input, output }: { readonly input: ToldInput; readonly output: string }, { multiple }: StatedForm): Promise<ModelSize> {
  if (multiple !== undefined) return { kind: 'free', multiple };
  let failure: unknown;
  for (const each of MULTIPLES) {
    const size: Size = { width: TRIAL_SIDE + each, height: TRIAL_SIDE };
    try {
      const answer = await graph.run(input.name, tensorOf(size, input, trialValues(input)[0]!), output);
      const [, , height = 0, width = 0] = answer.dims;
      if (width * size.height === height * size.width) return { kind: 'free', multiple: each };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'inference.failed') throw error;
      failure = error;
    }
  }
  throw refusal(`it gave no whole picture for ${TRIAL_SIDE + 64}×${TRIAL_SIDE} or smaller steps`, failure);
}

interface Trial {
  readonly size: Size;
  /** By the values that were put in; without those that gave values that are not numbers. */
  readonly answers: ReadonlyMap<InputValues, Tensor>;
}

function trialValues({ channels }: Pick<ToldInput, 'channels'>): readonly InputValues[] {
  // The usual ones first.
  return channels === 3 ? ['gray', 'gray-imagenet', 'gray*2-1', 'gray255'] : INPUT_VALUES.filter((each) => each !== 'gray-imagenet');
}

function tensorOf(size: Size, { channels, name }: ToldInput, values: InputValues): Tensor {
  return { dims: [1, channels, size.height, size.width], data: inputValues(trialPicture(size).lightness, { name, channels, values }) };
}

async function trialOf(graph: GraphOnTrial, { input, output, size }: { readonly input: ToldInput; readonly output: string; readonly size: ModelSize }): Promise<Trial> {
  const picture = size.kind === 'fixed' ? { width: size.width, height: size.height } : { width: nextMultiple(size.multiple), height: nextMultiple(size.multiple) };
  const answers = new Map<InputValues, Tensor>();
  for (const values of trialValues(input)) {
    const answer = await graph.run(input.name, tensorOf(picture, input, values), output);
    assertPicture(answer, output);
    if (answer.data.every(Number.isFinite)) answers.set(values, answer);
  }
  if (answers.size === 0) throw refusal(`its output “${output}” holds values that are no numbers`);
  return { size: picture, answers };
}

function nextMultiple(multiple: number): number {
  return Math.ceil(TRIAL_SIDE / multiple) * multiple;
}

function assertPicture({ dims }: Tensor, output: string): void {
  const [batch, channels, height = 0, width = 0] = dims;
  if (dims.length !== 4 || batch !== 1 || (channels !== 2 && channels !== 3) || height * width === 0) throw refusal(`its output “${output}” is [${dims.join(', ')}], not [1, 2 (ab) or 3 (RGB), height, width]`);
}

interface Found {
  readonly input: InputValues;
  readonly output: OutputValues;
  readonly assumed: readonly string[];
}

/** A model that gives ab. What it wants to be given cannot be seen in its answer. */
function chromaForm({ answers }: Trial, channels: 1 | 3, said: StatedForm): Found {
  if (said.output !== undefined && !isAbOutput(said.output)) throw refusal(`its output has two channels, which cannot be ${said.output}`);
  const input = said.input ?? (channels === 3 ? 'gray' : undefined);
  if (input === undefined) {
    throw new AppError('model.signatureMismatch', `The input of this model cannot be detected: set it with --input: ${trialValues({ channels }).join(', ')}.`);
  }
  const data = answers.get(input)?.data;
  if (data === undefined) throw refusal(`with ${input} it gives no numbers, or its ${channels === 1 ? 'one channel cannot' : 'three channels cannot'} be given that`);
  const greatest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const output = said.output ?? (greatest > 2 ? 'ab' : 'ab/110');
  const scale = output === 'ab' ? 1 : output === 'ab/110' ? 110 : 128;
  if (greatest * scale > LARGEST_AB) throw refusal(`it gives chroma up to ${(greatest * scale).toFixed(0)}, and a and b of a picture are within ${LARGEST_AB}`);
  return {
    input, output,
    assumed: [
      ...(said.input === undefined ? ['It was taken to be given gray RGB from 0 to 1, as DDColor is; if that is wrong, add it with --input.'] : []),
      ...(said.output === undefined && output !== 'ab' ? ['Its ab was taken to be divided by 110; if it is 128, add it with --output ab/128.'] : []),
    ],
  };
}

type RgbValues = Exclude<OutputValues, 'ab' | 'ab/110' | 'ab/128'>;
const isRgb = (values: OutputValues): values is RgbValues => !isAbOutput(values);

/** A model that gives RGB: with the right values in and out, the gray of its colours is the gray that was put in. */
function colourForm({ answers, size }: Trial, said: StatedForm): Found {
  if (said.output !== undefined && isAbOutput(said.output)) throw refusal(`its output has three channels, which cannot be ${said.output}`);
  const outputs = said.output === undefined ? OUTPUT_VALUES.filter(isRgb) : [said.output].filter(isRgb);
  const put = inputValues(trialPicture(size).lightness, { name: '', channels: 1, values: 'gray' });
  const inputs: readonly InputValues[] = said.input === undefined ? [...answers.keys()] : [said.input];
  const pairs = inputs.flatMap((input) => {
    const answer = answers.get(input);
    if (answer === undefined) throw refusal(`with ${input} it gives no numbers, or its channels cannot be given that`);
    return outputs.map((output) => ({ input, output, error: grayError(answer, output, { put, size }) }));
  }).toSorted((one, other) => one.error - other.error);
  const [best, second] = pairs;
  if (best === undefined || best.error > LARGEST_GRAY_ERROR) {
    throw refusal(`the gray of its colours differs from the gray that was put in by ${((best?.error ?? 1) * 100).toFixed(0)} % on average in the best of ${pairs.length} forms, so it colours another picture, or none`);
  }
  if (second !== undefined && second.error < Math.max(2 * best.error, 0.02)) {
    const options = (each: typeof best): string => `--input ${each.input} --output ${each.output}`;
    throw new AppError('model.signatureMismatch', `Two forms fit this model equally well; choose ${options(best)} or ${options(second)}.`);
  }
  return { input: best.input, output: best.output, assumed: [] };
}

/** Mean absolute difference of the gray of a model's colours (Rec. 601 weights, encoded values) from the gray put in; what is outside 0…1 counts as cut. */
function grayError(answer: Tensor, output: RgbValues, { put, size }: { readonly put: Float32Array; readonly size: Size }): number {
  const [, , height = 0, width = 0] = answer.dims;
  const rgb = rgbValues(answer.data, output);
  const count = width * height;
  let sum = 0;
  for (let index = 0; index < count; index++) {
    const gray = 0.299 * rgb[index]! + 0.587 * rgb[count + index]! + 0.114 * rgb[2 * count + index]!;
    const [x, y] = [Math.floor(((index % width) + 0.5) * size.width / width), Math.floor((Math.floor(index / width) + 0.5) * size.height / height)];
    sum += Math.min(1, Math.abs(gray - put[y * size.width + x]!));
  }
  return sum / count;
}

function refusal(difference: string, cause?: unknown): AppError {
  return new AppError('model.signatureMismatch', `This is no model for automatic colour: ${difference}.`, { cause, ...(cause instanceof AppError && cause.details !== undefined ? { details: cause.details } : {}) });
}
