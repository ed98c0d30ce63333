import { join } from 'node:path';
import { createEngine, type Engine } from '../../engine/engine.ts';
import { automaticModelNamed } from '../../engine/app/index.ts';
import { addModel, removeModel, testModel } from '../../engine/models/index.ts';
import { formText } from '../../shared/model/automatic-form.ts';
import type { CommandContext, ModelsAddOptions } from '../command-options.ts';

type Options = { readonly json?: boolean };

async function withEngine(use: (engine: Engine, models: string) => Promise<void>): Promise<void> {
  const engine = await createEngine({ jobsDatabase: ':memory:' });
  try {
    await use(engine, join(engine.directories.data, 'models'));
  } finally {
    await engine.close();
  }
}

/** `tintype models list`. */
export async function listModels(_options: Options, { output }: CommandContext): Promise<void> {
  await withEngine(async ({ registry }) => {
    const brought = registry.models.filter(({ task }) => task === 'automatic');
    for (const { id, version, directory, manifest: { form, licence } } of brought) {
      output.result({ id, version, form, licence, directory }, `${id}: ${form === undefined ? '' : formText(form)}; licence: ${licence}; ${directory}`);
    }
    for (const { directory, error } of registry.problems) output.note(`${directory}: ${error.message}`);
    if (brought.length === 0) output.note('No model was added. Add one with: tintype models add FILE --as automatic');
    await Promise.resolve();
  });
}

/** `tintype models add FILE --as automatic`. */
export async function addBroughtModel(file: string, { id, licence, input, output: values, multiple }: ModelsAddOptions, { output }: CommandContext): Promise<void> {
  await withEngine(async ({ registry }, models) => {
    const said = { ...(input === undefined ? {} : { input }), ...(values === undefined ? {} : { output: values }), ...(multiple === undefined ? {} : { multiple }) };
    const { manifest, directory, assumed } = await addModel(models, registry, { file, said, ...(id === undefined ? {} : { id }), ...(licence === undefined ? {} : { licence }) });
    for (const sentence of assumed) output.note(sentence);
    output.result(
      { id: manifest.id, version: manifest.version, form: manifest.form, licence: manifest.licence, directory },
      `${manifest.id}: ${manifest.form === undefined ? '' : formText(manifest.form)}; licence: ${manifest.licence}`,
    );
  });
}

/** `tintype models remove ID`. */
export async function removeBroughtModel(id: string, _options: Options, { output }: CommandContext): Promise<void> {
  await withEngine(async ({ registry }, models) => {
    await removeModel(models, registry, id);
    output.result({ removed: id }, `${id} was removed. Colour that was made with it is kept.`);
  });
}

/** `tintype models test ID`. @throws AppError `model.*` when it gives no colour at all */
export async function testBroughtModel(id: string, _options: Options, { output }: CommandContext): Promise<void> {
  await withEngine(async ({ registry, inference }) => {
    const model = registry.get(automaticModelNamed(registry, id).id);
    const { width, height, least, greatest, meanChroma, seconds } = await testModel(inference, model);
    output.result({ id, width, height, least, greatest, meanChroma, seconds }, `${id}: saw the picture at ${width}×${height}; a and b from ${least.toFixed(1)} to ${greatest.toFixed(1)}, mean chroma ${meanChroma.toFixed(1)}, ${seconds.toFixed(2)} s`);
    if (meanChroma < 0.5) output.note('It gave hardly any colour. Check --input and --output; the picture that it was tried on is a bright oval before a ramp.');
  });
}
