import { z } from 'zod';

/**
 * What a brought model takes for one pixel of a gray picture. `L`: lightness 0…100; `L/100`; `L/50-1`: −1…1. `gray`: the sRGB-encoded gray 0…1
 * in each channel; `gray255`; `gray*2-1`; `gray-imagenet`: less the mean and divided by the deviation of ImageNet's channels.
 */
export const INPUT_VALUES = ['L', 'L/100', 'L/50-1', 'gray', 'gray255', 'gray*2-1', 'gray-imagenet'] as const;
export const InputValues = z.enum(INPUT_VALUES);
export type InputValues = z.infer<typeof InputValues>;

/** What it gives: two channels of Lab chroma (plain, divided by 110 or by 128), or three of sRGB-encoded colour, coded as {@link INPUT_VALUES}. */
export const OUTPUT_VALUES = ['ab', 'ab/110', 'ab/128', 'rgb', 'rgb255', 'rgb*2-1', 'rgb-imagenet'] as const;
export const OutputValues = z.enum(OUTPUT_VALUES);
export type OutputValues = z.infer<typeof OutputValues>;

const Side = z.number().int().min(16).max(8192);

/** Size of the picture that a model takes: one of its own, to which every picture is resampled, or any whose sides are multiples of a number. */
export const ModelSize = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fixed'), width: Side, height: Side }),
  z.object({ kind: z.literal('free'), multiple: z.number().int().min(1).max(512) }),
]);
export type ModelSize = z.infer<typeof ModelSize>;

/** Inputs and outputs of an added model for automatic colour. Its tensors are NCHW float32. */
export const AutomaticForm = z.object({
  input: z.object({ name: z.string().min(1), channels: z.union([z.literal(1), z.literal(3)]), values: InputValues }),
  output: z.object({ name: z.string().min(1), values: OutputValues }),
  size: ModelSize,
});
export type AutomaticForm = z.infer<typeof AutomaticForm>;

export function isAbOutput(values: OutputValues): boolean {
  return values === 'ab' || values === 'ab/110' || values === 'ab/128';
}

/** The form in words, for a list. */
export function formText({ input, output, size }: AutomaticForm): string {
  const sides = size.kind === 'fixed' ? `${size.width}×${size.height}` : size.multiple === 1 ? 'any size' : `sides in multiples of ${size.multiple}`;
  return `${input.channels === 1 ? 'one channel' : 'three channels'} ${input.values} in, ${output.values} out, ${sides}`;
}
