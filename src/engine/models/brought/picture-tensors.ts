import { resampleChannel } from '../../../shared/colour/resample.ts';
import { labToSrgb, srgbToLab } from '../../../shared/colour/srgb.ts';
import { assertNever } from '../../../shared/errors/assert-never.ts';
import { paddedSize, type Size } from '../../../shared/model/working-size.ts';
import { cropPadding, padByReflection } from '../padding.ts';
import type { Tensor } from '../graph-run.ts';
import type { AutomaticForm, InputValues, OutputValues } from '../../../shared/model/automatic-form.ts';

/** Mean and standard deviation of ImageNet's channels R, G, B, 0…1, as torchvision's models take them. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] } as const;

/** A gray picture: L 0…100, row by row. */
export interface GrayPicture extends Size {
  readonly lightness: Float32Array;
}

/** The size at which a model sees a picture. */
export function modelSize({ size }: Pick<AutomaticForm, 'size'>, picture: Size): Size {
  return size.kind === 'fixed' ? { width: size.width, height: size.height } : paddedSize(picture, size.multiple);
}

/** A gray picture as the model's input: resampled to a fixed size, or grown by reflection to the multiple. */
export function pictureTensor(picture: GrayPicture, { input, size }: AutomaticForm): Tensor {
  const to = modelSize({ size }, picture);
  const lightness = size.kind === 'fixed' ? resampleChannel(picture.lightness, picture, to) : padByReflection(picture.lightness, picture, to);
  return { dims: [1, input.channels, to.height, to.width], data: inputValues(lightness, input) };
}

/** L 0…100 of each pixel → the channels' values. */
export function inputValues(lightness: Float32Array, { channels, values }: AutomaticForm['input']): Float32Array {
  const count = lightness.length;
  const data = new Float32Array(channels * count);
  const code = grayCode(values);
  for (let index = 0; index < count; index++) {
    for (let channel = 0; channel < channels; channel++) data[channel * count + index] = code(lightness[index]!, channel);
  }
  return data;
}

function grayCode(values: InputValues): (lightness: number, channel: number) => number {
  const gray = (lightness: number): number => Math.min(1, Math.max(0, labToSrgb(lightness, 0, 0)[1]));
  switch (values) {
    case 'L': return (lightness) => lightness;
    case 'L/100': return (lightness) => lightness / 100;
    case 'L/50-1': return (lightness) => lightness / 50 - 1;
    case 'gray': return gray;
    case 'gray255': return (lightness) => 255 * gray(lightness);
    case 'gray*2-1': return (lightness) => 2 * gray(lightness) - 1;
    case 'gray-imagenet': return (lightness, channel) => (gray(lightness) - IMAGENET.mean[channel]!) / IMAGENET.deviation[channel]!;
    default: return assertNever(values);
  }
}

/** The model's output as ab, −110…110 and beyond, at the picture's size: all of a, then all of b. */
export function abOfOutput(output: Tensor, form: AutomaticForm, picture: Size): Float32Array {
  const [, , height = 0, width = 0] = output.dims;
  const from = { width, height };
  const ab = abValues(output, form.output.values);
  const count = width * height;
  const channels = [ab.subarray(0, count), ab.subarray(count)];
  const seen = modelSize(form, picture);
  // What the padding became is cut off at the size that the model saw; its answer may be smaller than that.
  const toPicture = (values: Float32Array): Float32Array => (
    form.size.kind === 'fixed' ? resampleChannel(values, from, picture) : cropPadding(resampleChannel(values, from, seen), seen, picture)
  );
  const result = new Float32Array(2 * picture.width * picture.height);
  for (const [channel, values] of channels.entries()) result.set(toPicture(values), channel * picture.width * picture.height);
  return result;
}

function abValues({ data, dims }: Tensor, values: OutputValues): Float32Array {
  const count = (dims[2] ?? 0) * (dims[3] ?? 0);
  switch (values) {
    case 'ab': return data;
    case 'ab/110': return data.map((value) => 110 * value);
    case 'ab/128': return data.map((value) => 128 * value);
    case 'rgb': case 'rgb255': case 'rgb*2-1': case 'rgb-imagenet': return abOfRgb(rgbValues(data, values), count);
    default: return assertNever(values);
  }
}

/** Encoded R, G, B 0…1 (and beyond) of a model's three channels. */
export function rgbValues(data: Float32Array, values: 'rgb' | 'rgb255' | 'rgb*2-1' | 'rgb-imagenet'): Float32Array {
  switch (values) {
    case 'rgb': return data;
    case 'rgb255': return data.map((value) => value / 255);
    case 'rgb*2-1': return data.map((value) => (value + 1) / 2);
    case 'rgb-imagenet': {
      const count = data.length / 3;
      return data.map((value, index) => value * IMAGENET.deviation[Math.floor(index / count)]! + IMAGENET.mean[Math.floor(index / count)]!);
    }
    default: return assertNever(values);
  }
}

function abOfRgb(rgb: Float32Array, count: number): Float32Array {
  const ab = new Float32Array(2 * count);
  const channel = (index: number): number => Math.min(1, Math.max(0, rgb[index]!));
  for (let index = 0; index < count; index++) {
    const [, a, b] = srgbToLab(channel(index), channel(count + index), channel(2 * count + index));
    ab[index] = a;
    ab[count + index] = b;
  }
  return ab;
}
